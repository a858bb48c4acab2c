#include "scenarios/suite/testbed.hpp"

#include "scenarios/suite/run_state.hpp"

namespace ctxlab::scenarios {

std::int64_t testbed::next_request() const { return run_->requests++; }
void testbed::ended(std::int64_t index, bool failed) const { run_->recording->ended(index, failed); }

deferred testbed::wait(std::string_view queue) const {
  deferred it = deferred::make();
  run_->queues[std::string(queue)].push_back(it);
  return it;
}

void testbed::fire(std::string_view queue) const {
  for (const deferred& each : run_->take_queue(queue))
    if (!each.fired()) each.fire();
}

void testbed::fail(std::string_view queue) const {
  for (const deferred& each : run_->take_queue(queue))
    if (!each.fired()) each.fail(failure("failed by hand"));
}

void testbed::clear(std::string_view queue) const {
  const std::vector<deferred> dropped = run_->take_queue(queue);
  if (!dropped.empty()) run_->recording->dropped(queue);
}

asio_reactor& testbed::home() const { return run_->clock.on_threads(); }
executor& testbed::pool() const { return run_->pool(); }

deferred testbed::hop(std::function<void()> work) const {
  return called_back([&](const std::function<void()>& done) {
    pool().execute([work = std::move(work), done] {
      work();
      done();
    });
  });
}

deferred testbed::called_back(const std::function<void(std::function<void()> done)>& start) const {
  const std::int64_t which = run_->hops++;
  const deferred it = deferred::make();
  run_->hopping.emplace(which, it);
  start([which, run = run_, home = std::this_thread::get_id(), staying = run_->clock.keep_running()] {
    const auto fires = [which, run] {
      const deferred back = std::move(run->hopping.extract(which).mapped());
      back.fire();
    };
    // At home a turn has its place among those of the same time, in real time too; a post comes when it comes.
    if (std::this_thread::get_id() == home)
      run->clock.turns().call_later(0, fires);
    else
      run->clock.turns().post(fires);
  });
  return it;
}

std::function<void()> testbed::with_sinks(std::function<void()> work) const {
  return [work = std::move(work), recording = &*run_->recording] { listening(*recording, *recording, work); };
}

std::shared_ptr<spdlog::logger> testbed::logger(bool debug) const { return run_->recording->logger(debug); }
void testbed::fail_lines(std::int64_t times) const { run_->recording->fail_lines(times); }

void testbed::keep(std::shared_ptr<run_long> held) const { run_->held.push_back(std::move(held)); }

void testbed::note(std::string_view what, std::int64_t times) const {
  run_->recording->observed.notes[std::string(what)] += times;
}

void testbed::collect_later() const {
  if (run_->bare)
    run_->recording->observed.unsupported = "it collects, which is not done where nobody listens";
  else
    run_->dies_later = std::make_unique<collector>();
}
void testbed::collect() const {
  if (run_->dies_later) run_->dies_later->collect();
}

void testbed::spend(std::string_view owner, std::int64_t units) const { run_->recording->spent(owner, units); }
void testbed::transaction(std::string_view owner, std::int64_t wait, std::int64_t time) const {
  run_->recording->transacted(owner, wait, time);
}
void testbed::fetch(std::string_view owner, std::int64_t events) const { run_->recording->fetched(owner, events); }

variable::variable(testbed bed) : run_(bed.run_) { run_->variables.insert(this); }
variable::~variable() { run_->variables.erase(this); }

void variable::trace(tracer& to) const {
  if (it_) to.owns(it_.state());
}

}  // namespace ctxlab::scenarios
