// A million operations that hop between the reactor and eight threads, under every scheme.
#include <catch2/catch.hpp>

#include <atomic>

#include "schemes/all.hpp"
#include "schemes/log.hpp"
#include "schemes/threads.hpp"

using namespace ctxlab;

namespace {

#if defined(__has_feature)
#define CTXLAB_HAS(sanitizer) __has_feature(sanitizer)
#else
#define CTXLAB_HAS(sanitizer) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || CTXLAB_HAS(address_sanitizer)
constexpr int operations = 32'000;  // which find what there is to find, at a twentieth of the speed
#else
constexpr int operations = 1'000'000;
#endif
constexpr int requests = 64;  // under way at once
constexpr std::size_t threads = 8;
constexpr int fails_every = 16;

// From any thread. A line's text is the name of the context that it should be charged to.
class tally final : public log_sink, public unhandled_failure_sink {
 public:
  std::atomic<int> right = 0, wrong = 0, unhandled_failures = 0;
  int results_right = 0;

 private:
  void line(const context* charged, std::string_view owner) override { ++(name_of(charged) == owner ? right : wrong); }
  void unhandled(const failure&) noexcept override { ++unhandled_failures; }
};

struct failed_on_purpose : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string name_of_request(int number) { return "r" + std::to_string(number); }

template <class S>
int works(S s, int request, int operation) {
  s.log(name_of_request(request) + "-thread");
  if (operation % fails_every == 0) throw failed_on_purpose("on a thread");
  return operation;
}

template <class S>
coroutine<S> hops(S s, asio_reactor* home, thread_pool* pool, tally* seen, int request, int times) {
  const std::string name = name_of_request(request);
  for (int i = 0; i != times; ++i) {
    deferred there = defer_to_thread(s, *home, *pool, works<S>, request, i);
    try {
      const result got = co_await std::move(there);
      seen->results_right += i % fails_every != 0 && got.value<int>() == i;
    } catch (const failed_on_purpose&) {
      seen->results_right += i % fails_every == 0;
    }
    s.log(name);
  }
}

// Whether the scheme says that a context follows a wait, and that it carries one.
template <class S>
constexpr bool promises() {
  if constexpr (requires { S::cannot(std::string_view()); })
    if (!S::cannot("wait").empty()) return false;
  return S::role != "control";
}

template <class S>
void hop_under() {
  INFO(S::name);
  const int each_does = (promises<S>() ? operations : operations / 20) / requests;  // what goes wrong does so early
  const int all = each_does * requests;
  const std::int64_t contexts = context::alive(), deferreds = deferred::alive();
  tally seen;
  log_sink* const outer_lines = install_log_sink(&seen);
  unhandled_failure_sink* const outer_failures = install_unhandled_failure_sink(&seen);
  int ended = 0;
  {
    asio_reactor home(asio_reactor::clock::duration::zero());
    thread_pool pool(threads);
    {
      const S s{};
      for (int i = 0; i != requests; ++i)
        deferred(s.request(context::make(name_of_request(i)), hops<S>, &home, &pool, &seen, i, each_does))
            .add_callback([&] { ++ended; });
    }
    home.run();
  }
  install_unhandled_failure_sink(outer_failures);
  install_log_sink(outer_lines);

  CHECK(ended == requests);
  CHECK(seen.results_right == all);
  CHECK(seen.right + seen.wrong == 2 * all);
  if (promises<S>())
    CHECK(seen.wrong == 0);
  else
    CHECK(seen.wrong > all);  // on the thread, and after it
  CHECK(seen.unhandled_failures == 0);
  CHECK(context::alive() == contexts);
  CHECK(deferred::alive() == deferreds);
  CHECK(current_context() == nullptr);
}

}  // namespace

TEST_CASE("a million hops to eight threads and back: every line right where promised, nothing left alive",
          "[threads]") {
  all_schemes::for_each([]<class S>() { hop_under<S>(); });
}
