#include "scenarios/records/provenance.hpp"

#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>

#include "build_info.hpp"

namespace ctxlab::scenarios {
namespace {

// What stands behind `key` and a separator in a file of lines, without quotes; empty if it is not there.
std::string value_of(const char* file, std::string_view key, char separator) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.compare(0, key.size(), key) != 0) continue;
    const std::size_t at = line.find(separator);
    if (at == line.npos) continue;
    const std::size_t from = line.find_first_not_of(" \"", at + 1);
    if (from == line.npos) return {};
    return line.substr(from, line.find_last_not_of(" \"") - from + 1);
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

nlohmann::ordered_json made() {
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

namespace {

[[noreturn]] void refuse(const std::filesystem::path& to, const std::string& why) {
  throw std::runtime_error(to.string() + ": cannot be written (" + why +
                           "); name a file in a directory that exists and may be written to");
}

// Says why it could not be written; empty if it was.
std::string fill(const std::filesystem::path& file, std::string_view text) {
  errno = 0;
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.close();
  if (out) return {};
  return errno ? std::strerror(errno) : "the disk may be full";
}

}  // namespace

void write_whole(std::string_view text, const std::filesystem::path& to) {
  std::error_code failed, ignored;
  const std::filesystem::path target = std::filesystem::weakly_canonical(to, failed);
  if (failed) refuse(to, failed.message());
  const std::filesystem::file_status found = std::filesystem::status(target, ignored);
  if (std::filesystem::is_directory(found)) refuse(to, "it is a directory");
  if (std::filesystem::exists(found) && !std::filesystem::is_regular_file(found)) {
    // A pipe or a device is written to; there is no other file to put in its place.
    if (const std::string why = fill(target, text); !why.empty()) refuse(to, why);
    return;
  }
  std::filesystem::path beside = target;
  beside += ".part" + std::to_string(getpid());
  if (const std::string why = fill(beside, text); !why.empty()) {
    std::filesystem::remove(beside, ignored);
    refuse(to, why);
  }
  std::filesystem::rename(beside, target, failed);
  if (!failed) return;
  std::filesystem::remove(beside, ignored);
  refuse(to, failed.message());
}

void expect_folder_of(const std::filesystem::path& to) {
  std::error_code failed;
  const std::filesystem::path folder = std::filesystem::absolute(to, failed).parent_path();
  if (!failed && !std::filesystem::exists(folder)) refuse(to, std::strerror(ENOENT));
}

}  // namespace ctxlab::scenarios
