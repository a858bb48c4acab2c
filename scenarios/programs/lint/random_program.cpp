#include "scenarios/programs/lint/random_program.hpp"

#include <array>
#include <random>
#include <string>

namespace ctxlab::programs {
namespace {

using json = nlohmann::json;

class drawing {
 public:
  explicit drawing(std::uint64_t seed) : random_(seed) {
    // A few words are favoured: in most programs some are hardly there.
    for (std::size_t i = 0; i != statement_weights_.size(); ++i) statement_weights_[i] = favour();
    for (std::size_t i = 0; i != expression_weights_.size(); ++i) expression_weights_[i] = favour();
  }

  json program() {
    functions_ = 2 + below(4);
    json functions = json::object();
    for (std::size_t i = 0; i != functions_; ++i) {
      is_coroutine_ = i == 0 || below(4) != 0;
      json body = statements(3, 1 + below(4));
      if (!is_coroutine_ && below(2)) body.push_back({{"return", expression(2)}});
      functions[function_name(i)] = {{"kind", is_coroutine_ ? "coroutine" : "plain"}, {"body", std::move(body)}};
    }
    functions["poke"] = {{"kind", "plain"}, {"body", {{{"fire", "q1"}}, {{below(4) ? "fire" : "fail", "q2"}}}}};
    // Nobody calls it: there is always a context of the name that lines are for.
    functions["c1"] = {{"kind", "plain"}, {"body", {{{"with", "c1"}, {"do", json::array()}}}}};
    json requests = json::array();
    for (std::size_t i = 1 + below(3); i != 0; --i) requests.push_back({{"at", below(4)}, {"call", a_function()}});
    for (const int at : {2, 5}) requests.push_back({{"at", at}, {"call", "poke"}});
    return {{"functions", std::move(functions)}, {"requests", std::move(requests)}};
  }

 private:
  std::size_t below(std::size_t end) { return random_() % end; }
  double favour() { return std::array{0.02, 0.2, 1.0, 1.0, 4.0}[below(5)]; }
  template <class Weights>
  std::size_t pick(const Weights& weights) {
    return std::discrete_distribution<std::size_t>(weights.begin(), weights.end())(random_);
  }
  static std::string function_name(std::size_t i) { return "f" + std::to_string(i); }
  std::string a_function() { return function_name(below(functions_)); }
  std::string one_of(const char* kind, std::size_t count) { return kind + std::to_string(1 + below(count)); }

  json log() { return {{"log", "l" + std::to_string(++lines_)}}; }
  json statements(int depth, std::size_t count) {
    json all = json::array();
    for (; count != 0; --count) {
      all.push_back(statement(depth));
      if (below(3) == 0) all.push_back(log());
    }
    return all;
  }
  json block(int depth) { return statements(depth - 1, 1 + below(3)); }

  json statement(int depth) {
    switch (depth > 0 ? pick(statement_weights_) : 12 + below(16)) {
      case 0: return {{"with", one_of("c", 3)}, {"do", block(depth)}};
      case 1: return {{"nested", one_of("n", 2)}, {"do", block(depth)}};
      case 2: return {{"preserve", below(2) ? json(nullptr) : json("p")}, {"do", block(depth)}};
      case 3: return {{"repeat", 1 + below(3)}, {"do", block(depth)}};
      case 4: return {{"try", block(depth)}, {"except", block(depth)}};
      case 5: return {{"try", block(depth)}, {"finally", block(depth)}};
      case 6: return {{"try", block(depth)}, {"except", block(depth)}, {"finally", block(depth)}};
      case 7:
      case 8:
      case 9:
      case 10:
      case 11:
        if (is_coroutine_) return {{"await", expression(3)}};
        [[fallthrough]];
      case 12:
      case 13: return {{"eval", expression(2)}};
      case 14:
      case 15: return {{"let", one_of("v", 2)}, {"be", expression(2)}};
      case 16: return {{"drop", one_of("v", 2)}};
      case 17: return {{"fire", one_of("q", 2)}};
      case 18: return {{"fail", one_of("q", 2)}};
      case 19: return {{"fire_one", one_of("q", 2)}};
      case 20: return {{"clear", one_of("q", 2)}};
      case 21: return {{"cancel", one_of("v", 2)}};
      case 22: return {{"raise", "x"}};
      case 23: return {{"cpu", 1 + below(5)}};
      case 24: return {{"db", {{"sched", below(3)}, {"txn", below(3)}}}};
      case 25: return {{"gc", true}};
      case 26: return {{"log", "l" + std::to_string(++lines_)}, {"for", below(2) ? json(nullptr) : json("c1")}};
      default: return log();
    }
  }

  json expression(int depth) {
    switch (depth > 0 ? pick(expression_weights_) : 7 + below(9)) {
      case 0: return {{"yieldable", expression(depth - 1)}};
      case 1: return {{"timeout", expression(depth - 1)}, {"after", below(4)}};
      case 2: {
        json members = json::array();
        for (std::size_t i = below(4); i != 0; --i) members.push_back(expression(depth - 1));
        return {{"gather", std::move(members)}};
      }
      case 3: return {{"then", expression(depth - 1)}, {"do", a_function()}};
      case 4: return {{"catch", expression(depth - 1)}, {"do", a_function()}};
      case 5: return {{"both", expression(depth - 1)}, {"do", a_function()}};
      case 6:
      case 7: return {{"call", a_function()}};
      case 8: return {{"background", a_function()}};
      case 9: return {{"request", a_function()}, {"in", one_of("c", 3)}};
      case 10: return {{"sleep", below(4)}};
      case 11: return {{"raw_sleep", below(4)}};
      case 12: return {{"wait", one_of("q", 2)}};
      case 13: return {{"succeed", true}};
      case 14: return {{"failed", "x"}};
      default: return {{"var", one_of("v", 2)}};
    }
  }

  std::mt19937_64 random_;
  std::array<double, 28> statement_weights_{};
  std::array<double, 16> expression_weights_{};
  std::size_t functions_ = 0, lines_ = 0;
  bool is_coroutine_ = true;
};

}  // namespace

json random_program(std::uint64_t seed) { return drawing(seed).program(); }

}  // namespace ctxlab::programs
