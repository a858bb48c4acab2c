# The operations, and what is measured of them.
folder(bench/goals SANITIZED -O0)
folder(bench/operations SANITIZED -O0)
folder(bench/instructions SANITIZED -O0)
folder(bench/clocks SANITIZED -O0)
folder(bench/threads SANITIZED -O0 THREADS)

program(ctxlab-clocks bench/clocks/main.cpp FOLDERS schemes bench scenarios/records USES CLI11::CLI11)
program(ctxlab-instructions bench/instructions/main.cpp FOLDERS schemes bench scenarios/records USES CLI11::CLI11)
foreach(each ctxlab-clocks ctxlab-instructions)
  optimised(${each} -O1 -O0)
endforeach()

# What ctxlab-instructions counts: the operations by the schemes, built as usual, without the pools, and as a shared
# library with its position-independent code.
program(ctxlab-counted bench/instructions/counted/main.cpp FOLDERS schemes bench)
add_dependencies(ctxlab-instructions ctxlab-counted)
if(NOT CTXLAB_SANITIZE)  # which count nothing that anybody would compare
  set(sources bench/operations/registry.cpp bench/instructions/counted/few.cpp)
  targets_below(counted schemes)
  foreach(each IN LISTS counted)
    get_target_property(own ${each} SOURCES)
    list(APPEND sources ${own})
  endforeach()

  program(ctxlab-counted-no-pools bench/instructions/counted/main.cpp ${sources})
  target_compile_definitions(ctxlab-counted-no-pools PRIVATE CTXLAB_NO_POOLS)

  add_library(ctxlab-counted-library SHARED ${sources})
  add_dependencies(ctxlab-counted-library build_info)
  target_include_directories(ctxlab-counted-library PUBLIC ${PROJECT_SOURCE_DIR} ${generated})
  target_link_libraries(ctxlab-counted-library PUBLIC Threads::Threads fmt::fmt nlohmann_json::nlohmann_json)
  program(ctxlab-counted-shared bench/instructions/counted/main.cpp USES ctxlab-counted-library)
  add_dependencies(ctxlab-instructions ctxlab-counted-no-pools ctxlab-counted-shared)
endif()

# The time, by Google Benchmark, with other people's code beside the schemes where it is wanted.
folder(bench/time SANITIZED -O0 USES benchmark::benchmark)
if(CTXLAB_PEERS)
  folder(bench/peers USES kj-async kj boost_fiber boost_context log4cxx)
endif()
program(ctxlab-bench bench/time/main.cpp FOLDERS schemes bench scenarios/records)
if(CTXLAB_PEERS)
  target_compile_definitions(ctxlab-bench PRIVATE CTXLAB_PEERS)
endif()
