// Operations of asio's as deferreds.
#include "schemes/runtime/reactor/use_deferred.hpp"

#include <array>
#include <asio/ip/tcp.hpp>
#include <asio/read.hpp>
#include <asio/write.hpp>
#include <thread>

#include "schemes/runtime/testing/catch.hpp"
#include "schemes/runtime/testing/plain_scheme.hpp"
#include "schemes/runtime/testing/test_observers.hpp"

namespace ctxlab {
namespace {

using asio::ip::tcp;

tcp::endpoint here() { return {asio::ip::address_v4::loopback(), 0}; }

// An operation that completes with whatever it is given.
template <class Signature, class... Values>
deferred completed_with(asio_reactor& home, Values... values) {
  use_deferred token(home);
  return asio::async_initiate<use_deferred, Signature>(
      [](auto handler, Values... given) {
        const auto executor = asio::get_associated_executor(handler);
        asio::post(executor, [handler = std::move(handler), given...]() mutable { handler(std::move(given)...); });
      },
      token, std::move(values)...);
}

}  // namespace

TEST_CASE("An operation gives a deferred, which fires in a turn with its value", "[threads]") {
  asio_reactor home;
  tcp::acceptor acceptor(home.context(), here());
  tcp::socket client(home.context()), server(home.context());
  std::array<char, 5> read{};
  const auto talk = [&](plain_scheme) -> coroutine<plain_scheme> {
    const deferred accepted = acceptor.async_accept(server, use_deferred(home));
    co_await client.async_connect(acceptor.local_endpoint(), use_deferred(home));
    co_await accepted;
    const deferred written = asio::async_write(client, asio::buffer("hello", 5), use_deferred(home));
    const result size = co_await asio::async_read(server, asio::buffer(read), use_deferred(home));
    CHECK(size.value<std::size_t>() == 5);
    co_await written;
  };
  const deferred done = talk({});
  home.run();
  CHECK(done.complete());
  CHECK(std::string(read.begin(), read.end()) == "hello");
}

TEST_CASE("What an operation completes with becomes the result", "[threads]") {
  asio_reactor home;
  const std::error_code none, refused = asio::error::connection_refused;
  const deferred nothing = completed_with<void()>(home),
                 value = completed_with<void(std::string)>(home, std::string("x")),
                 after_none = completed_with<void(std::error_code, int)>(home, none, 7),
                 several = completed_with<void(std::error_code, int, std::string)>(home, none, 7, std::string("y")),
                 failed = completed_with<void(std::error_code, int)>(home, refused, 7),
                 thrown =
                     completed_with<void(std::exception_ptr)>(home, std::make_exception_ptr(std::runtime_error("z"))),
                 not_thrown = completed_with<void(std::exception_ptr)>(home, std::exception_ptr());
  CHECK_FALSE(nothing.fired());
  home.run();
  CHECK(nothing.outcome().empty());
  CHECK(value.outcome().value<std::string>() == "x");
  CHECK(after_none.outcome().value<int>() == 7);
  CHECK(several.outcome().value<std::tuple<int, std::string>>() == std::tuple(7, std::string("y")));
  CHECK(not_thrown.outcome().empty());
  REQUIRE(failed.outcome().failed());
  CHECK_THROWS_AS(failed.outcome().raise(), std::system_error);
  CHECK(failed.outcome().error().reason() == refused.message());
  CHECK(thrown.outcome().error().reason() == "z");
  for (const deferred& each : {failed, thrown}) each.add_errback([] {});
}

TEST_CASE("Cancelling the deferred cancels the operation, and its late completion is dropped", "[threads]") {
  asio_reactor home;
  tcp::acceptor acceptor(home.context(), here());
  tcp::socket server(home.context());
  const deferred accepted = acceptor.async_accept(server, use_deferred(home));
  home.call_later(1, [&] {
    accepted.cancel();
    CHECK(accepted.outcome().error().is_cancellation());
  });
  home.run();  // ends: nothing is accepted any more
  accepted.add_errback([] {});
  CHECK_FALSE(server.is_open());
}

TEST_CASE("A deferred of an operation may be dropped, and one whose operation never completes dies with the reactor",
          "[threads]") {
  const std::int64_t before = deferred::alive();
  {
    asio_reactor home;
    asio::steady_timer soon(home.context(), std::chrono::milliseconds(1));
    soon.async_wait(use_deferred(home));
    home.run();
    CHECK(deferred::alive() == before);
    asio::steady_timer late(home.context(), std::chrono::hours(1));
    late.async_wait(use_deferred(home)).add_callback([] {});
    CHECK(deferred::alive() == before + 1);
  }
  CHECK(deferred::alive() == before);
}

}  // namespace ctxlab
