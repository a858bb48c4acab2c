#include "scenarios/suite/testbed.hpp"

#include "scenarios/suite/run_state.hpp"

namespace ctxlab::scenarios {

std::int64_t stage::next_request() const { return run_->requests++; }
void stage::ended(std::int64_t index, bool failed) const { run_->ears->ended(index, failed); }

deferred stage::wait(std::string_view queue) const {
  deferred it = deferred::make();
  run_->queues[std::string(queue)].push_back(it);
  return it;
}

void stage::fire(std::string_view queue) const {
  for (const deferred& each : run_->take_queue(queue))
    if (!each.fired()) each.fire();
}

void stage::fail(std::string_view queue) const {
  for (const deferred& each : run_->take_queue(queue))
    if (!each.fired()) each.fail(failure("failed by hand"));
}

void stage::clear(std::string_view queue) const {
  const std::vector<deferred> dropped = run_->take_queue(queue);
  if (!dropped.empty()) run_->ears->dropped(queue);
}

asio_reactor& stage::home() const { return run_->clock.on_threads(); }
executor& stage::pool() const { return run_->pool(); }

deferred stage::hop(std::function<void()> work) const {
  return called_back([&](const std::function<void()>& done) {
    pool().execute([work = std::move(work), done] {
      work();
      done();
    });
  });
}

deferred stage::called_back(const std::function<void(std::function<void()> done)>& start) const {
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

std::function<void()> stage::observed(std::function<void()> work) const {
  return [work = std::move(work), ears = &*run_->ears] { listening(*ears, *ears, work); };
}

std::shared_ptr<spdlog::logger> stage::logger(bool debug) const { return run_->ears->logger(debug); }
void stage::fail_lines(std::int64_t times) const { run_->ears->fail_lines(times); }

void stage::note(std::string_view what, std::int64_t times) const {
  run_->ears->seen.notes[std::string(what)] += times;
}

void stage::collect_later() const { run_->dies_later = std::make_unique<collector>(); }
void stage::collect() const { run_->dies_later->collect(); }

void stage::spend(std::string_view owner, std::int64_t units) const { run_->ears->spent(owner, units); }
void stage::transaction(std::string_view owner, std::int64_t wait, std::int64_t time) const {
  run_->ears->transacted(owner, wait, time);
}
void stage::fetch(std::string_view owner, std::int64_t events) const { run_->ears->fetched(owner, events); }

variable::variable(stage on) : run_(on.run_) { run_->variables.insert(this); }
variable::~variable() { run_->variables.erase(this); }

void variable::trace(tracer& to) const {
  if (it_) to.owns(it_.state());
}

}  // namespace ctxlab::scenarios
