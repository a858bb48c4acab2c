// Comparing and printing traces.
#include <fstream>
#include <sstream>

#include "scenarios/programs/machine/replay.hpp"
#include "scenarios/records/temporary_folder.hpp"
#include "schemes/runtime/testing/catch.hpp"

namespace ctxlab::programs {
namespace {

class file_of {
 public:
  explicit file_of(const std::string& text, const char* suffix = ".jsonl")
      : path_((folder_.path / ("programs" + std::string(suffix))).string()) {
    std::ofstream(path_, std::ios::binary) << text;
  }
  const std::string& path() const { return path_; }

 private:
  const temporary_folder folder_{"ctxlab"};
  std::string path_;
};

std::vector<std::size_t> first_scheme() { return {0}; }

std::string program_logging(const std::string& text) {
  return R"({"functions":{"main":{"kind":"plain","body":[{"log":")" + text +
         R"("}]}},"requests":[{"at":3,"call":"main"}]})";
}

// From FORMAT.md: the log line and the end come within the turn, and the turn after them.
std::string trace_logging(const std::string& text) {
  return R"([["log",")" + text + R"(","sentinel","sentinel"],["end",0,"ok","sentinel"],["turn",3,"sentinel"]])";
}

}  // namespace

TEST_CASE("a replay prints one line of JSON for each program and scheme") {
  const file_of file(R"({"id":"a","program":)" + program_logging("x") + "}\n");
  std::ostringstream out, complaints;
  CHECK(print_traces({{file.path()}, first_scheme(), {}}, out, complaints) == 0);
  CHECK(out.str() ==
        R"({"id":"a","scheme":")" + std::string(scheme_cards()[0].name) + R"(","trace":)" + trace_logging("x") + "}\n");
  CHECK(complaints.str() == "");
}

TEST_CASE("a single program needs no id, and is called after its file") {
  const file_of file(program_logging("x"), ".json");
  std::ostringstream out, complaints;
  CHECK(print_traces({{file.path()}, first_scheme(), {}}, out, complaints) == 0);
  CHECK(out.str().find("\"id\":\"" + std::filesystem::path(file.path()).stem().string() + "\"") == 1);
}

TEST_CASE("where nothing was compared, nothing went well") {
  for (const std::string& text : {std::string(), R"({"id":"a","program":)" + program_logging("x") + "}\n"}) {
    const file_of file(text);
    std::ostringstream out, complaints;
    const auto scores = check_traces({{file.path()}, first_scheme(), {}}, out, complaints);
    REQUIRE(scores.size() == 1);
    CHECK_FALSE(scores[0].well());
    CHECK(complaints.str() != "");
  }
}

TEST_CASE("a check counts what agrees and shows what differs") {
  const std::string scheme(scheme_cards()[0].name);
  const auto line = [&](const char* id, const char* did, const char* recorded) {
    return std::string(R"({"id":")") + id + R"(","program":)" + program_logging(did) + R"(,"traces":{")" + scheme +
           "\":" + trace_logging(recorded) + "}}\n";
  };
  const file_of file(line("good", "x", "x") + line("bad", "x", "y") + R"({"id":"bare","program":)" +
                     program_logging("x") + "}\n");
  std::ostringstream out, complaints;
  const auto scores = check_traces({{file.path()}, first_scheme(), {}}, out, complaints);
  REQUIRE(scores.size() == 1);
  CHECK(scores[0].programs == 3);
  CHECK(scores[0].schemes[0].agreed == 1);
  CHECK(scores[0].schemes[0].differed == 1);
  CHECK(scores[0].unusable == 1);
  CHECK(out.str().find(file.path() + ":2: \"bad\" under " + scheme + ": event 0 differs\n") == 0);
  CHECK(out.str().find(R"(!      0  ["log","x","sentinel","sentinel"]  ["log","y","sentinel","sentinel"])") !=
        std::string::npos);
  CHECK(complaints.str().find(":3: /traces: no trace recorded under " + scheme) != std::string::npos);
}

TEST_CASE("the restart of a finished context is harmless where nothing is charged to it until another is current") {
  const name r1 = 1, r2 = 2;
  const auto restart = [](name of) {
    return event{event_kind::warn, static_cast<std::uint8_t>(warning::restart_finished), of, 0, 0, 0};
  };
  const auto line = [](name charged) { return event{event_kind::log, 0, 3, charged, charged, 0}; };
  const auto turn = [](name left) { return event{event_kind::turn, 0, 0, left, 0, 0}; };
  const auto lost = event{event_kind::warn, static_cast<std::uint8_t>(warning::lost), r1, 0, 0, 0};
  const auto harmless = [](std::vector<event> events, charge total = {}) {
    trace it;
    it.events = std::move(events);
    it.charges = {total};
    it.events.push_back({event_kind::usage, 0, r1, 0, 0, 0});
    return is_harmless(0, it);
  };
  CHECK(harmless({restart(r1)}));
  CHECK(harmless({restart(r1), turn(sentinel_name), line(r1)}));
  CHECK(harmless({restart(r1), restart(r2), line(r1)}));
  CHECK(harmless({restart(r1), lost, line(r2), line(r1)}));
  CHECK_FALSE(harmless({restart(r1), line(r1)}));
  CHECK_FALSE(harmless({restart(r1), lost, turn(r1), line(r1)}));
  CHECK_FALSE(harmless({restart(r1)}, {1, 0, 0, 0, 0}));
  CHECK_FALSE(harmless({restart(r1)}, {0, 0, 0, 0, 1}));
  CHECK_FALSE(harmless({lost}));
}

TEST_CASE("a file that is not there is said so") {
  std::ostringstream out;
  CHECK_THROWS_WITH(print_traces({{"no/such/file.jsonl"}, first_scheme(), {}}, out, out),
                    "cannot read no/such/file.jsonl: No such file or directory");
}

TEST_CASE("timing runs every program under every scheme") {
  const file_of file(R"({"id":"a","program":)" + program_logging("x") + "}\n");
  std::ostringstream complaints;
  const auto speeds = time_programs({{file.path()}, first_scheme(), {}}, 0.01, complaints);
  REQUIRE(speeds.size() == 1);
  CHECK(speeds[0].programs == 1);
  CHECK(speeds[0].executions_per_second > 1000);
}

}  // namespace ctxlab::programs
