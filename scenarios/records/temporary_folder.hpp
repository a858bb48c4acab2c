// A folder for what a measurement or a test leaves behind.
#pragma once

#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace ctxlab {

// Among the temporary files, with a name of its own that begins with `of`. It is gone, with all in it, with this
// object. Throws std::runtime_error with one line where it cannot be made.
class temporary_folder {
 public:
  explicit temporary_folder(const std::string& of) {
    std::string name = std::filesystem::temp_directory_path() / (of + ".XXXXXX");
    if (!mkdtemp(name.data()))
      throw std::runtime_error("cannot make a folder " + name + ": " + std::strerror(errno) +
                               "; set TMPDIR to one that can be written");
    path = name;
  }
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  ~temporary_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  std::filesystem::path path;
};

}  // namespace ctxlab
