// How operations get into the list: by their word.
#pragma once

#include <string_view>
#include <vector>

#include "bench/operations/registry.hpp"
#include "schemes/scheme.hpp"

namespace ctxlab::bench {

// A list of operations in the making.
class listing {
 public:
  // Each of the operations by one scheme, as its card says.
  template <class S, template <class> class... Operations>
  void add() {
    (add_one<S, Operations>(), ...);
  }

  std::vector<operation> operations;

 private:
  template <class S, template <class> class Operation>
  void add_one() {
    using Work = Operation<S>;
    constexpr const operation_card& card = Work::card;
    if constexpr (!card.waits || follows_waits<S>) {
      if constexpr (card.sizes[0] == 0) {
        operations.push_back({card.name, std::string(S::name), std::nullopt, false, card.items,
                              [] { return std::make_unique<Work>(); }});
      } else {
        for (const std::int64_t n : card.sizes)
          if (n)
            operations.push_back({card.name, std::string(S::name), n, false, card.size_is_items ? n : card.items,
                                  [n] { return std::make_unique<Work>(n); }});
      }
      if constexpr (card.accounted) add_accounted();
    }
  }
  // The operation added last, with accounting.
  void add_accounted() {
    operation accounted_one = operations.back();
    accounted_one.accounting = true;
    accounted_one.make = [plain = operations.back().make] { return accounted(plain()); };
    operations.push_back(std::move(accounted_one));
  }
};

// The second half of scheme_operations.
void add_many(listing& list);

}  // namespace ctxlab::bench
