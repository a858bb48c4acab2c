#include "scenarios/records/provenance.hpp"

#include <sys/utsname.h>

#include <chrono>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "build_info.hpp"

namespace ctxlab::records {
namespace {

// What stands behind `key` and a separator in a file of lines, without quotes; empty if it is not there.
std::string value_of(const char* file, std::string_view key, char separator) {
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    if (line.compare(0, key.size(), key) != 0) continue;
    const std::size_t end_of_key = line.find(separator);
    if (end_of_key == line.npos) continue;
    const std::size_t first = line.find_first_not_of(" \"", end_of_key + 1);
    if (first == line.npos) return {};
    return line.substr(first, line.find_last_not_of(" \"") - first + 1);
  }
  return {};
}

std::string now_in_utc() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

std::string or_unknown(std::string found) { return found.empty() ? "unknown" : found; }

}  // namespace

nlohmann::ordered_json provenance() {
  utsname kernel{};
  const bool known = uname(&kernel) == 0;
  return {{"date", now_in_utc()},
          {"commit", build_info::commit},
          {"dirty", build_info::dirty},
          {"compiler", build_info::compiler},
          {"flags", build_info::flags},
          {"processor", or_unknown(value_of("/proc/cpuinfo", "model name", ':'))},
          {"cores", std::thread::hardware_concurrency()},
          {"system", or_unknown(value_of("/etc/os-release", "PRETTY_NAME", '=')) +
                         (known ? std::string(" / ") + kernel.sysname + " " + kernel.release : "")}};
}

}  // namespace ctxlab::records
