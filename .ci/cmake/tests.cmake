# The tests: every test_*.cpp of every folder in one program, each TEST_CASE a test of ctest; then the checks of the
# sources, and pytest.
enable_testing()
include(Catch)
get_property(tests GLOBAL PROPERTY tests)
set(tested schemes scenarios/programs scenarios/service scenarios/suite scenarios/stories scenarios/records)
if(CTXLAB_SANITIZE STREQUAL thread)
  list(APPEND tested bench/threads)
else()
  list(PREPEND tested bench)
  list(APPEND tested scenarios/command_line)
endif()
program(ctxlab-tests ${tests} FOLDERS ${tested} USES Catch2::Catch2WithMain CLI11::CLI11)
set_target_properties(ctxlab-tests PROPERTIES EXCLUDE_FROM_ALL FALSE)
optimised(ctxlab-tests -O0 -O1)
target_precompile_headers(ctxlab-tests PRIVATE schemes/runtime/testing/catch.hpp <nlohmann/json.hpp>)
if(CTXLAB_SANITIZE STREQUAL thread)
  # Its run time wants an address space as it was before the kernel spread it further, where one may say so.
  execute_process(COMMAND setarch -R true RESULT_VARIABLE refused OUTPUT_QUIET ERROR_QUIET)
  if(NOT refused)
    set(plain_addresses setarch -R)
    set_target_properties(ctxlab-tests PROPERTIES CROSSCOMPILING_EMULATOR "${plain_addresses}")
  endif()
endif()
if(Catch2_VERSION VERSION_LESS 3)
  set(none_is_wrong --warn NoTests)
else()
  set(none_is_wrong --warn UnmatchedTestSpec)
endif()
catch_discover_tests(ctxlab-tests WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
                     EXTRA_ARGS ${none_is_wrong} PROPERTIES TIMEOUT 300)

function(check name)
  add_test(NAME ${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} COMMAND ${ARGN})
endfunction()
# Fails if a TEST_CASE in the sources is not one that the program lists.
check(counted ${plain_addresses} .ci/count_tests $<TARGET_FILE:ctxlab-tests> ${tests})
if(CTXLAB_SANITIZE STREQUAL thread)
  return()
endif()
add_dependencies(ctxlab-tests ctxlab-clocks)  # which a test runs
# Code shown in the README is compiled with the tests.
add_library(readme OBJECT ${generated}/readme.cpp)
target_include_directories(readme PRIVATE ${PROJECT_SOURCE_DIR} ${generated})
target_link_libraries(readme PRIVATE fmt::fmt nlohmann_json::nlohmann_json)
check(includes .ci/includes)
check(format .ci/format)
execute_process(COMMAND ${PROJECT_SOURCE_DIR}/.ci/python OUTPUT_VARIABLE PYTHON
                OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
check(pytest ${PYTHON} -B -m pytest -q -p no:cacheprovider --junitxml=${PROJECT_BINARY_DIR}/pytest.xml
      analysis schemes scenarios bench)
set_tests_properties(pytest PROPERTIES ENVIRONMENT CTXLAB_BUILD=${PROJECT_BINARY_DIR})
