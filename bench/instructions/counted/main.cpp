// What ctxlab-instructions starts under callgrind, in each of the ways in which the code is built.
//
// Runs every operation in two lengths, has callgrind dump what each took, and writes into a file which dump belongs to
// what: a JSON list of rows, in the order of the dumps, two dumps a row.
#include <fstream>
#include <iostream>

#include <valgrind/callgrind.h>
#include <nlohmann/json.hpp>

#include "bench/instructions/counted_new.hpp"
#include "bench/instructions/frame_size.hpp"
#include "bench/operations/registry.hpp"
#include "bench/threads/parked_thread.hpp"
#include "schemes/all.hpp"

namespace ctxlab::bench {
namespace {

// A run of a million says no more than one of thousands: instructions repeat exactly.
constexpr std::int64_t largest = 4096;

void dump(workload& work, std::int64_t times) {
  CALLGRIND_ZERO_STATS;
  work.run(times);
  CALLGRIND_DUMP_STATS;
}

std::map<std::string, std::size_t> frames() {
  std::map<std::string, std::size_t> of;
  all_schemes::for_each([&]<class S>() { of[std::string(S::name)] = frame_of_await<S>(); });
  return of;
}

// Those whose name starts with `only`. Says 1, and why on standard error, if an answer is wrong.
int count_operations(const std::string& path, const std::string& only) {
  const parked_thread beside;
  const std::map<std::string, std::size_t> frame = frames();
  nlohmann::json rows = nlohmann::json::array();
  for (const operation& each : scheme_operations()) {
    const std::string name = name_of(each);
    if (!name.starts_with(only) || (each.n && *each.n > largest)) continue;
    const std::unique_ptr<workload> work = each.make();
    if (const std::string wrong = work->check(); !wrong.empty()) {
      std::cerr << name << ": wrong answer: " << wrong << '\n';
      return 1;
    }
    const costs other = measure_costs(each, *work);
    const std::int64_t few = each.items;
    const std::int64_t many = each.items * (each.items * each.n.value_or(1) < 64 ? 17 : 3);
    work->run(many);  // what grows once has grown
    dump(*work, few);
    dump(*work, many);
    nlohmann::json row{{"operation", each.name + (each.accounting ? "+accounting" : "")},
                       {"subject", each.subject},
                       {"difference", many - few},
                       {"allocations", other.allocations},
                       {"bytes", other.bytes}};
    row["n"] = each.n ? nlohmann::json(*each.n) : nlohmann::json();
    if (each.name == "await_incomplete") row["frame"] = frame.at(each.subject);
    rows.push_back(std::move(row));
  }
  std::ofstream out(path);
  out << rows;
  return out.flush() ? 0 : 1;
}

}  // namespace
}  // namespace ctxlab::bench

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: " << argv[0] << " FILE PREFIX\nA part of ctxlab-instructions; run that.\n";
    return 2;
  }
  return ctxlab::bench::count_operations(argv[1], argv[2]);
}
