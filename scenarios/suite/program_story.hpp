// A program as a scenario: a JSON file in a folder of stories is one, without a line of C++.
//
// Beside "program" (see scenarios/programs/FORMAT.md) the file says what a story in C++ says in its registration:
// "variant", "story", "asked", and perhaps "source", "predictions" ([{"role", "quote", "expect"}]) and "pattern". It is
// called FAMILY/FILE after its folder and its file. Each line's owner is known from the program; what it spends is
// spent in its owner's work. Orphans die at once or, if the
// program has a `gc`, when that says so.
#pragma once

#include <string_view>

#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {

struct program_story {
  about described;
  std::vector<story_function> functions;  // in the order of all_schemes
};

// The story in `text`, of which it keeps a copy for good. Throws std::invalid_argument with one line: the file and
// line, the place in it, what is wrong and what was expected.
program_story read_program_story(std::string_view file, std::string_view text);

class program_registration {
 public:
  // `file`: from the top of the source tree; `text`: what is in it. What is wrong with it is thrown by all_scenarios().
  program_registration(std::string_view file, std::string_view text);
};

}  // namespace ctxlab::scenarios
