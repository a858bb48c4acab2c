# What is generated: the list of schemes as a type, and what was built from what.
set(generated ${PROJECT_BINARY_DIR}/generated)
set(includes "#include \"schemes/scheme.hpp\"\n")
foreach(scheme IN LISTS CTXLAB_SCHEMES)
  if(NOT EXISTS ${PROJECT_SOURCE_DIR}/schemes/${scheme}/scheme.hpp)
    message(FATAL_ERROR "CTXLAB_SCHEMES names '${scheme}', but there is no schemes/${scheme}/scheme.hpp")
  endif()
  string(APPEND includes "#include \"schemes/${scheme}/scheme.hpp\"\n")
  list(APPEND types "ctxlab::${scheme}")
endforeach()
list(JOIN types ", " types)
file(CONFIGURE OUTPUT ${generated}/schemes/all.hpp CONTENT
     "#pragma once\n@includes@\nnamespace ctxlab {\nusing all_schemes = type_list<@types@>;\n}\n" @ONLY)

get_directory_property(options COMPILE_OPTIONS)
list(FILTER options EXCLUDE REGEX "-W")  # warnings change no code
string(TOUPPER "CMAKE_CXX_FLAGS_${CMAKE_BUILD_TYPE}" flags_of_type)
add_custom_target(build_info BYPRODUCTS ${generated}/build_info.hpp VERBATIM
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${PROJECT_SOURCE_DIR} -DOUTPUT=${generated}/build_info.hpp
    "-DCOMPILER=${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}" -DBUILD_TYPE=${CMAKE_BUILD_TYPE}
    "-DFLAGS=-std=c++20 ${CMAKE_CXX_FLAGS} ${${flags_of_type}} $<JOIN:${options}, >"
    -P ${CMAKE_CURRENT_LIST_DIR}/build_info.cmake)

# The code that is shown in the README, for tests.cmake.
add_custom_command(OUTPUT ${generated}/readme.cpp DEPENDS README.md .ci/readme_code.awk VERBATIM
  COMMAND awk -f .ci/readme_code.awk README.md > ${generated}/readme.cpp
  WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
