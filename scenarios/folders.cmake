# The stories, the suite that runs them, programs as data, and the command line over both.
folder(scenarios/records OPTIMISED -O1 SANITIZED -O0)
folder(scenarios/suite OPTIMISED -O1 SANITIZED -O1 USES spdlog::spdlog THREADS)

# The programs (*.json) of a family of stories, each of which is embedded and registers itself.
function(program_stories family)
  file(GLOB programs CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/${family}/*.json)
  string(REPLACE / . target ${family})
  foreach(program IN LISTS programs)
    set(embedded ${generated}/${program}.cpp)
    add_custom_command(OUTPUT ${embedded} DEPENDS ${program} .ci/cmake/embed_program.cmake VERBATIM
      COMMAND ${CMAKE_COMMAND} -DSOURCE=${PROJECT_SOURCE_DIR} -DFILE=${program} -DOUTPUT=${embedded}
              -P ${PROJECT_SOURCE_DIR}/.ci/cmake/embed_program.cmake
      WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    target_sources(${target} PRIVATE ${embedded})
  endforeach()
endfunction()

# Each family of stories is a folder. Under sanitizers they are optimised a little: it is only then that clang leaves
# out the frames of coroutines.
file(GLOB families CONFIGURE_DEPENDS LIST_DIRECTORIES true RELATIVE ${PROJECT_SOURCE_DIR} scenarios/stories/*)
set(families_with_threads scenarios/stories/catalogue scenarios/stories/foreign scenarios/stories/services
                         scenarios/stories/threads)
foreach(family IN LISTS families)
  if(IS_DIRECTORY ${PROJECT_SOURCE_DIR}/${family})
    if(NOT CTXLAB_SANITIZE STREQUAL thread OR family IN_LIST families_with_threads)
      folder(${family} OPTIMISED -O0 SANITIZED -O1 USES spdlog::spdlog THREADS)
      program_stories(${family})
    endif()
  endif()
endforeach()
folder(scenarios/stories)
targets_below(stories scenarios/stories)
list(POP_FRONT stories first)
target_precompile_headers(${first} PRIVATE scenarios/suite/story.hpp)
foreach(each IN LISTS stories)
  target_precompile_headers(${each} REUSE_FROM ${first})
endforeach()
# Which is to know nothing of stories.
set_source_files_properties(scenarios/stories/foreign/library.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON)

folder(scenarios/programs/format)
folder(scenarios/programs/machine)
folder(scenarios/programs/view)
folder(scenarios/programs/lint)
folder(scenarios/programs/blame)
folder(scenarios/programs/reduce)
folder(scenarios/programs/explorer)
folder(scenarios/programs)
folder(scenarios/command_line OPTIMISED -O1 SANITIZED -O0 USES CLI11::CLI11)
target_precompile_headers(scenarios.command_line PRIVATE <CLI/CLI.hpp> <nlohmann/json.hpp>)

program(ctxlab scenarios/command_line/main.cpp
        FOLDERS schemes scenarios/programs scenarios/suite scenarios/stories scenarios/records scenarios/command_line
        USES CLI11::CLI11)
optimised(ctxlab -O1 -O0)

folder(scenarios/service THREADS SANITIZED -O0 USES SQLite::SQLite3 PostgreSQL::PostgreSQL http_parser CLI11::CLI11)
program(ctxlab-service scenarios/service/main.cpp
        FOLDERS schemes scenarios/service scenarios/suite scenarios/programs scenarios/records USES CLI11::CLI11 spdlog::spdlog)
optimised(ctxlab-service -O1 -O0)

# The fuzzer, for clang: build/ctxlab-fuzz NEW_CORPUS scenarios/programs/corpus. The tests run what it is made of.
if(CTXLAB_FUZZ)
  program(ctxlab-fuzz scenarios/programs/fuzz/fuzz_programs.cpp FOLDERS schemes scenarios/programs)
  targets_below(fuzzed schemes scenarios/programs)
  foreach(each IN LISTS fuzzed ITEMS ctxlab-fuzz)
    target_compile_options(${each} PRIVATE -fsanitize=fuzzer-no-link)
  endforeach()
  target_link_options(ctxlab-fuzz PRIVATE -fsanitize=fuzzer)
endif()
