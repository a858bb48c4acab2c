// What the rows of the catalogue have in common that are stories in C++: how a row becomes two scenarios, one as it
// went wrong and one as it is mended, and scopes that are closed elsewhere than where they were opened.
//
// The other rows are programs, *.json beside this file; scenarios/programs/README.md says what keeps these from being
// one.
#pragma once

#include <memory>

#include "scenarios/suite/patterns.hpp"
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios::catalogue {

// The scenario `name`, which tells row `number`.
inline about row(int number, variant kind, std::string_view name, std::string_view story, std::string_view asked,
                 std::vector<prediction> predictions = {}, std::vector<feature> needs = {}) {
  return {.name = name,
          .kind = kind,
          .story = story,
          .asked = asked,
          .source = patterns.at(static_cast<std::size_t>(number - 1)).source,
          .predictions = std::move(predictions),
          .needs = std::move(needs),
          .pattern = number};
}

// Whatever keeps a scope open: it is left where the last of these dies.
using left_open = std::shared_ptr<void>;

// A scope of `s` on the heap, for code that opens it here and closes it elsewhere, too late, or never.
template <class Scope>
class open_scope {
 public:
  template <class Open>
  explicit open_scope(Open open) : it_(new Scope(open())) {}

  const Scope& operator*() const { return *it_; }
  const Scope* operator->() const { return it_.get(); }
  void close() { it_.reset(); }
  left_open leave_open() { return std::move(it_); }

 private:
  std::shared_ptr<Scope> it_;
};

template <class S>
auto open_entered(const S& s, context_ptr inside) {
  const auto open = [&] { return s.enter(inside); };
  return open_scope<decltype(open())>(open);
}

template <class S>
auto open_preserved(const S& s, context_ptr inside) {
  const auto open = [&] { return s.preserve(inside); };
  return open_scope<decltype(open())>(open);
}

// Nobody closes it while the story runs.
inline void never_close(testbed bed, left_open scope) {
  bed.wait("never").add_callback([scope] {});
}

}  // namespace ctxlab::scenarios::catalogue
