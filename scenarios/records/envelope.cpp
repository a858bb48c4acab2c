#include "scenarios/records/envelope.hpp"

#include "scenarios/records/provenance.hpp"
#include "scenarios/records/whole_file.hpp"
#include "schemes/scheme_card.hpp"

namespace ctxlab::records {

json in_envelope(std::string_view kind, int version, json content) {
  json record{{"schema", "ctxlab." + std::string(kind)}, {"version", version}, {"provenance", provenance()}};
  record.update(std::move(content));
  record["complete"] = true;
  return record;
}

void write_record(const json& record, const std::filesystem::path& file) { write_whole(record.dump() + '\n', file); }

json scheme_list() {
  std::vector<std::size_t> all(scheme_cards().size());
  for (std::size_t i = 0; i != all.size(); ++i) all[i] = i;
  return scheme_list(all);
}

json scheme_list(const std::vector<std::size_t>& indices) {
  json list = json::array();
  for (const std::size_t index : indices) {
    const scheme_card& card = scheme_cards()[index];
    list.push_back({{"name", card.name}, {"role", card.role}, {"brief", card.brief}});
  }
  return list;
}

}  // namespace ctxlab::records
