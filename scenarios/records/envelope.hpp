// What every record has around it, whoever writes it; analysis/records/envelope.py is what reads it.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string_view>

namespace ctxlab::records {

using json = nlohmann::ordered_json;

// {"schema": "ctxlab.KIND", "version": VERSION, "provenance": {...}}, then the fields of `content`, and at the end
// "complete": true, so that a record that was cut short is seen to be.
json in_envelope(std::string_view kind, int version, json content);

// Writes the record as one line of JSON, as write_whole does.
void write_record(const json& record, const std::filesystem::path& file);

// The schemes that a record speaks of: name, role and brief of each. All of them, or those at `indices` in
// scheme_cards().
json scheme_list();
json scheme_list(const std::vector<std::size_t>& indices);

}  // namespace ctxlab::records
