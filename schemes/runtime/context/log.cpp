#include "schemes/runtime/context/log.hpp"

#include <string>

#include "schemes/runtime/deferred/unhandled.hpp"

namespace ctxlab {

void report_unwritten(const context* charged, std::string_view why) noexcept {
  std::string what("a log line of ");
  what += name_of(charged);
  what += " was not written: ";
  what += why;
  report_unhandled(failure(what));
}

void report_unwritten(const context* charged) noexcept { report_unwritten(charged, failure::current().reason()); }

}  // namespace ctxlab
