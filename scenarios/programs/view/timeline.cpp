#include "scenarios/programs/view/timeline.hpp"

#include <fmt/format.h>

#include <array>

namespace ctxlab::programs {
namespace {

constexpr std::string_view wrong_style = "1;31";
constexpr std::string_view warning_style = "33";
constexpr std::string_view quiet_style = "2";

class writer {
 public:
  writer(const trace& it, const program& of) : trace_(it), program_(of) {
    for (const event& each : trace_.events) widest_ = std::max(widest_, shown(text(context_of(each))).size());
  }

  block write(std::string_view title) {
    block made;
    std::size_t wrong = 0;
    for (const event& each : trace_.events) wrong += is_wrong_line(each);
    styled_line head;
    head.add(title, "1");
    if (wrong) head.add(fmt::format("  {} wrong line{}", wrong, wrong == 1 ? "" : "s"), wrong_style);
    made.push_back(std::move(head));
    for (const event& each : trace_.events)
      if (each.kind != event_kind::usage || is_charged(each)) made.push_back(line(each));
    if (trace_.stopped != bound::none)
      made.push_back(styled_line().add(fmt::format("  stopped: too many {}", name_of(trace_.stopped)), wrong_style));
    return made;
  }

 private:
  std::string_view text(name which) const { return text_of(which, program_, trace_); }

  static name context_of(const event& it) {
    return it.kind == event_kind::warn || it.kind == event_kind::usage ? it.a : it.b;
  }
  bool is_charged(const event& it) const {
    const charge& c = trace_.charges[static_cast<std::size_t>(it.number)];
    return c.cpu || c.transactions || c.fetched;
  }
  // A colour for a name, the same wherever it comes again.
  std::string_view colour(name which) const {
    static constexpr std::array<std::string_view, 6> colours{"30;46", "30;43", "30;42", "30;45", "30;44", "30;47"};
    if (which == sentinel_name) return quiet_style;
    std::size_t hash = 0;
    for (const char c : text(which)) hash = hash * 31 + static_cast<unsigned char>(c);
    return colours[hash % colours.size()];
  }
  void band(styled_line& into, name which) const {
    const std::string name = shown(text(which));
    into.add(fmt::format(" {:<{}} ", name, widest_), colour(which)).add(" ");
  }

  styled_line line(const event& it) const {
    styled_line made;
    const bool wrong = is_wrong_line(it);
    made.add(wrong ? "! " : "  ", wrong ? wrong_style : std::string_view());
    switch (it.kind) {
      case event_kind::log:
        band(made, it.b);
        made.add(shown(text(it.a)), wrong ? wrong_style : std::string_view());
        if (wrong)
          made.add(fmt::format(" (is {}'s)", it.c == sentinel_name ? std::string("nobody") : shown(text(it.c))),
                   wrong_style);
        break;
      case event_kind::turn:
        band(made, it.b);
        made.add(fmt::format("-- turn at {}", it.number), quiet_style);
        if (it.b != sentinel_name) made.add(" leaves it behind", warning_style);
        break;
      case event_kind::end:
        band(made, it.b);
        made.add(fmt::format("request {} ends {}", it.number, it.flag ? "well" : "in failure"));
        break;
      case event_kind::warn: {
        const auto kind = static_cast<warning>(it.flag);
        band(made, it.a);
        const bool harmless = is_harmless(static_cast<std::size_t>(&it - trace_.events.data()), trace_);
        made.add(fmt::format("{}: {}", harmless ? "harmless" : "warning", name_of(kind)),
                 harmless ? quiet_style : warning_style);
        if (kind == warning::found) made.add(" " + shown(text(it.c)), warning_style);
        break;
      }
      case event_kind::usage: {
        const charge& c = trace_.charges[static_cast<std::size_t>(it.number)];
        band(made, it.a);
        made.add(fmt::format("cost: cpu {}", c.cpu));
        if (c.transactions)
          made.add(fmt::format(", db {} in {} after {}", c.transactions, c.transaction_time, c.scheduling_time));
        if (c.fetched) made.add(fmt::format(", fetched {}", c.fetched));
        break;
      }
    }
    return made;
  }

  const trace& trace_;
  const program& program_;
  std::size_t widest_ = 8;
};

}  // namespace

block timeline(std::string_view title, const trace& it, const program& of) { return writer(it, of).write(title); }

}  // namespace ctxlab::programs
