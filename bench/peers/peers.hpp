// Other people's code that does the same work, measured beside the schemes where their Debian packages are
// installed (cmake -DCTXLAB_PEERS=ON).
#pragma once

#include <vector>

#include "bench/operations/workload.hpp"

namespace ctxlab::bench {

// Each of the files in peers/ has one of these.
void add_kj(std::vector<operation>& operations);
void add_asio(std::vector<operation>& operations);
void add_boost_fiber(std::vector<operation>& operations);
void add_log4cxx(std::vector<operation>& operations);

}  // namespace ctxlab::bench
