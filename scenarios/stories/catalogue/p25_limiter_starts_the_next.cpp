// Story: a limiter lets one job run at a time. While r1's runs, r2 hands it another, as a callback on the slot; r1's
// job gives the slot back, and the limiter starts r2's within it. Asked: whose name is on the lines of r2's job?
#include "scenarios/stories/catalogue/row.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

constexpr std::string_view slot = "slot";

template <class S>
coroutine<S> first_job(S s, testbed bed) {
  co_await s.sleep(2);
  bed.fire(slot);
  s.log("r1: job done");
}

template <class S>
coroutine<S> careful_first_job(S s, testbed bed) {
  co_await s.sleep(2);
  {
    const auto out = s.preserve();
    bed.fire(slot);
  }
  s.log("r1: job done");
}

template <class S>
coroutine<S> second_job(S s) {
  s.log("r2: job starts");
  co_await s.sleep(1);
  s.log("r2: job ends");
}

// The limiter's own callback, which knows of no scheme.
template <class S>
coroutine<S> leaves_it_to_the_limiter(S s, testbed bed) {
  bed.wait(slot).add_callback([s] { return deferred(second_job<S>(s)); });
  co_return;
}

template <class S>
coroutine<S> starts_it_itself(S s, testbed bed) {
  co_await s.yieldable(bed.wait(slot));
  co_await second_job<S>(s);
}

template <class S>
using part = coroutine<S> (*)(S, testbed);

template <class S>
coroutine<S> serve(S s, const char* name, testbed bed, part<S> handle) {
  co_await s.request(context::make(name), handle, bed);
}

template <class S>
void tell(S s, testbed bed, part<S> running, part<S> enqueues) {
  bed.start(s, 0, serve<S>, "r1", bed, running);
  bed.start(s, 1, serve<S>, "r2", bed, enqueues);
}

constexpr std::string_view asked = "Whose name is on the lines of the job that was started next?";

const registration wrong(row(25, variant::naive, "catalogue/25-limiter-starts-the-next",
                             "A limiter starts the next job where one has ended.", asked,
                             {{"language", "the next job runs in the context of the one before", {"misattributed"}}}),
                         [](auto s, testbed bed) {
                           using S = decltype(s);
                           tell<S>(s, bed, first_job<S>, leaves_it_to_the_limiter<S>);
                         });

const registration mended(
    row(25, variant::remedy, "catalogue/25-limiter-starts-the-next-mended",
        "Whoever has a job waits for the slot and starts it; it is given back in a cleared scope.", asked,
        {{"language", "the wait keeps the context of the one who waits", {}}}),
    [](auto s, testbed bed) {
      using S = decltype(s);
      tell<S>(s, bed, careful_first_job<S>, starts_it_itself<S>);
    });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
