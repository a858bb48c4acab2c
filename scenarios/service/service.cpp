#include "scenarios/service/service.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "scenarios/records/envelope.hpp"
#include "scenarios/service/identity.hpp"
#include "scenarios/service/naive_handlers.hpp"
#include "schemes/all.hpp"

namespace ctxlab::service {
namespace {

using json = nlohmann::ordered_json;

constexpr ticks longest_poll = 60'000;     // milliseconds
constexpr ticks between_heartbeats = 250;  // likewise

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t comma = std::min(list.find(',', at), list.size());
    if (comma != at) parts.push_back(list.substr(at, comma - at));
    at = comma + 1;
  }
  return parts;
}

// A number from 0 to `most`; `most` for what is none.
ticks number_in(const std::string& text, ticks most) {
  const bool is_one = !text.empty() && text.size() < 10 && text.find_first_not_of("0123456789") == text.npos;
  return is_one ? std::min<ticks>(std::stoll(text), most) : most;
}

// What a request that failed is answered.
http_answer answer_to(const failure& why) {
  try {
    why.raise();
  } catch (const too_busy& busy) {
    return {.status = 503, .body = json{{"error", busy.what()}}.dump(), .retry_after = "1"};
  } catch (const database_error& failed) {
    return {.status = 503, .body = json{{"error", failed.what()}}.dump(), .retry_after = "1"};
  } catch (const std::exception& failed) {
    return {.status = 500, .body = json{{"error", failed.what()}}.dump()};
  }
}

template <class S>
class service_under final : public service {
 public:
  service_under(asio_reactor& home, const wish& what)
      : as_(what.as), db_(home, what.database, what.connections, what.most_waiting), in_{home, db_, *records_} {
    home.observe_turns(records_.get());
    heartbeat();
  }
  ~service_under() override { in_.home.observe_turns(nullptr); }

  void handle(http_request asked, http_server::respond respond) override {
    if (asked.path == std::vector<std::string>{"-", "figures"}) return respond({.body = figures()});
    const route found = route_of(asked);
    if (!found.endpoint) return respond(in_json(found.refused, {{"error", "no such thing here"}}));
    const std::string name = name_of_request(asked.request_id, asked.traceparent);
    const context_ptr mine = context::make(name);
    const auto who = std::make_shared<job>(records_, found.endpoint, mine);
    const std::uint64_t connection = asked.connection;
    const deferred answer = start(found, std::move(asked), mine, who);
    if (!answer.complete()) under_way_[connection].push_back(answer);
    answer.add_both([this, respond = std::move(respond), name, connection](const result& outcome) {
      forget(connection);
      http_answer with = outcome.failed() ? answer_to(outcome.error()) : outcome.value<http_answer>();
      with.request_id = name;
      respond(with);
    });
  }

  void left(std::uint64_t connection) override {
    const auto all = under_way_.extract(connection);
    if (all.empty()) return;
    for (const deferred& each : all.mapped())
      if (!each.complete()) each.cancel();
  }

  void stop() override {
    stopping_ = true;
    for (auto& [name, each] : in_.all_rooms)
      for (const deferred& waiting : std::exchange(each.followers, {}))
        if (!waiting.fired()) waiting.cancel();
  }

  std::string figures() const override {
    json endpoints = json::object();
    for (const auto& [name, each] : records_->by_endpoint)
      endpoints[name] = {{"lines", each.lines},
                         {"lost", each.lost},
                         {"misnamed", each.misnamed},
                         {"requests", each.requests},
                         {"wrong_bills", each.wrong_bills}};
    return records::in_envelope("service", 1,
                                {{"scheme", S::name},
                                 {"endpoints", std::move(endpoints)},
                                 {"turns", records_->turns},
                                 {"leaked_turns", records_->leaked_turns},
                                 {"charges", why_unsupported<S>(feature::resource_accounting).empty()},
                                 {"billed_cpu_ns", records_->billed_cpu},
                                 {"waiting_for_a_connection", db_.waiting()}})
        .dump();
  }

 private:
  struct route {
    const char* endpoint = nullptr;
    int refused = 404;
  };

  static route route_of(const http_request& asked) {
    const auto& path = asked.path;
    const std::string& method = asked.method;
    if (path == std::vector<std::string>{"sync"}) return {method == "GET" ? "sync" : nullptr, 405};
    if (path.size() != 3 || path[0] != "rooms") return {};
    if (path[2] == "next") return {method == "GET" ? "poll" : nullptr, 405};
    if (path[2] != "messages") return {};
    return {method == "POST" ? "post" : method == "GET" ? "read" : method == "DELETE" ? "purge" : nullptr, 405};
  }

  deferred start(const route& found, http_request asked, const context_ptr& mine, const worker& who) {
    const std::string_view endpoint = found.endpoint;
    const bool naive = as_ == telling::naive;
    const auto request = [&](auto handler, auto... arguments) {
      return S().request(mine, handler, std::ref(in_), who, std::move(arguments)...);
    };
    if (endpoint == "sync") {
      auto rooms = split(asked.query["rooms"]);
      return naive ? request(naive::sync<S>, std::move(rooms)) : request(sync<S>, std::move(rooms));
    }
    std::string room = asked.path[1];
    if (endpoint == "post")
      return naive ? request(naive::post<S>, std::move(room), std::move(asked.body))
                   : request(post<S>, std::move(room), std::move(asked.body));
    if (endpoint == "purge")
      return naive ? request(naive::purge<S>, std::move(room)) : request(purge<S>, std::move(room));
    if (endpoint == "poll") return request(poll<S>, std::move(room), number_in(asked.query["timeout"], longest_poll));
    return request(read<S>, std::move(room));
  }

  void forget(std::uint64_t connection) {
    const auto all = under_way_.find(connection);
    if (all == under_way_.end()) return;
    std::erase_if(all->second, [](const deferred& each) { return each.fired(); });
    if (all->second.empty()) under_way_.erase(all);
  }

  // Nobody's work, between the requests.
  void heartbeat() {
    say(S(), *records_, nullptr, "the service is well");
    if (!stopping_) in_.home.call_later(between_heartbeats, [this] { heartbeat(); });
  }

  std::shared_ptr<truth> records_ = std::make_shared<truth>();
  telling as_;
  storage db_;
  shop in_;
  std::map<std::uint64_t, std::vector<deferred>> under_way_;  // by connection
  bool stopping_ = false;
};

}  // namespace

std::unique_ptr<service> make_service(asio_reactor& home, const wish& what) {
  std::unique_ptr<service> made;
  all_schemes::for_each([&]<class S>() {
    if (S::name == what.scheme) made = std::make_unique<service_under<S>>(home, what);
  });
  return made;
}

}  // namespace ctxlab::service
