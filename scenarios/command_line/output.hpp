// Where a command writes its record, and where it then talks to people.
#pragma once

#include <ostream>
#include <string>

namespace ctxlab::commands {

// Throws std::runtime_error if standard output did not take all that was written to it.
void expect_output_written();

class output {
 public:
  // `record`: a file, "-" for standard output, which people are then left out of, or nothing. Throws
  // std::runtime_error where there is no folder for the file, before the work is done.
  explicit output(std::string record);

  std::ostream& to_people() const;
  bool is_record() const { return record_ == "-"; }  // standard output
  bool coloured() const;                             // people look on
  // Writes the record whole or not at all.
  void write(const std::string& record) const;

 private:
  std::string record_;
};

}  // namespace ctxlab::commands
