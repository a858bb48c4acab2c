#include "scenarios/records/whole_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>

namespace ctxlab::records {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& why) {
  throw std::runtime_error(file.string() + ": cannot be written (" + why +
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

void write_whole(std::string_view text, const std::filesystem::path& file) {
  std::error_code failed, ignored;
  const std::filesystem::path target = std::filesystem::weakly_canonical(file, failed);
  if (failed) refuse(file, failed.message());
  const std::filesystem::file_status found = std::filesystem::status(target, ignored);
  if (std::filesystem::is_directory(found)) refuse(file, "it is a directory");
  if (std::filesystem::exists(found) && !std::filesystem::is_regular_file(found)) {
    // A pipe or a device is written to; there is no other file to put in its place.
    if (const std::string why = fill(target, text); !why.empty()) refuse(file, why);
    return;
  }
  std::filesystem::path beside = target;
  beside += ".part" + std::to_string(getpid());
  if (const std::string why = fill(beside, text); !why.empty()) {
    std::filesystem::remove(beside, ignored);
    refuse(file, why);
  }
  std::filesystem::rename(beside, target, failed);
  if (!failed) return;
  std::filesystem::remove(beside, ignored);
  refuse(file, failed.message());
}

void expect_folder_of(const std::filesystem::path& file) {
  std::error_code failed;
  const std::filesystem::path folder = std::filesystem::absolute(file, failed).parent_path();
  if (!failed && !std::filesystem::exists(folder)) refuse(file, std::strerror(ENOENT));
}

}  // namespace ctxlab::records
