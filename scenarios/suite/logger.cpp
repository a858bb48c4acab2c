#include "scenarios/suite/logger.hpp"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>

#include <mutex>
#include <nlohmann/json.hpp>

#include "schemes/runtime/context/log.hpp"

namespace ctxlab {
namespace {

using json = nlohmann::json;

// The context of the line that the thread is logging, where that is not the current one.
struct charge {
  const context* to;
};
constinit thread_local const charge* charged_instead = nullptr;

const context* charged_now() { return charged_instead ? charged_instead->to : current_context(); }

// What the request carries: a context has its ancestors' facts too, where it has none of its own by that name.
std::map<std::string, std::string> facts_of(const context* it) {
  std::map<std::string, std::string> all;
  for (; it; it = it->parent()) all.merge(it->facts());
  return all;
}

std::string in_json(std::string_view text) { return json(text).dump(-1, ' ', false, json::error_handler_t::replace); }

std::string for_people(const context* of) {
  std::string text(name_of(of));
  if (!of) return text;
  text += " #" + std::to_string(of->id());
  for (const auto& [key, value] : facts_of(of)) text += " " + key + "=" + value;
  return text;
}

std::string facts_in_json(const context* of) {
  std::string text = "{";
  const char* between = "";
  for (const auto& [key, value] : facts_of(of)) {
    text += between + in_json(key) + ":" + in_json(value);
    between = ",";
  }
  return text += "}";
}

std::string as_members(const context* of) {
  if (!of) return R"("context":null,"id":null,"facts":{})";
  return "\"context\":" + in_json(of->name()) + ",\"id\":" + std::to_string(of->id()) +
         ",\"facts\":" + facts_in_json(of);
}

// https://www.elastic.co/guide/en/ecs/current/ecs-tracing.html
std::string by_common_schema(const context* of) {
  return (of ? "\"trace.id\":" + in_json(of->name()) + "," : "") + "\"labels\":" + facts_in_json(of);
}

std::string message_of(const spdlog::details::log_msg& line) {
  return in_json({line.payload.data(), line.payload.size()});
}

template <auto Write>
class flag final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& line, const std::tm&, spdlog::memory_buf_t& to) override {
    std::string text;
    if constexpr (std::is_invocable_v<decltype(Write), const spdlog::details::log_msg&>)
      text = Write(line);
    else
      text = Write(charged_now());
    to.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<flag>(); }
};

class writing_sink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit writing_sink(std::function<void(std::string_view)> write) : write_(std::move(write)) {}

 private:
  void sink_it_(const spdlog::details::log_msg& line) override {
    spdlog::memory_buf_t text;
    formatter_->format(line, text);
    try {
      write_({text.data(), text.size()});
    } catch (const std::exception&) {
      throw;
    } catch (...) {  // which spdlog would let through to the code that logs
      throw std::runtime_error("its sink threw what is no exception");
    }
  }
  void flush_() override {}

  std::function<void(std::string_view)> write_;
};

}  // namespace

std::unique_ptr<spdlog::formatter> formatter_with_context(const std::string& pattern) {
  auto it = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::local, std::string());
  it->add_flag<flag<for_people>>('x');
  it->add_flag<flag<as_members>>('X');
  it->add_flag<flag<by_common_schema>>('E');
  it->add_flag<flag<message_of>>('V');
  it->set_pattern(pattern);
  return it;
}

std::shared_ptr<spdlog::logger> make_logger(const std::string& name, const std::string& pattern,
                                            std::function<void(std::string_view)> write, bool debug) {
  auto sink = std::make_shared<writing_sink>(std::move(write));
  sink->set_formatter(formatter_with_context(pattern));
  auto it = std::make_shared<spdlog::logger>(name, std::move(sink));
  it->set_level(debug ? spdlog::level::debug : spdlog::level::info);
  it->set_error_handler([](const std::string& why) { report_unwritten(charged_now(), why); });
  return it;
}

void log_for(spdlog::logger& to, const context* charged, std::string_view text) {
  const charge instead{charged};
  const charge* const outer = std::exchange(charged_instead, &instead);
  to.log(spdlog::level::info, spdlog::string_view_t(text.data(), text.size()));
  charged_instead = outer;
}

}  // namespace ctxlab
