// What hears all that happens in a run.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "scenarios/suite/observation.hpp"
#include "schemes/runtime/accounting/accounting.hpp"
#include "schemes/runtime/context/log.hpp"
#include "schemes/runtime/deferred/unhandled.hpp"
#include "schemes/runtime/reactor/reactor.hpp"

namespace spdlog {
class logger;
}

namespace ctxlab::scenarios {

// Writes the trace, and adds up what has been spent. While it lives it is this thread's log sink, probe, observer
// of switches and of turns, and hears of failures that nobody handled. Lines and failures may come from other threads;
// they take their place in the trace where the next turn starts, and cost nothing.
//
// A log, if one is kept, is written by the real logger (logger.hpp): each line is then charged to whom that wrote on
// it.
class recorder final : public log_sink,
                       public switch_observer,
                       public probe,
                       public turn_observer,
                       public unhandled_failure_sink {
 public:
  // Bare: no probe, and nothing that hears of switches.
  recorder(reactor& of, bool bare);
  ~recorder();
  recorder(const recorder&) = delete;
  recorder& operator=(const recorder&) = delete;

  // What each line costs its owner.
  void set_line_cost(std::int64_t units) { line_cost_ = units; }

  // From now on real CPU time is charged as well: no two runs are charged the same, and the trace says nothing of it.
  void charges_real_time() { real_cpu_ = true; }

  void ended(std::int64_t request, bool failed);
  void dropped(std::string_view queue);
  // Charged, as all that is accounted for, to the thread's current context: the CPU time, as by the accounting, to
  // the one that a switch says was current since the switch before.
  void spent(std::string_view owner, std::int64_t units);
  void transacted(std::string_view owner, std::int64_t wait, std::int64_t time);
  void fetched(std::string_view owner, std::int64_t events);

  // From now on each line is kept as a log would have it, in the observation's `log`.
  void keep_log();
  // A logger for code that knows nothing of contexts, to be used while this lives: its lines are charged to whom the
  // pattern's flag wrote on them.
  std::shared_ptr<spdlog::logger> logger(bool debug);
  // The sink throws at so many lines more.
  void fail_lines(std::int64_t times) { failing_ = times; }

  // Adds what each context was charged with to the trace, and lets go of the contexts. To be called last.
  void close();

  // Without what is counted from the trace.
  observation observed;

 private:
  void line(const context* charged, std::string_view text) override;
  void switched(context* from, context* to) noexcept override;
  void warned(warning kind, const context* expected, const context* found) noexcept override;
  void turn_starts(ticks at) override;
  void turn_ended(ticks at) override;
  void unhandled(const failure& why) noexcept override;

  // What was spent since the last switch is charged to `current`.
  void settle(const context* current);
  // Something is charged to a context: if that is a finished one, its restart was not harmless.
  void charged(const context* to) noexcept {
    if (to == restarted_) restarted_ = nullptr;
  }
  // The restarted context is current no more: nothing was charged to it.
  void leave_restarted() noexcept {
    if (std::exchange(restarted_, nullptr)) ++observed.harmless;
  }
  bool elsewhere() const { return std::this_thread::get_id() != home_; }
  // From any thread: a line that the real logger has written; one that is charged to the context so named, as it would
  // be written, if it was; an event, with what is to be kept of it.
  void written(std::string_view line);
  void heard(std::string_view text, std::string charged, std::string_view line = {});
  void add(event it, std::string_view line = {});
  std::string placed(std::string_view line, std::size_t thread) const;
  void take_in();
  void charge_database(std::string_view owner, std::int64_t units);

  reactor& reactor_;
  const bool bare_;
  log_sink* outer_log_;
  probe* outer_probe_;
  switch_observer* outer_switch_;
  unhandled_failure_sink* outer_unhandled_;
  virtual_cpu_clock clock_;
  std::optional<accounting> accounting_;
  std::vector<context_ptr> contexts_;                           // each that was ever current, in that order
  std::map<std::string, std::int64_t, std::less<>> unsettled_;  // CPU time since the last switch, by owner
  const context* restarted_ = nullptr;  // finished, current, and charged nothing since it was made so
  std::int64_t line_cost_ = 0;
  bool real_cpu_ = false;
  const std::thread::id home_ = std::this_thread::get_id();
  std::shared_ptr<spdlog::logger> keeper_;
  std::mutex mutex_;
  // Of the turn that is being made; written at home.
  std::int64_t turn_ = 0;
  ticks turn_at_ = 0;
  std::atomic<std::int64_t> failing_ = 0;
  std::vector<std::thread::id> threads_;  // other than this one, in the order in which they were first heard
  std::vector<std::pair<event, std::string>> from_elsewhere_;
};

}  // namespace ctxlab::scenarios
