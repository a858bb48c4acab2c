// By which name a request is known.
#pragma once

#include <string>
#include <string_view>

namespace ctxlab::service {

// What the client says in X-Request-Id, if that is a name (letters, digits and -_.: of at most 64), the trace id of a
// W3C traceparent, if that is well formed, or a new one.
std::string name_of_request(std::string_view request_id, std::string_view traceparent);

}  // namespace ctxlab::service
