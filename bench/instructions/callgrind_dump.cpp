#include "bench/instructions/callgrind_dump.hpp"

#include <elf.h>

#include <charconv>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace ctxlab::bench {
namespace {

template <class Type>
bool read_at(std::istream& from, std::uint64_t offset, Type* to, std::size_t count = 1) {
  from.seekg(static_cast<std::streamoff>(offset));
  return static_cast<bool>(from.read(reinterpret_cast<char*>(to), static_cast<std::streamsize>(sizeof(Type) * count)));
}

bool is_prefix(unsigned char byte) {
  return byte == 0x66 || byte == 0x67 || byte == 0xf2 || byte == 0xf3 || byte == 0x64 || byte == 0x65 ||
         (byte & 0xf0) == 0x40;  // REX
}

}  // namespace

bool locks(const unsigned char* code, std::size_t bytes) {
  for (std::size_t i = 0; i != bytes; ++i) {
    if (code[i] == 0xf0) return true;
    if (is_prefix(code[i])) continue;
    const bool exchange = code[i] == 0x86 || code[i] == 0x87;
    return exchange && i + 1 != bytes && (code[i + 1] >> 6) != 3;  // with memory, not a register
  }
  return false;
}

const std::vector<machine_code::segment>& machine_code::code_of(const std::string& object) {
  const auto [it, is_new] = objects_.try_emplace(object);
  if (!is_new) return it->second;
  std::ifstream file(object, std::ios::binary);
  Elf64_Ehdr header;
  if (!read_at(file, 0, &header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) return it->second;
  for (int i = 0; i != header.e_phnum; ++i) {
    Elf64_Phdr part;
    if (!read_at(file, header.e_phoff + static_cast<std::uint64_t>(i) * header.e_phentsize, &part)) break;
    if (part.p_type != PT_LOAD || !(part.p_flags & PF_X)) continue;
    segment code{part.p_vaddr, std::vector<unsigned char>(part.p_filesz)};
    if (read_at(file, part.p_offset, code.bytes.data(), code.bytes.size())) it->second.push_back(std::move(code));
  }
  return it->second;
}

bool machine_code::locks(const std::string& object, std::uint64_t address) {
  for (const segment& each : code_of(object)) {
    if (address < each.address || address >= each.address + each.bytes.size()) continue;
    const std::size_t at = address - each.address;
    return bench::locks(each.bytes.data() + at, std::min<std::size_t>(15, each.bytes.size() - at));
  }
  return false;
}

dump_counts read_dump(std::istream& from, machine_code& code) {
  dump_counts counts;
  std::string object;
  bool total = false;
  bool skips = false;  // the line after calls= is the cost of what was called
  for (std::string line; std::getline(from, line);) {
    if (line.starts_with("ob=")) {
      object = line.substr(3);
    } else if (line.starts_with("calls=")) {
      skips = true;
    } else if (line.starts_with("totals: ")) {
      counts.instructions = std::stoll(line.substr(8));
      total = true;
    } else if (line.starts_with("0x")) {
      if (std::exchange(skips, false)) continue;
      std::uint64_t address = 0;
      std::int64_t executed = 0;
      const char* const end = line.data() + line.size();
      const auto [next, error] = std::from_chars(line.data() + 2, end, address, 16);
      if (error == std::errc() && next != end) std::from_chars(next + 1, end, executed);
      if (executed && code.locks(object, address)) counts.atomics += executed;
    }
  }
  if (!total) throw std::runtime_error("no line 'totals: N', as callgrind ends its dumps");
  return counts;
}

}  // namespace ctxlab::bench
