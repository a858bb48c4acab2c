# Writes OUTPUT, a header that says what was built from which commit with what. Run at every build, it
# leaves the file alone unless something changed, so that nothing is compiled again in vain.
# Given: SOURCE OUTPUT COMPILER FLAGS BUILD_TYPE
set(commit unknown)
set(dirty false)
execute_process(COMMAND git -C ${SOURCE} rev-parse HEAD OUTPUT_VARIABLE head RESULT_VARIABLE failed
                OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT failed)
  set(commit ${head})
  execute_process(COMMAND git -C ${SOURCE} status --porcelain OUTPUT_VARIABLE changes ERROR_QUIET)
  if(changes)
    set(dirty true)
  endif()
endif()
string(REGEX REPLACE "^GNU " "g++ " COMPILER "${COMPILER}")
string(REGEX REPLACE "^Clang " "clang++ " COMPILER "${COMPILER}")
string(REGEX REPLACE "  +" " " FLAGS "${FLAGS}")
string(STRIP "${FLAGS}" FLAGS)
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [[
// Generated. What was built from what, for the records; include it from .cpp files only.
#pragma once

namespace ctxlab::build_info {
inline constexpr const char* commit = "@commit@";  // "unknown" outside a git work tree
inline constexpr bool dirty = @dirty@;             // the work tree differed from the commit
inline constexpr const char* compiler = "@COMPILER@";
inline constexpr const char* flags = "@FLAGS@";
inline constexpr const char* build_type = "@BUILD_TYPE@";
}  // namespace ctxlab::build_info
]])
