// The same told with one mistake each, the same under every scheme.
#pragma once

#include "scenarios/service/handlers.hpp"

namespace ctxlab::service::naive {

// Forgets to run in the background what it does not wait for.
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
  notify(s, in, who, to, posted);
  say(s, in.records, who, "post: ends");
  co_return in_json(201, {{"id", posted.id}});
}

// Waits for the database's own deferred, which follows no rules.
template <class S>
coroutine<S> purge_all(S s, shop& in, worker who, std::string of) {
  say(s, in.records, who, "purge: goes on");
  for (int removed = purge_at_once; removed == purge_at_once;) {
    deferred some = in.db.remove_oldest(s, who, of, purge_at_once);
    const result got = co_await std::move(some);
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
  s.background(naive::purge_all<S>, std::ref(in), who, of);
  co_return in_json(202, {{"purging", of}});
}

// Holds a scope over a wait.
template <class S>
coroutine<S, http_answer> sync(S s, shop& in, worker who, std::vector<std::string> of) {
  say(s, in.records, who, "sync: begins");
  std::vector<deferred> parts;
  for (const std::string& each : of) parts.push_back(s.background(read_room<S>, std::ref(in), who, each));
  deferred together = gather(parts);
  {
    const auto inside = s.nested("gathering");
    say(inside, in.records, who, "sync: waits", "-gathering");
    co_await inside.yieldable(std::move(together));
    say(inside, in.records, who, "sync: has waited", "-gathering");
  }
  say(s, in.records, who, "sync: ends");
  co_return in_json(200, newest_of_each(of, parts));
}

}  // namespace ctxlab::service::naive
