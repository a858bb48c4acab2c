// Programs of the fragment as they are run and made smaller, from memory.
#pragma once

#include <cstdint>
#include <vector>

#include "scenarios/programs/format/fragment.hpp"
#include "scenarios/programs/format/program.hpp"

namespace ctxlab::programs {

// The program that the format has for it. A line stands at the start of every body and after every statement, numbered
// in the order of the text: line i has the label `lines_from` + i.
struct fragment_program {
  program compiled;
  name lines_from = 0;
  std::uint32_t lines = 0;
  std::vector<std::uint32_t> first_lines;  // of the requests
};
fragment_program compile(const std::vector<term>& requests);

// Every program that comes of one step of making smaller: a statement or a request left out; a scope, or a call that is
// awaited, replaced by its body; Y E by E, G E F by one of them; C, B, R, Y or G by s or by r. Well formed ones only.
std::vector<std::vector<term>> reductions(const std::vector<term>& requests);

}  // namespace ctxlab::programs
