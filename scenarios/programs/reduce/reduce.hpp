// Makes a program smaller, as long as it keeps what it shows: for whoever brings a real failure of eighty lines.
#pragma once

#include <cstddef>
#include <functional>
#include <nlohmann/json.hpp>

namespace ctxlab::programs {

struct reduced {
  nlohmann::json program;
  std::size_t tried = 0;  // programs
};

// Whether a program, which the reader accepts, still shows it.
using keeps = std::function<bool(const nlohmann::json& program)>;

// Makes one step after the other that keeps it, until none does: a request, a statement, or a member of a gather is
// left out; a scope, rounds or an attempt is replaced by its body; an expression by one within it, by a sleep, or by a
// deferred that is complete. Functions that nobody calls any more are left out. Requires: `program` shows it.
// `progress` is told now and then how many programs were tried.
reduced reduce(nlohmann::json program, const keeps& shows, const std::function<void(std::size_t tried)>& progress);

// How many statements and expressions, functions and requests it has.
std::size_t size_of(const nlohmann::json& program);

}  // namespace ctxlab::programs
