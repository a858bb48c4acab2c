// What it costs more to hand work to a thread pool with a context than without, by every scheme that carries one there.
#pragma once

#include <map>
#include <string>

namespace ctxlab::bench {

// Nanoseconds of CPU time of all threads a hand-off and its way back, by the scheme's name: the median over `pairs`
// pairs of runs, one with and one without, in turns. Throws if an answer is wrong.
std::map<std::string, double> measure_hand_off(int pairs);

}  // namespace ctxlab::bench
