// By what, from what and on what machine a record was made; and how it gets its name.
#pragma once

#include <filesystem>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace ctxlab::scenarios {

// The `made` of a record: date (UTC), commit, dirty, compiler, flags, processor, cores, system.
nlohmann::ordered_json made();

// Writes it whole or not at all: beside `to`, and then under its name. Throws std::runtime_error with one line that
// says what could not be written and why.
void write_whole(std::string_view text, const std::filesystem::path& to);
// Throws the same where there is no folder to write `to` in, so that what takes long is not made in vain.
void expect_folder_of(const std::filesystem::path& to);

}  // namespace ctxlab::scenarios
