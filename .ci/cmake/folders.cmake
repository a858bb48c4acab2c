# A folder is a target: folder(a/b) makes `a.b`, and program(...) links folders, each with those below it.
#
# Object libraries, not archives: scenarios and benchmarks register themselves through static objects, which a linker
# would leave in an archive that nobody calls.

# folder(PATH [OPTIMISED FLAG] [SANITIZED FLAG] [USES LIBRARY...] [THREADS])
# Of the *.cpp in PATH, test_*.cpp become a part of ctxlab-tests, main.cpp is left to program(), and the others are the
# target's. THREADS: its tests are for the thread sanitizer, too. What is timed or counted is optimised in full; the
# rest is much and runs once, so that what counts is the compiler's time: OPTIMISED says how far, SANITIZED how far
# under sanitizers.
function(folder path)
  cmake_parse_arguments(PARSE_ARGV 1 arg "THREADS" "OPTIMISED;SANITIZED" "USES")
  file(GLOB sources CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/${path}/*.cpp)
  file(GLOB tests CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/${path}/test_*.cpp)
  list(REMOVE_ITEM sources ${tests} ${path}/main.cpp)
  if(arg_THREADS OR NOT CTXLAB_SANITIZE STREQUAL thread)
    set_property(GLOBAL APPEND PROPERTY tests ${tests})
  endif()
  if(NOT sources)
    return()
  endif()
  string(REPLACE / . target ${path})
  add_library(${target} OBJECT EXCLUDE_FROM_ALL ${sources})
  add_dependencies(${target} build_info)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR} ${generated})
  target_link_libraries(${target} PUBLIC Threads::Threads fmt::fmt nlohmann_json::nlohmann_json ${arg_USES})
  optimised(${target} "${arg_OPTIMISED}" "${arg_SANITIZED}")
  while(path)
    set_property(GLOBAL APPEND PROPERTY below_${path} ${target})
    cmake_path(GET path PARENT_PATH path)
  endwhile()
endfunction()

function(optimised target usual sanitized)
  if(CTXLAB_SANITIZE)
    target_compile_options(${target} PRIVATE ${sanitized})
  else()
    target_compile_options(${target} PRIVATE ${usual})
  endif()
endfunction()

# The targets of PATHS and of the folders below them.
function(targets_below var)
  foreach(path IN LISTS ARGN)
    get_property(below GLOBAL PROPERTY below_${path})
    list(APPEND all ${below})
  endforeach()
  list(REMOVE_DUPLICATES all)
  set(${var} ${all} PARENT_SCOPE)
endfunction()

# program(NAME SOURCES... FOLDERS PATH... [USES LIBRARY...]), the folders in this order: of an inline function that
# several files hold the linker keeps the first, so that those optimised in full come before the others.
function(program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "FOLDERS;USES")
  targets_below(folders ${arg_FOLDERS})
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  if(CTXLAB_SANITIZE STREQUAL thread)  # which is for the tests alone
    set_target_properties(${name} PROPERTIES EXCLUDE_FROM_ALL TRUE)
  endif()
  add_dependencies(${name} build_info)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR} ${generated})
  target_link_libraries(${name} PRIVATE Threads::Threads fmt::fmt nlohmann_json::nlohmann_json ${folders} ${arg_USES})
endfunction()
