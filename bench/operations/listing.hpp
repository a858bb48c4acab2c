// How operations get into the list.
#pragma once

#include <initializer_list>
#include <string_view>

#include "bench/operations/registry.hpp"

namespace ctxlab::bench {

// A list of operations in the making.
class listing {
 public:
  template <class Work>
  void add(const char* name, const std::string_view subject, std::int64_t items = 1) {
    all.push_back({name, std::string(subject), std::nullopt, false, items, [] { return std::make_unique<Work>(); }});
  }
  template <class Work>
  void add_sized(const char* name, std::string_view subject, std::initializer_list<std::int64_t> sizes,
                 bool each_is_an_item = false) {
    for (const std::int64_t n : sizes)
      all.push_back(
          {name, std::string(subject), n, false, each_is_an_item ? n : 1, [n] { return std::make_unique<Work>(n); }});
  }
  // The operation added last, also with accounting.
  void also_accounted() {
    operation on = all.back();
    on.accounting = true;
    on.make = [off = all.back().make] { return accounted(off()); };
    all.push_back(std::move(on));
  }

  std::vector<operation> all;
};

// The second half of scheme_operations.
void add_many(listing& to);

}  // namespace ctxlab::bench
