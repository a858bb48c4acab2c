#include "scenarios/command_line/output.hpp"

#include <unistd.h>

#include <iostream>
#include <stdexcept>
#include <utility>

#include "scenarios/records/whole_file.hpp"

namespace ctxlab::commands {

void expect_output_written() {
  std::cout.flush();
  if (!std::cout) throw std::runtime_error("standard output could not be written");
}

output::output(std::string record) : record_(std::move(record)) {
  if (!record_.empty() && !is_record()) records::expect_folder_of(record_);
}

std::ostream& output::to_people() const { return is_record() ? std::cerr : std::cout; }

bool output::coloured() const { return isatty(is_record() ? STDERR_FILENO : STDOUT_FILENO) != 0; }

void output::write(const std::string& record) const {
  if (is_record())
    std::cout << record;
  else if (!record_.empty())
    records::write_whole(record, record_);
  expect_output_written();
}

}  // namespace ctxlab::commands
