#include <nlohmann/json.hpp>

#include "scenarios/programs/format/fragment.hpp"

namespace ctxlab::programs {
namespace {

using nlohmann::json;

class writing {
 public:
  json write(const std::vector<term>& requests) {
    json starts = json::array();
    for (const term& each : requests) starts.push_back({{"at", 0}, {"call", function_of(each)}});
    return {{"functions", std::move(functions_)}, {"requests", std::move(starts)}};
  }

 private:
  std::string function_of(const term& body) {
    const std::string called = "f" + std::to_string(++function_count_);
    json statements = body_of(body);
    functions_[called] = {{"kind", "coroutine"}, {"body", std::move(statements)}};
    return called;
  }
  json line() { return {{"log", "l" + std::to_string(++lines_)}}; }
  std::string context() { return "c" + std::to_string(++contexts_); }

  json body_of(const term& body) {
    json statements = json::array({line()});
    for (const term& each : body.parts) {
      add(each, statements);
      statements.push_back(line());
    }
    return statements;
  }
  void add(const term& it, json& into) {
    switch (it.word) {
      case 'w': {
        const std::string inside = context();
        into.push_back({{"with", inside}, {"do", body_of(it.parts[0])}});
        break;
      }
      case 'p': into.push_back({{"preserve", nullptr}, {"do", body_of(it.parts[0])}}); break;
      case 'a': into.push_back({{"await", expression(it.parts[0])}}); break;
      case 'e': into.push_back({{"eval", expression(it.parts[0])}}); break;
      case 'l': into.push_back({{"let", "v"}, {"be", expression(it.parts[0])}}); break;
      case 'f': into.push_back({{"fire", "q"}}); break;
      default:
        into.push_back({{"clear", "q"}});
        into.push_back({{"gc", true}});
        break;
    }
  }
  json expression(const term& it) {
    switch (it.word) {
      case 'C': return {{"call", function_of(it.parts[0])}};
      case 'B': return {{"background", function_of(it.parts[0])}};
      case 'R': {
        const std::string inside = context();
        return {{"request", function_of(it.parts[0])}, {"in", inside}};
      }
      case 'Y': return {{"yieldable", expression(it.parts[0])}};
      case 'G': {
        json members = json::array();
        for (const term& each : it.parts) members.push_back(expression(each));
        return {{"gather", std::move(members)}};
      }
      case 's': return {{"sleep", 1}};
      case 'r': return {{"raw_sleep", 1}};
      case 'q': return {{"wait", "q"}};
      default: return {{"var", "v"}};
    }
  }

  json functions_ = json::object();
  int function_count_ = 0, lines_ = 0, contexts_ = 0;
};

}  // namespace

json as_json(const std::vector<term>& requests) { return writing().write(requests); }

}  // namespace ctxlab::programs
