# Writes OUTPUT, a source that registers the program in FILE (a path from SOURCE) as a scenario.
# Given: SOURCE FILE OUTPUT
file(READ ${SOURCE}/${FILE} text)
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [[
// Generated from @FILE@.
#include "scenarios/suite/program_story.hpp"

static const ctxlab::scenarios::program_registration here("@FILE@", R"program(@text@)program");
]])
