// ctxlab-instructions: how many instructions every operation takes by every scheme, and the goals.
//
// Starts ctxlab-counted, which lies beside it, under callgrind, and the same code built without pools and as a
// shared library; an operation's count is the difference of two run lengths, and repeats exactly.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "bench/goals/goals.hpp"
#include "bench/instructions/callgrind_dump.hpp"
#include "bench/operations/registry.hpp"
#include "scenarios/records/temporary_folder.hpp"
#include "scenarios/records/whole_file.hpp"

namespace ctxlab::bench {
namespace {

namespace fs = std::filesystem;

struct build {
  const char* program;
  const char* variant;
  const char* only;  // operations whose names start so
};
constexpr build builds[] = {{"ctxlab-counted", "", ""},
                            {"ctxlab-counted-no-pools", "no pools", "deferred_one_callback/"},
                            {"ctxlab-counted-shared", "shared", "await_incomplete/"}};

// A program under callgrind. Its files in `folder` begin with its name.
class counting {
 public:
  counting(const build& what, const fs::path& folder, const std::string& only)
      : what_(what), files_(folder / what.program) {
    const fs::path program = fs::read_symlink("/proc/self/exe").parent_path() / what.program;
    if (!fs::exists(program))
      throw std::runtime_error("no " + program.string() +
                               "; build it with: cmake --build build --target ctxlab-instructions");
    std::vector<std::string> words{"valgrind",
                                   "--tool=callgrind",
                                   "--dump-instr=yes",
                                   "--dump-line=no",
                                   "--compress-pos=no",
                                   "--compress-strings=no",
                                   "--callgrind-out-file=" + file("out"),
                                   program,
                                   file("json"),
                                   only};
    std::vector<char*> arguments;
    for (std::string& each : words) arguments.push_back(each.data());
    arguments.push_back(nullptr);
    process_ = fork();
    if (process_ < 0) throw std::runtime_error(std::string("cannot start a process: ") + std::strerror(errno));
    if (process_ == 0) {
      const int log = open(file("log").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      dup2(log, STDOUT_FILENO);
      dup2(log, STDERR_FILENO);
      execvp("valgrind", arguments.data());
      _exit(errno == ENOENT ? 127 : 126);
    }
  }
  counting(const counting&) = delete;
  counting& operator=(const counting&) = delete;
  ~counting() {
    if (process_ <= 0) return;
    kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
  }

  std::vector<row> rows(machine_code& code) {
    int status = 0;
    waitpid(std::exchange(process_, 0), &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
      throw std::runtime_error(
          "valgrind is not there, and it is what counts; install it with: apt-get install valgrind");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
      throw std::runtime_error(std::string(what_.program) + " failed under valgrind: " + last_of_log());
    nlohmann::json list;
    std::ifstream(file("json")) >> list;
    std::vector<row> all;
    for (std::size_t i = 0; i != list.size(); ++i) {
      const nlohmann::json& each = list[i];
      row it{each["operation"],
             each["subject"],
             std::nullopt,
             what_.variant,
             {{"allocations", each["allocations"]}, {"bytes", each["bytes"]}}};
      if (!each["n"].is_null()) it.n = each["n"].get<std::int64_t>();
      if (each.contains("frame")) it.figures["frame"] = each["frame"];
      const dump_counts few = dump(2 * i + 1, code), many = dump(2 * i + 2, code);
      const double difference = each["difference"];
      it.figures["instructions"] = static_cast<double>(many.instructions - few.instructions) / difference;
      it.figures["atomics"] = static_cast<double>(many.atomics - few.atomics) / difference;
      all.push_back(std::move(it));
    }
    return all;
  }

 private:
  std::string file(const char* suffix) const { return files_.string() + "." + suffix; }
  dump_counts dump(std::size_t number, machine_code& code) const {
    const std::string path = file("out") + "." + std::to_string(number);
    std::ifstream from(path);
    try {
      return read_dump(from, code);
    } catch (const std::exception& e) {
      throw std::runtime_error(path + ": " + e.what());
    }
  }
  std::string last_of_log() const {
    std::ifstream log(file("log"));
    std::string last = "it said nothing";
    for (std::string line; std::getline(log, line);)
      if (!line.empty() && !line.starts_with("==")) last = line;
    return last;
  }

  const build& what_;
  fs::path files_;
  pid_t process_;
};

void print_rows(const std::vector<row>& rows) {
  std::cout << fmt::format("{:<34} {:<22} {:>8} {:>12} {:>8} {:>10} {:>8}\n", "operation", "subject", "n",
                           "instructions", "allocs", "bytes", "atomics");
  for (const row& each : rows)
    std::cout << fmt::format("{:<34} {:<22} {:>8} {:>12.1f} {:>8.2f} {:>10.1f} {:>8.2f}\n",
                             each.operation + (each.variant.empty() ? "" : " (" + each.variant + ")"), each.subject,
                             each.n ? std::to_string(*each.n) : "", each.figures.at("instructions"),
                             each.figures.at("allocations"), each.figures.at("bytes"), each.figures.at("atomics"));
}

records::json record_rows(const std::vector<row>& rows) {
  records::json list = records::json::array();
  for (const row& each : rows) {
    records::json row{{"operation", each.operation},
                      {"variant", each.variant},
                      {"subject", each.subject},
                      {"n", each.n ? records::json(*each.n) : records::json()}};
    row.update(records::json(each.figures));
    list.push_back(std::move(row));
  }
  return list;
}

int run(int argc, char** argv) {
  CLI::App app(
      "Counts the instructions of every operation by every scheme, under valgrind, and judges the goals.\n"
      "A minute or less. Counts repeat exactly; they are differences of two run lengths.\n");
  app.footer("\nexample: build/ctxlab-instructions --operation await_incomplete --json build/instructions.json");
  std::string path, only;
  app.add_option("--json", path, "also write the record here")->type_name("FILE");
  app.add_option("--operation", only, "only operations whose name starts so; goals that need others are not judged")
      ->type_name("NAME");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2;
  }

  if (!path.empty()) records::expect_folder_of(path);
  const temporary_folder folder("ctxlab-instructions");
  std::vector<std::unique_ptr<counting>> running;
  for (const build& each : builds) {
    if (*each.only && !only.empty() && !std::string_view(each.only).starts_with(only)) continue;
    running.push_back(std::make_unique<counting>(each, folder.path, *each.only ? each.only : only));
  }
  machine_code code;
  figures measured{{}, roles()};
  for (const auto& each : running)
    for (row& one : each->rows(code)) measured.rows.push_back(std::move(one));
  if (measured.rows.empty())
    throw std::invalid_argument("no operation's name starts with '" + only +
                                "'; build/ctxlab-bench --benchmark_list_tests names them");

  const std::vector<records::goal> goals = judge(measured, "instructions");
  print_rows(measured.rows);
  std::cout << '\n';
  records::print(std::cout, goals);
  if (!path.empty())
    records::write_record(records::in_envelope("instructions", 2,
                                               {{"schemes", records::scheme_list()},
                                                {"rows", record_rows(measured.rows)},
                                                {"goals", records::to_json(goals)}}),
                          path);
  return 0;
}

}  // namespace
}  // namespace ctxlab::bench

int main(int argc, char** argv) {
  try {
    return ctxlab::bench::run(argc, argv);
  } catch (const std::invalid_argument& e) {
    std::cerr << "ctxlab-instructions: " << e.what() << '\n';
    return 2;
  } catch (const std::exception& e) {
    std::cerr << "ctxlab-instructions: " << e.what() << '\n';
    return 1;
  }
}
