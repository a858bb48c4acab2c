// Files that are written whole or not at all.
#pragma once

#include <filesystem>
#include <string_view>

namespace ctxlab::records {

// Writes `text` beside `file`, and then gives it that name; a pipe or a device is written to. Throws
// std::runtime_error with one line that says what could not be written, why, and what to do.
void write_whole(std::string_view text, const std::filesystem::path& file);

// Throws such an error where there is no folder to write `file` in, so that what takes long is not made in vain.
void expect_folder_of(const std::filesystem::path& file);

}  // namespace ctxlab::records
