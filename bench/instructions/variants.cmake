# What ctxlab-instructions counts: the operations by the schemes, built as usual, without the pools, and as a shared
# library with its position-independent code.
set(few_sources ${schemes_sources})
list(FILTER few_sources EXCLUDE REGEX "asio|executor|hand_off|main")  # what needs threads is not counted
list(APPEND few_sources bench/instructions/counted/few.cpp bench/operations/registry.cpp)

add_library(counted OBJECT EXCLUDE_FROM_ALL bench/instructions/counted/main.cpp)
target_link_libraries(counted PUBLIC schemes nlohmann_json::nlohmann_json)
add_executable(ctxlab-counted $<TARGET_OBJECTS:counted>)
target_link_libraries(ctxlab-counted PRIVATE schemes bench)
add_dependencies(ctxlab-instructions ctxlab-counted)
if(CTXLAB_SANITIZE)
  return()  # counts nothing that anybody would compare
endif()

add_executable(ctxlab-counted-no-pools bench/instructions/counted/main.cpp ${few_sources})
target_compile_definitions(ctxlab-counted-no-pools PRIVATE CTXLAB_NO_POOLS)
# g++ 12 takes the release of a handle that has been moved from for one of a pointer that has been freed.
target_compile_options(ctxlab-counted-no-pools PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-use-after-free>)

add_library(ctxlab-counted-library SHARED ${few_sources})
add_executable(ctxlab-counted-shared $<TARGET_OBJECTS:counted>)
target_link_libraries(ctxlab-counted-shared PRIVATE ctxlab-counted-library)

foreach(each ctxlab-counted-no-pools ctxlab-counted-library)
  add_dependencies(${each} build_info)
  target_include_directories(${each} PUBLIC ${PROJECT_SOURCE_DIR} ${generated})
  target_link_libraries(${each} PUBLIC Threads::Threads fmt::fmt nlohmann_json::nlohmann_json)
endforeach()
add_dependencies(ctxlab-instructions ctxlab-counted-no-pools ctxlab-counted-shared)
