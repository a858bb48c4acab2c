# How everything is compiled: the standard, warnings, sanitizers.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # For a header that is compiled ahead ccache needs to be told that its time and its macros do not matter.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
                    $<$<BOOL:${CTXLAB_WERROR}>:-Werror>)
# g++ 12 takes the last release of a counted object for a use after an earlier one, and "a" + string for an
# overlapping copy (its bug 105329); the sanitizers know better.
add_compile_options("$<$<CXX_COMPILER_ID:GNU>:-Wno-use-after-free;-Wno-restrict>")
# It also packs two pointers into a vector register to store them at once: six instructions instead of two.
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  add_compile_options(-fno-tree-slp-vectorize)
endif()

if(CTXLAB_SANITIZE)
  set(CMAKE_CXX_FLAGS_RELEASE "-O1 -g1")  # without NDEBUG: assertions count here
  add_compile_options(-fsanitize=${CTXLAB_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
    add_compile_options(-fno-sanitize=function)  # it cannot compile coroutines
  else()
    add_compile_options(-Wno-tsan)  # it says that it does not know asio's fences
  endif()
  add_link_options(-fsanitize=${CTXLAB_SANITIZE})
endif()
