// The figures that were measured, as the programs hand them to the goals.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ctxlab::bench {

struct row {
  std::string operation;  // with "+accounting" where that is on
  std::string subject;
  std::optional<std::int64_t> n;
  std::string variant;                    // "", or how the code was built otherwise: "no pools", "shared"
  std::map<std::string, double> figures;  // "instructions", "allocations", "bytes", "atomics", "frame", "ns"
};

struct figures {
  std::vector<row> rows;
  std::map<std::string, std::string> subject_of_role;  // role -> name of the scheme

  // The figure, or nothing where it was not measured. `who` is a name.
  std::optional<double> get(const std::string& figure, const std::string& operation, const std::string& subject,
                            std::optional<std::int64_t> n = {}, const std::string& variant = "") const;
  // The figure of the scheme that plays a role.
  std::optional<double> by_role(const std::string& figure, const std::string& operation, const std::string& role,
                                std::optional<std::int64_t> n = {}, const std::string& variant = "") const;
  // The most that any scheme needs that was measured (one that cannot do it is not); nothing if none was.
  std::optional<double> worst(const std::string& figure, const std::string& operation,
                              std::optional<std::int64_t> n = {}) const;
};

// Who plays which role in the list of schemes.
std::map<std::string, std::string> roles();

}  // namespace ctxlab::bench
