// Story: two services, one of which uses the other, work for an operation, and note facts in its context.
// Asked: what do their log lines say of the operation, and is a service that is not used left alone?
#include "scenarios/suite/story.hpp"
#include "schemes/runtime/threads/executor.hpp"

namespace ctxlab::scenarios {
namespace {

// As a layout writes it that knows the context through the thread-local alone.
std::string facts_of(const context* which) {
  if (!which) return "no context";
  std::string text = "operationId=" + std::string(which->name());
  for (const auto& [key, value] : which->facts()) text += " " + key + "=" + value;
  return text;
}
// A logger that has never heard of services.
void foreign_log(std::string_view owner, std::string_view message) {
  log_line(std::string(owner) + ": " + std::string(message) + " | " + facts_of(current_context()));
}

// The document's services. Its random figures are those of the run that it prints.
template <class S>
class service_a : public S::bare::template service<service_a<S>> {
 public:
  static constexpr std::string_view service_name = "ServiceA";

  coroutine<S, int> some_long_operation(S s) const {
    co_await s.sleep(1);
    this->note("ServiceA.step1", "1");
    co_await s.sleep(1);
    this->note("ServiceA.step2", "7");
    this->note("ServiceA.step3", "4");
    co_return 4;
  }
};

template <class S>
class service_b : public S::bare::template service<service_b<S>> {
 public:
  static constexpr std::string_view service_name = "ServiceB";
  explicit service_b(service_a<S> a) : a_(std::move(a)) {}

  int some_operation_without_service_a() const { return 1; }
  coroutine<S> some_operation_with_service_a(S s) const {
    deferred inner = a_.in(this->bound_context()).some_long_operation(s);
    const result got = co_await std::move(inner);
    this->note("ServiceB.res", got.template value<int>() % 2 == 0 ? "even" : "odd");
  }

 private:
  typename S::bare::template used<service_a<S>> a_;
};

template <class S>
void without_a(S, testbed bed) {
  const context_ptr mine = context::make("op1");
  const service_b<S> bound = service_b<S>(service_a<S>()).with_context(mine);
  const int res = bound.some_operation_without_service_a();
  S::bare::run_with(
      mine, [&] { foreign_log("op1", "Result of someOperationWithoutServiceA: '" + std::to_string(res) + "'"); });
  bed.note("inner_bound", mine->facts().contains("ServiceA.withContext"));
  foreign_log("nobody", "afterwards");
}

template <class S>
coroutine<S> with_a(S s, testbed bed, context_ptr mine) {
  const service_b<S> b{service_a<S>()};
  const service_b<S> bound = mine ? b.with_context(mine) : b;
  deferred done = bound.some_operation_with_service_a(s);
  co_await std::move(done);
  const std::string owner(mine ? mine->name() : "nobody");
  S::bare::run_with(mine, [&] { foreign_log(owner, "someOperationWithServiceA completed"); });
  bed.note("inner_bound", mine && mine->facts().contains("ServiceA.withContext"));
  foreign_log("nobody", "afterwards");
}

// Code that logs where it is run, on whatever runs it, and knows of nothing else.
template <class S>
coroutine<S> external(S s, testbed bed, context_ptr mine, bool wrapped) {
  const std::unique_ptr<executor> wrapper = wrapped ? S::bare::wrap(bed.pool(), mine) : nullptr;
  executor& by = wrapped ? *wrapper : bed.pool();
  by.execute([] { foreign_log("op1", "external res 1"); });
  by.execute([]() { throw std::runtime_error("external failure"); });
  deferred after = bed.hop([] { foreign_log("nobody", "the pool's next work"); });
  co_await s.yieldable(std::move(after));
}

const registration unused({.name = "services/without-inner-service",
                           .kind = variant::idiomatic,
                           .story = "A bound service does what needs no other service, and a foreign logger logs it.",
                           .asked = "What does the line say, and is the inner service left unbound?",
                           .source = "context_in_scala: runWithoutA",
                           .needs = {feature::services}},
                          [](auto s, testbed bed) {
                            if constexpr (binds_services<decltype(s)>) bed.start(s, 0, without_a<decltype(s)>, bed);
                          });

const registration used({.name = "services/with-inner-service",
                         .kind = variant::idiomatic,
                         .story = "A bound service uses another one, over waits, and a foreign logger logs it.",
                         .asked = "Does the line say what both services noted?",
                         .source = "context_in_scala: runWithA",
                         .needs = {feature::services}},
                        [](auto s, testbed bed) {
                          using S = decltype(s);
                          if constexpr (binds_services<S>) bed.start(s, 0, with_a<S>, bed, context::make("op1"));
                        });

const registration unbound({.name = "services/unbound",
                            .kind = variant::neutral,
                            .story = "Two services that are bound to nothing do the work of an operation.",
                            .asked = "Does the operation work, and is its line nobody's?",
                            .source = "context_in_scala: EmptyContext",
                            .needs = {feature::services}},
                           [](auto s, testbed bed) {
                             using S = decltype(s);
                             if constexpr (binds_services<S>) bed.start(s, 0, with_a<S>, bed, context_ptr());
                           });

const registration raw({.name = "services/foreign-object-on-plain-executor",
                        .kind = variant::naive,
                        .story = "Foreign code runs on a pool for an operation, and logs and fails there.",
                        .asked = "Does its line see the operation?",
                        .source = "context_in_scala: SomeExternalObject",
                        .needs = {feature::services, feature::threads}},
                       [](auto s, testbed bed) {
                         using S = decltype(s);
                         if constexpr (binds_services<S>)
                           bed.start(s, 0, external<S>, bed, context::make("op1"), false);
                       });

const registration wrapped(
    {.name = "services/foreign-object-on-wrapped-executor",
     .kind = variant::remedy,
     .story = "Foreign code runs on an executor that is wrapped for an operation, and logs and fails there.",
     .asked = "Does its line see the operation, and the thread's next work nothing?",
     .source = "context_in_scala: runExternal",
     .needs = {feature::services, feature::threads}},
    [](auto s, testbed bed) {
      using S = decltype(s);
      if constexpr (binds_services<S>) bed.start(s, 0, external<S>, bed, context::make("op1"), true);
    });

}  // namespace
}  // namespace ctxlab::scenarios
