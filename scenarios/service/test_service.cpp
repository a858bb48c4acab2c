// The service in this process, with clients over real sockets.
#include <asio/ip/tcp.hpp>
#include <asio/read.hpp>
#include <asio/write.hpp>

#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "scenarios/records/temporary_folder.hpp"
#include "scenarios/service/identity.hpp"
#include "scenarios/service/service.hpp"
#include "scenarios/service/storage.hpp"
#include "schemes/all.hpp"
#include "schemes/runtime/deferred/gather.hpp"
#include "schemes/runtime/reactor/use_deferred.hpp"
#include "schemes/runtime/testing/catch.hpp"
#include "schemes/runtime/testing/plain_scheme.hpp"
#include "schemes/runtime/testing/test_observers.hpp"

namespace ctxlab::service {
namespace {

using asio::ip::tcp;
using nlohmann::json;

// A database file that nobody else has.
struct own_file {
  temporary_folder folder{"ctxlab-service"};
  std::string path() const { return folder.path / "messages.sqlite"; }
};

// One request on a connection of its own, and all of the answer.
coroutine<plain_scheme, std::string> ask(plain_scheme, asio_reactor& home, std::uint16_t port, std::string text) {
  tcp::socket socket(home.context());
  const tcp::endpoint there(asio::ip::address_v4::loopback(), port);
  deferred connected = socket.async_connect(there, use_deferred(home));
  co_await std::move(connected);
  deferred written = asio::async_write(socket, asio::buffer(text), use_deferred(home));
  co_await std::move(written);
  std::string answer;
  for (std::array<char, 4096> some;;) {
    deferred read = socket.async_read_some(asio::buffer(some), use_deferred(home));
    const result got = co_await outcome_of(std::move(read));
    if (got.failed()) co_return answer;  // the end
    answer.append(some.data(), got.value<std::size_t>());
  }
}

std::string request(const std::string& line, const std::string& id, const std::string& body = "") {
  return line + " HTTP/1.1\r\nHost: here\r\nConnection: close\r\nX-Request-Id: " + id +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// A service, and what its clients were answered.
struct running {
  own_file file;
  asio_reactor home;
  std::unique_ptr<service> it;
  std::unique_ptr<http_server> server;

  explicit running(std::string_view scheme, telling as = telling::idiomatic) {
    it = make_service(home, {.scheme = std::string(scheme), .as = as, .database = file.path()});
    server = std::make_unique<http_server>(
        home, 0, http_bounds{},
        [this](http_request asked, http_server::respond answer) { it->handle(std::move(asked), std::move(answer)); },
        [this](std::uint64_t connection) { it->left(connection); });
  }
  // Asks all at once, and ends the service when the last is answered.
  std::vector<std::string> asked(const std::vector<std::string>& texts) {
    std::vector<deferred> answers;
    for (const std::string& each : texts) answers.push_back(ask({}, home, server->port(), each));
    const deferred all = gather(answers);
    all.add_both([this] { home.call_later(1, [this] { stop(); }); });
    home.run();
    std::vector<std::string> got;
    for (const deferred& each : answers) got.push_back(each.outcome().value<std::string>());
    return got;
  }
  void stop() {
    server->close();
    it->stop();
  }
  json figures() const { return json::parse(it->figures()); }
};

std::vector<std::string> many_requests(int rounds) {
  std::vector<std::string> all;
  for (int i = 0; i != rounds; ++i) {
    const std::string n = std::to_string(i), room = "room" + std::to_string(i % 3);
    all.push_back(request("POST /rooms/" + room + "/messages", "post" + n, R"({"author": "ann", "text": "hi"})"));
    all.push_back(request("GET /rooms/" + room + "/messages", "read" + n));
    all.push_back(request("GET /sync?rooms=room0,room1,room2", "sync" + n));
    all.push_back(request("GET /rooms/" + room + "/next?timeout=20", "poll" + n));
    all.push_back(request("DELETE /rooms/" + room + "/messages", "purge" + n));
  }
  return all;
}

std::int64_t sum(const json& figures, const char* key) {
  std::int64_t all = 0;
  for (const json& each : figures["endpoints"]) all += each[key].get<std::int64_t>();
  return all;
}

template <class S>
constexpr bool follows_waits() {
  return why_unsupported<S>(feature::wait).empty() && S::role != std::string_view("control");
}

}  // namespace

TEST_CASE("Told as its scheme prescribes, a service under load gets every line and every bill right", "[threads]") {
  all_schemes::for_each([]<class S>() {
    INFO(S::name);
    const std::int64_t contexts = context::alive(), deferreds = deferred::alive();
    {
      running service(S::name);
      const auto texts = many_requests(10);
      const auto answers = service.asked(texts);
      for (std::size_t i = 0; i != texts.size(); ++i) {
        const auto id = texts[i].substr(texts[i].find("X-Request-Id"), 24);
        INFO(texts[i] << '\n' << answers[i]);
        CHECK(answers[i].starts_with("HTTP/1.1 20"));
        CHECK(answers[i].find(id.substr(0, id.find('\r'))) != std::string::npos);
      }
      const json figures = service.figures();
      INFO(figures.dump(1));
      CHECK(sum(figures, "requests") == static_cast<std::int64_t>(texts.size()));
      CHECK(sum(figures, "lines") > 150);
      if (follows_waits<S>()) {
        CHECK(sum(figures, "lost") + sum(figures, "misnamed") == 0);
        CHECK(figures["leaked_turns"] == 0);
      } else {
        CHECK(sum(figures, "lost") > 0);
      }
      const bool billed = follows_waits<S>() && why_unsupported<S>(feature::resource_accounting).empty();
      CHECK((sum(figures, "wrong_bills") == 0) == billed);
    }
    CHECK(context::alive() == contexts);
    CHECK(deferred::alive() == deferreds);
  });
}

TEST_CASE("With one mistake in each handler some lines are wrong under the rules, and fewer, or none, elsewhere",
          "[threads]") {
  const auto wrong = [](std::string_view scheme) {
    running service(scheme, telling::naive);
    service.asked(many_requests(10));
    return sum(service.figures(), "lost") + sum(service.figures(), "misnamed");
  };
  CHECK(wrong("clear-on-incomplete") > 0);
  CHECK(wrong("snapshot") == 0);
}

TEST_CASE("What is no request is answered with 4xx", "[threads]") {
  running service("snapshot");
  const auto answers = service.asked(
      {request("POST /rooms/tea/messages", "a", "no JSON"),
       request("POST /rooms/tea/messages", "b", R"({"author": 1, "text": "x"})"),
       request("PUT /rooms/tea/messages", "c"), request("GET /nothing", "d"), request("GET /rooms/%zz/messages", "e"),
       "POST /rooms/tea/messages HTTP/1.1\r\nHost: here\r\nContent-Length: 99999999\r\n\r\n", "this is no HTTP\r\n\r\n",
       "GET / HTTP/1.1\r\nA: " + std::string(20'000, 'x') + "\r\n\r\n"});
  const words expected{"400", "400", "405", "404", "400"};
  for (std::size_t i = 0; i != expected.size(); ++i) CHECK(answers[i].substr(9, 3) == expected[i]);
  for (std::size_t i = expected.size(); i != answers.size(); ++i) CHECK(answers[i].substr(0, 12) != "HTTP/1.1 200");
}

TEST_CASE("Whatever a message holds is stored and given back, and is no SQL") {
  own_file file;
  sqlite on(file.path());
  const std::string room = "'; DROP TABLE messages; --", text = std::string("a \"b\" '\0' \xff", 11);
  const std::int64_t id = on.add(room, {0, "o'hara", text});
  const auto found = on.newest(room, 10);
  REQUIRE(found.size() == 1);
  CHECK(found[0].id == id);
  CHECK(found[0].author == "o'hara");
  CHECK(found[0].text == text);
  CHECK(on.newest("", 10).empty());
  CHECK(on.remove_oldest(room, 10) == 1);
  CHECK_THROWS_AS(sqlite((file.folder.path / "nowhere" / "x").string()), database_error);
}

TEST_CASE("A transaction that nobody waits for any more ends, and then the connection goes to the next", "[threads]") {
  using S = none;
  own_file file;
  asio_reactor home;
  storage one(home, file.path(), 1, 2);
  words done;
  const auto note = [&](std::string what) {
    return [&, what](const result& got) { done.push_back(what + (got.failed() ? " " + got.error().reason() : "")); };
  };
  const auto add = [&] { return one.add(S(), nullptr, "tea", {0, "a", "b"}); };
  const deferred first = add(), second = add(), third = add(), fourth = add();
  first.add_both(note("first"));
  second.add_both(note("second"));
  third.add_both(note("third"));
  fourth.add_both(note("fourth"));
  first.cancel();   // it works already
  second.cancel();  // it waits
  home.run();
  CHECK(done ==
        words{"fourth too many requests wait for the database", "first cancelled", "second cancelled", "third"});
  CHECK(sqlite(file.path()).newest("tea", 10).size() == 2);  // the first's, and the third's
}

TEST_CASE("A request is known by what its client says, if that is a name") {
  const std::string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  CHECK(name_of_request("r-1.x:y_z", trace) == "r-1.x:y_z");
  CHECK(name_of_request("", trace) == "0af7651916cd43dd8448eb211c80319c");
  for (const std::string& wrong :
       {std::string(), std::string("a b"), std::string(65, 'x'), std::string("a\nb"), std::string("\"")}) {
    const std::string made = name_of_request(wrong, "00-" + std::string(32, '0') + "-b7ad6b7169203331-01");
    CHECK(made.size() == 32);
    CHECK(made.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(made != name_of_request(wrong, "ff" + trace.substr(2)));
  }
}

}  // namespace ctxlab::service
