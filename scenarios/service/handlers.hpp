// What the service does with a request, as the rules of every scheme want it told. No scheme's name stands here: `s` is
// whichever it is. Each handler is a coroutine that returns an http_answer; `who` is for the comparison alone.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "scenarios/service/http.hpp"
#include "scenarios/service/rooms.hpp"
#include "scenarios/service/storage.hpp"
#include "schemes/runtime/deferred/gather.hpp"

namespace ctxlab::service {

struct shop {  // what all handlers share
  asio_reactor& home;
  storage& db;
  truth& records;
  rooms all_rooms = {};
  std::int64_t refusals = 0;  // of followers who are told: every third attempt
};

inline constexpr int page_size = 50, purge_at_once = 100;

inline http_answer in_json(int status, const nlohmann::json& body) { return {.status = status, .body = body.dump()}; }

inline nlohmann::json as_json(const message& one) {
  return {{"id", one.id}, {"author", one.author}, {"text", one.text}};
}
// Of each room the last message of its page, which a part has completed with; null for a room without any.
nlohmann::json newest_of_each(const std::vector<std::string>& of, const std::vector<deferred>& parts);
// Nothing if the body is none.
std::optional<message> message_in(const std::string& body);
inline http_answer not_a_message() { return in_json(400, {{"error", R"(expected {"author": TEXT, "text": TEXT})"}}); }

// Completes what others wait for, where nobody's context is current, so that they go on in their own.
template <class S>
void complete_others(const S& s, std::vector<deferred> waiting, const result& with) {
  [[maybe_unused]] const auto aside = s.preserve();
  for (const deferred& each : waiting)
    if (!each.fired()) each.fire(with.shared());
}

// Tells a room's followers of a message. One who refuses is told again, later and later.
template <class S>
coroutine<S> notify(S s, shop& in, worker who, std::string of, message posted) {
  say(s, in.records, who, "notify: begins");
  for (ticks delay = 1; ++in.refusals % 3 == 0 && delay < 100; delay *= 2) {
    say(s, in.records, who, "notify: refused, again later");
    co_await s.sleep(delay);
  }
  complete_others(s, std::exchange(in.all_rooms[of].followers, {}), result(posted));
  say(s, in.records, who, "notify: told the followers");
}

template <class S>
coroutine<S, http_answer> post(S s, shop& in, worker who, std::string to, std::string body) {
  say(s, in.records, who, "post: begins");
  const std::optional<message> given = message_in(body);
  if (!given) co_return not_a_message();
  message posted = *given;
  deferred stored = in.db.add(s, who, to, posted);
  const result id = co_await s.yieldable(std::move(stored));
  posted.id = id.value<std::int64_t>();
  say(s, in.records, who, "post: stored");
  in.all_rooms[to].newest.messages = nullptr;
  s.background(notify<S>, std::ref(in), who, to, posted);
  say(s, in.records, who, "post: ends");
  co_return in_json(201, {{"id", posted.id}});
}

// Reads a room for all who wait for it.
template <class S>
coroutine<S> fetch(S s, shop& in, worker who, std::string of) {
  say(s, in.records, who, "fetch: begins");
  deferred reading = in.db.newest(s, who, of, page_size);
  result outcome;
  try {
    const result got = co_await s.yieldable(std::move(reading));
    in.all_rooms[of].newest.messages = std::make_shared<const std::vector<message>>(got.value<std::vector<message>>());
    outcome = result(in.all_rooms[of].newest.messages);
  } catch (...) {
    outcome = result(failure::current());
  }
  say(s, in.records, who, "fetch: ends");
  cached& newest = in.all_rooms[of].newest;
  newest.being_read = false;
  complete_others(s, std::exchange(newest.waiting, {}), outcome);
}

template <class S>
coroutine<S, page> read_room(S s, shop& in, worker who, std::string of) {
  cached& newest = in.all_rooms[of].newest;
  if (newest.messages) co_return newest.messages;
  const deferred mine = deferred::make();
  newest.waiting.push_back(mine);
  if (!std::exchange(newest.being_read, true)) s.background(fetch<S>, std::ref(in), who, of);
  const result got = co_await s.yieldable(mine);
  say(s, in.records, who, "read a room");
  co_return got.value<page>();
}

template <class S>
coroutine<S, http_answer> read(S s, shop& in, worker who, std::string of) {
  say(s, in.records, who, "read: begins");
  deferred reading = read_room(s, in, who, of);
  const result got = co_await std::move(reading);
  nlohmann::json all = nlohmann::json::array();
  for (const message& each : *got.value<page>()) all.push_back(as_json(each));
  say(s, in.records, who, "read: ends");
  co_return in_json(200, all);
}

// Several rooms at once.
template <class S>
coroutine<S, http_answer> sync(S s, shop& in, worker who, std::vector<std::string> of) {
  say(s, in.records, who, "sync: begins");
  std::vector<deferred> parts;
  for (const std::string& each : of) parts.push_back(s.background(read_room<S>, std::ref(in), who, each));
  deferred together = gather(parts);
  co_await s.yieldable(std::move(together));
  say(s, in.records, who, "sync: ends");
  co_return in_json(200, newest_of_each(of, parts));
}

// Waits for a room's next message, for so many milliseconds.
template <class S>
coroutine<S, http_answer> poll(S s, shop& in, worker who, std::string of, ticks timeout) {
  say(s, in.records, who, "poll: begins");
  const deferred news = deferred::make();
  in.all_rooms[of].followers.push_back(news);
  in.home.add_timeout(news, timeout);
  try {
    const result got = co_await s.yieldable(news);
    say(s, in.records, who, "poll: news");
    co_return in_json(200, as_json(got.value<message>()));
  } catch (const remembering_error&) {
    say(s, in.records, who, "poll: nothing, or nobody waits for it any more");
  }
  co_return {.status = 204};
}

// Goes on long after its request is answered.
template <class S>
coroutine<S> purge_all(S s, shop& in, worker who, std::string of) {
  say(s, in.records, who, "purge: goes on");
  for (int removed = purge_at_once; removed == purge_at_once;) {
    deferred some = in.db.remove_oldest(s, who, of, purge_at_once);
    const result got = co_await s.yieldable(std::move(some));
    removed = got.value<int>();
    say(s, in.records, who, "purge: removed some");
    co_await s.sleep(20);
  }
  in.all_rooms[of].newest.messages = nullptr;
  say(s, in.records, who, "purge: ends");
}

template <class S>
coroutine<S, http_answer> purge(S s, shop& in, worker who, std::string of) {
  say(s, in.records, who, "purge: begins");
  s.background(purge_all<S>, std::ref(in), who, of);
  co_return in_json(202, {{"purging", of}});
}

}  // namespace ctxlab::service
