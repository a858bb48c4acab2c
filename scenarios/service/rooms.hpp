// What a room is between requests: who follows it, and what was read of it last.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "scenarios/service/message.hpp"
#include "schemes/runtime/deferred/deferred.hpp"

namespace ctxlab::service {

using page = std::shared_ptr<const std::vector<message>>;

// The newest messages of each room, read once for all who want them at the same time.
struct cached {
  page messages;                  // null: to be read
  bool being_read = false;        // others wait meanwhile:
  std::vector<deferred> waiting;  // each fires with the page, and follows no rules
};

struct room {
  cached newest;
  std::vector<deferred> followers;  // long polls: each fires with the next message
};

using rooms = std::map<std::string, room>;

}  // namespace ctxlab::service
