// Reads what `valgrind --tool=callgrind --dump-instr=yes --dump-line=no --compress-pos=no --compress-strings=no`
// writes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <istream>
#include <map>
#include <string>
#include <vector>

namespace ctxlab::bench {

// The code of executables and libraries, as it lies in their files.
class machine_code {
 public:
  // Whether the instruction at an address of an object (as linked) locks the bus: one with a `lock` prefix, or an
  // exchange with memory, which needs none. Of x86-64; false where the file cannot be read.
  bool locks(const std::string& object, std::uint64_t address);

 private:
  struct segment {
    std::uint64_t address;
    std::vector<unsigned char> bytes;
  };
  const std::vector<segment>& code_of(const std::string& object);
  std::map<std::string, std::vector<segment>> objects_;
};

// Whether an instruction of these bytes locks the bus.
bool locks(const unsigned char* code, std::size_t bytes);

struct dump_counts {
  std::int64_t instructions = 0;
  std::int64_t atomics = 0;  // executed instructions that lock
};

// Throws std::runtime_error, with what it expected, if the text is no such dump.
dump_counts read_dump(std::istream& from, machine_code& code);

}  // namespace ctxlab::bench
