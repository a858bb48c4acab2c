// Story: a request's handler raises an error. The server's loop, which works for nobody, catches it and logs it.
// Asked: whose name is on the error's line?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

template <class S>
coroutine<S> handle(S s) {
  s.log("r1: starts");
  co_await s.sleep(1);
  throw failed_error("no more", context_ptr(s.current()));
}

template <class S>
using logs = void (*)(S, const failed_error&);

template <class S>
void as_it_is_caught(S s, const failed_error& why) {
  say(s, "r1", why.what());
}

template <class S>
void where_it_was_raised(S s, const failed_error& why) {
  const auto in = s.preserve(why.raised_in());
  say<S>(in, "r1", why.what());
}

template <class S>
coroutine<S> serve(S s, logs<S> log_error) {
  try {
    co_await s.request(context::make("r1"), handle<S>);
  } catch (const failed_error& why) {
    log_error(s, why);
  }
  s.log("nobody: next");
}

constexpr std::string_view asked = "Whose name is on the error's line?";
constexpr std::string_view source = "serilog/serilog#895; aspnet/Logging#677";

const registration wrong(
    {.name = "linear/error-logged-outside",
     .kind = variant::naive,
     .story = "An error is logged where it is caught, outside the scope in which it was raised.",
     .asked = asked,
     .source = source,
     .predictions = {{"language", "the properties of the scope are gone when the exception is logged", {"lost"}}}},
    [](auto s, testbed bed) { bed.start(s, 0, serve<decltype(s)>, as_it_is_caught<decltype(s)>); });

const registration mended(
    {.name = "linear/error-logged-outside-mended",
     .kind = variant::remedy,
     .story = "It is logged in the context that it remembers.",
     .asked = asked,
     .source = source,
     .predictions = {{"language", "the exception carries the properties of the scope that threw it", {}}}},
    [](auto s, testbed bed) { bed.start(s, 0, serve<decltype(s)>, where_it_was_raised<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios
