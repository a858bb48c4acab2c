#include "scenarios/suite/program_story.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "scenarios/programs/format/json_text.hpp"
#include "scenarios/programs/format/nearest.hpp"
#include "scenarios/programs/format/reader.hpp"
#include "scenarios/programs/machine/machine.hpp"
#include "scenarios/suite/patterns.hpp"

namespace ctxlab::scenarios {
namespace {

using nlohmann::json;
using programs::name;

// What the machine has around a program that is a story: the testbed. Nothing is recorded here; the suite's recorder
// hears what it hears of any story.
class testbed_host {
 protected:
  testbed_host(const programs::program& told, testbed bed) : program_(&told), bed_(bed) {}

  context_ptr make_context(name called) const { return context::make(text_of(called)); }
  void note_nested(const context*, name, name) const {}
  static name name_of(const context*) { return programs::sentinel_name; }
  name joined(name parent, name suffix) {
    joined_.push_back(std::string(text_of(parent)) + "-" + std::string(text_of(suffix)));
    return static_cast<name>(program_->names.size() + joined_.size() - 1);
  }
  // As stories write them, with the owner before the text.
  std::string_view line_of(name label, name owner) {
    line_ = std::string(owner_of(owner)) + ": " + std::string(text_of(label));
    return line_;
  }
  void spend_cpu(std::int64_t units, name owner) const { bed_.spend(owner_of(owner), units); }
  void transact(std::int64_t wait, std::int64_t time, name owner) const {
    bed_.transaction(owner_of(owner), wait, time);
  }
  void fetch(std::int64_t events, name owner) const { bed_.fetch(owner_of(owner), events); }
  static void reached(const programs::instruction& next) { call_sites.statement = &next; }

  bool stopped() const { return stopped_; }
  void stop(programs::bound reached) {
    if (std::exchange(stopped_, true)) return;
    report_unhandled(failure("the program was stopped: " + programs::too_much(reached, bounds_)));
  }
  bool spend(std::uint64_t steps) {
    if (steps > bounds_.steps - steps_)
      stop(programs::bound::steps);
    else
      steps_ += steps;
    return !stopped_;
  }
  const programs::run_bounds& bounds() const { return bounds_; }
  const programs::program& running() const { return *program_; }

 private:
  std::string_view text_of(name which) const {
    const auto& own = program_->names;
    return which < own.size() ? own[which] : joined_[which - own.size()];
  }
  std::string_view owner_of(name owner) const { return owner == programs::sentinel_name ? "nobody" : text_of(owner); }

  const programs::program* program_;
  testbed bed_;
  programs::run_bounds bounds_;
  std::uint64_t steps_ = 0;
  bool stopped_ = false;
  std::string line_;
  std::deque<std::string> joined_;
};

template <class S>
class running_program final : public run_long {
 public:
  running_program(const programs::program& told, testbed bed) : machine_(told, bed) {
    machine_.start(told, [bed](ticks at, auto call) { bed.start(S(), at, call); });
  }
  void let_go() noexcept override { machine_.let_go(); }

 private:
  programs::machine<S, testbed_host> machine_;
};

bool collects(const programs::program& told) {
  for (const programs::function& each : told.functions)
    for (const programs::instruction& next : each.code)
      if (next.operation == programs::op::collect) return true;
  return false;
}

template <class Scheme>
void tell(const programs::program& told, testbed bed) {
  if (collects(told)) bed.collect_later();
  bed.keep(std::make_shared<running_program<instrumented<Scheme>>>(told, bed));
}

// A file that is read: its text lives as long as the program, and scenarios refer to it.
class program_file {
 public:
  program_file(std::string_view file, std::string_view text) : document_(programs::read_json(text)) {
    const std::size_t slash = file.rfind('/'), above = file.rfind('/', slash - 1);
    name_ = std::string(file.substr(above + 1, slash - above)) + std::string(file.substr(slash + 1));
    name_.resize(name_.size() - std::string_view(".json").size());
    std::replace(name_.begin(), name_.end(), '_', '-');
    check_fields();
    program_ = programs::read_program(document_.at("program"), "/program");
  }

  const programs::program& program() const { return program_; }
  about description() const {
    const int row = document_.value("pattern", 0);
    if (row < 0 || row > static_cast<int>(patterns.size())) throw std::invalid_argument("/pattern: no such row");
    about described{.name = name_,
                    .kind = variant_named(text("variant")),
                    .story = text("story"),
                    .asked = text("asked"),
                    .pattern = row};
    described.source = document_.contains("source") ? text("source")
                       : row                        ? patterns[static_cast<std::size_t>(row - 1)].source
                                                    : "";
    if (document_.contains("predictions"))
      for (const json& each : document_["predictions"]) described.predictions.push_back(prediction_of(each));
    return described;
  }

 private:
  static constexpr std::array<std::string_view, 7> fields{"variant",     "story",   "asked",  "source",
                                                          "predictions", "pattern", "program"};
  static constexpr std::array variants{variant::idiomatic, variant::naive, variant::remedy, variant::neutral};

  void check_fields() const {
    for (const auto& [key, value] : document_.items())
      if (std::find(fields.begin(), fields.end(), key) == fields.end())
        throw std::invalid_argument("/" + key + ": unknown field " + in_quotes(key) + "; expected " +
                                    alternatives(fields) + did_you_mean(key, fields));
    for (const char* needed : {"variant", "story", "asked", "program"})
      if (!document_.contains(needed)) throw std::invalid_argument("the field " + in_quotes(needed) + " is missing");
  }
  std::string_view text(const char* field) const { return document_.at(field).get_ref<const std::string&>(); }
  static variant variant_named(std::string_view word) {
    for (const variant each : variants)
      if (name_of(each) == word) return each;
    throw std::invalid_argument("/variant: expected idiomatic, naive, remedy or neutral, found " + in_quotes(word));
  }
  static prediction prediction_of(const json& row) {
    const auto text_in = [&](const char* field) {
      return std::string_view(row.at(field).get_ref<const std::string&>());
    };
    prediction predicted{text_in("role"), text_in("quote"), {}};
    for (const json& fault : row.at("expect")) predicted.expect.push_back(fault.get_ref<const std::string&>());
    return predicted;
  }

  json document_;
  std::string name_;
  programs::program program_;
};

}  // namespace

program_story read_program_story(std::string_view file, std::string_view text) {
  static std::deque<program_file> files;
  try {
    const program_file& read = files.emplace_back(file, text);
    program_story story{read.description(), {}};
    all_schemes::for_each([&]<class Scheme>() {
      story.functions.push_back([&told = read.program()](testbed bed) { tell<Scheme>(told, bed); });
    });
    return story;
  } catch (const programs::bad_text& wrong) {
    const std::size_t line = wrong.place.empty() ? wrong.line : programs::line_of(text, wrong.place);
    throw std::invalid_argument(std::string(file) + ":" + std::to_string(line) + ": " +
                                (wrong.place.empty() ? "" : wrong.place + ": ") + wrong.what());
  } catch (const std::exception& wrong) {
    throw std::invalid_argument(std::string(file) + ": " + wrong.what());
  }
}

program_registration::program_registration(std::string_view file, std::string_view text) {
  try {
    program_story story = read_program_story(file, text);
    registration::add(std::move(story.described), std::move(story.functions), file);
  } catch (const std::invalid_argument& wrong) {
    registration::refuse(wrong.what());
  }
}

}  // namespace ctxlab::scenarios
