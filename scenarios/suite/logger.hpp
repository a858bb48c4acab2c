// A real logger: spdlog, with flags of the pattern that write the log context of a line. A line of any thread carries
// it, also one of code that has never heard of contexts and was only given a logger.
//
//   %x  the context, for people: `r1 #3 user=alice`, that is its name, its id, and its facts with those of its
//       ancestors; `sentinel` for none
//   %X  the same as members of a JSON object: "context":"r1","id":3,"facts":{"user":"alice"}; null, null and {} for
//       none
//   %E  the same as members by the names of the Elastic Common Schema: "trace.id":"r1","labels":{"user":"alice"};
//       "labels":{} for none
//   %V  the message as a JSON string
//
// So `{%X,"message":%V}` is a pattern for JSON lines. Whatever bytes a message holds, the line is valid JSON: those
// that are no UTF-8 are replaced.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "schemes/runtime/context/scope.hpp"

namespace spdlog {
class formatter;
class logger;
}  // namespace spdlog

namespace ctxlab {

// A formatter for any sink of spdlog, with the flags above besides spdlog's own. The context is the one that is current
// on the thread that logs, while it logs: such a sink must not leave the formatting to another thread.
std::unique_ptr<spdlog::formatter> formatter_with_context(const std::string& pattern);

// A logger that hands each line, without its end, to `write`, one at a time, on the thread that logs. A line that
// `write` throws at is not written: the thread's unhandled_failure_sink is told so once, with the name of the line's
// context, and the code that logged goes on. Lines below info are left out unless they are asked for.
std::shared_ptr<spdlog::logger> make_logger(const std::string& name, const std::string& pattern,
                                            std::function<void(std::string_view line)> write, bool debug = false);

// Logs `text` for `charged`, whatever is current.
void log_for(spdlog::logger& to, const context* charged, std::string_view text);

}  // namespace ctxlab
