// Story: an event spends CPU time for nobody, and then resumes work of r1. What resumes it makes r1's context current
// behind the accounting's back; that it stops being current is told.
// Asked: who is charged for what?
#include "scenarios/stories/catalogue/row.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

// While it lives, nobody is told of switches.
class untold {
 public:
  untold() : hook_(observe_switches(nullptr)) {}
  ~untold() { observe_switches(hook_); }
  untold(const untold&) = delete;
  untold& operator=(const untold&) = delete;

 private:
  switch_observer* hook_;
};

template <class S>
void work(S s, testbed bed) {
  s.log("r1: works");
  bed.spend("r1", 10);
}

template <class S>
auto resumed(S s, context_ptr of) {
  return open_preserved(s, of);
}

template <class S>
auto resumed_behind_its_back(S s, context_ptr of) {
  const untold hook;
  return open_preserved(s, of);
}

template <class S, class Resume>
void event(S s, testbed bed, Resume resume) {
  const context_ptr of = context::make("r1");
  s.log("nobody: busy");
  bed.spend("nobody", 100);
  auto in = resume(s, of);
  work<S>(*in, bed);
  in.close();
}

constexpr std::string_view asked = "Who is charged for what?";

const registration wrong(row(23, variant::naive, "catalogue/23-accounting-without-a-switch-hook",
                             "A resumption installs a context and tells the accounting nothing.", asked, {},
                             {feature::resource_accounting}),
                         [](auto s, testbed bed) {
                           using S = decltype(s);
                           const auto resume = &resumed_behind_its_back<S>;
                           bed.start(s, 0, event<S, decltype(resume)>, bed, resume);
                         });

const registration mended(row(23, variant::remedy, "catalogue/23-accounting-without-a-switch-hook-mended",
                              "Every switch goes through the one place that tells.", asked, {},
                              {feature::resource_accounting}),
                          [](auto s, testbed bed) {
                            using S = decltype(s);
                            const auto resume = &resumed<S>;
                            bed.start(s, 0, event<S, decltype(resume)>, bed, resume);
                          });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
