// Listens while a program runs, and writes down the trace: log lines, turns, warnings, and whom the time is charged to.
#pragma once

#include <unordered_map>
#include <vector>

#include "scenarios/programs/machine/trace.hpp"
#include "schemes/runtime/accounting/accounting.hpp"
#include "schemes/runtime/context/log.hpp"
#include "schemes/runtime/reactor/reactor.hpp"

namespace ctxlab::programs {

class recorder : private log_sink, private probe, private turn_observer, private unhandled_failure_sink {
 public:
  recorder(const recorder&) = delete;
  recorder& operator=(const recorder&) = delete;

  bool stopped() const { return stopped_; }

 protected:
  // `current` says what the running code is charged to where no scope is open.
  explicit recorder(context* (*current)()) : current_(current) {}
  ~recorder() = default;

  // Who listens while a program runs.
  enum class audience {
    all,   // the recorder, to everything; a collector, to what is orphaned; and the accounting
    bare,  // nobody but the log and the reactor's turns, as on a user's server
  };

  // While it lives, the thread's log lines, warnings (unless `bare`) and unhandled failures, and the turns of `clock`,
  // go to the recorder. Requires: dies on its birth thread, last in, first out among those who install such.
  class session {
   public:
    session(recorder& recording, const program& running_program, const run_bounds& within, trace& done, reactor& clock,
            virtual_cpu_clock& cpu, audience listening);
    ~session();
    session(const session&) = delete;
    session& operator=(const session&) = delete;
    // What comes now is not recorded.
    void end() { by_.events_left_ = 0; }

   private:
    recorder& by_;
    log_sink* outer_sink_;
    probe* outer_probe_;
    unhandled_failure_sink* outer_unhandled_;
  };

  // A new context, noted for its name and for the usage at the end. It lives as long as the session.
  // Requires: a name of the program.
  context_ptr make_context(name called);
  // Notes a context that a scheme has made, a child of what is named `parent`.
  void note_nested(context* made, name parent, name suffix);
  name name_of(const context* named) const {
    return named ? made_[(named->id() - first_id_) & id_mask].called : sentinel_name;
  }
  // PARENT-suffix. Stops the run where such names grow beyond their bound.
  name joined(name parent, name suffix);

  // The text of a line that will be logged next, which is its label; its owner is noted.
  std::string_view line_of(name label, name owner) {
    label_ = label;
    owner_ = owner;
    return running().names[label];
  }
  void request_ended(std::size_t index, bool failed, const context* current) {
    record({event_kind::end, !failed, 0, name_of(current), 0, static_cast<std::int64_t>(index)});
  }
  // What is spent is charged to whom it may concern, whoever owns it.
  void spend_cpu(std::int64_t units, name) { cpu_->spend(units); }
  static void transact(std::int64_t wait, std::int64_t time, name) { charge_transaction(wait, time); }
  static void fetch(std::int64_t events, name) { charge_events_fetched(events); }
  // An instruction is carried out next.
  static void reached(const instruction&) {}
  void record(const event& recorded) {
    if (!events_left_) return;
    into_->events.push_back(recorded);
    if (--events_left_ == 0) [[unlikely]]
      stop(bound::events);
  }
  // For each context, in the order they were made; `by` is asked what it has been charged, if anybody is.
  void record_usage(const accounting* recording);
  void stop(bound reached);
  // Whether the run may take so many more steps. One that is stopped may take none.
  bool spend(std::uint64_t steps) {
    if (steps > steps_left_) [[unlikely]]
      stop(bound::steps);
    else
      steps_left_ -= steps;
    return !stopped_;
  }
  const run_bounds& bounds() const { return *bounds_; }
  const program& running() const { return *program_; }

 private:
  static constexpr std::uint32_t id_mask = 0x7fffffff;  // of context::id

  void line(const context* charged, std::string_view text) override;
  void warned(warning kind, const context* expected, const context* found) noexcept override;
  void turn_starts(ticks at) override;
  void turn_ended(ticks at) override;
  void unhandled(const failure& why) noexcept override;
  void note(context& made, name called);

  struct made_context {
    context_ptr named;
    name called = sentinel_name;
  };

  context* (*current_)();
  const program* program_ = nullptr;
  const run_bounds* bounds_ = nullptr;
  virtual_cpu_clock* cpu_ = nullptr;
  trace* into_ = nullptr;
  bool stopped_ = false;
  std::uint64_t events_left_ = 0;  // none: nothing is recorded
  std::uint64_t steps_left_ = 0;
  std::uint64_t turns_ = 0;
  std::uint64_t name_bytes_ = 0;
  name label_ = 0;
  name owner_ = sentinel_name;
  std::uint32_t first_id_ = 0;
  std::vector<made_context> made_;
  std::unordered_map<std::uint64_t, name> joined_;  // by parent and suffix
};

}  // namespace ctxlab::programs
