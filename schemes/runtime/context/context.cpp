#include "schemes/runtime/context/context.hpp"

#include <mutex>

#include "schemes/runtime/context/shared_context.hpp"
#include "schemes/runtime/context/usage.hpp"

namespace ctxlab {

// Shared by a context and its views on other threads.
struct context::notes {
  std::atomic<std::uint32_t> references = 1;
  mutable std::mutex mutex;
  std::map<std::string, std::string> facts;

  void retain() { references.fetch_add(1, std::memory_order_relaxed); }
  void release() {
    if (references.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }
};

// A long line of ancestors goes one by one, not by recursion.
void context::destroy_with_all() noexcept {
  context* dead = this;
  while (dead) {
    context* const parent = dead->parent_;
    if (notes* const its = dead->notes_.load(std::memory_order_relaxed)) its->release();
    if (usage* const its = dead->usage_) {
      its->~usage();
      pool::release(its, sizeof(usage));
    }
    dead->free();
    dead = parent && --parent->references_ == 0 ? parent : nullptr;
  }
}

context::notes& context::shared_notes() {
  notes* mine = notes_.load(std::memory_order_acquire);  // pairs with the exchange of whoever made them
  if (mine) return *mine;
  auto* const made = new notes;
  if (notes_.compare_exchange_strong(mine, made, std::memory_order_acq_rel)) return *made;
  delete made;
  return *mine;
}

void context::put(std::string key, std::string value) {
  notes& mine = shared_notes();
  const std::lock_guard lock(mine.mutex);
  mine.facts.insert_or_assign(std::move(key), std::move(value));
}

std::map<std::string, std::string> context::facts() const {
  const notes* const mine = notes_.load(std::memory_order_acquire);  // as in shared_notes
  if (!mine) return {};
  const std::lock_guard lock(mine->mutex);
  return mine->facts;
}

// A long line of ancestors goes one by one, not by recursion.
usage& context::open_account() {
  usage** heir = nullptr;
  for (context* each = this; each; each = each->parent_) {
    const bool open = each->usage_ != nullptr;
    if (!open) each->usage_ = new (pool::allocate(sizeof(usage))) usage;
    if (heir) *heir = each->usage_;
    if (open) break;
    heir = &each->usage_->ancestor;
  }
  return *usage_;
}

void context::part_account() { usage_ = new (pool::allocate(sizeof(usage))) usage; }

void context::rejoin_account() {
  if (!parent_) return;
  usage_->ancestor = &parent_->account();
  for (usage* each = usage_->ancestor; each; each = each->ancestor) *each += *usage_;
}

std::string_view name_of(const context* named) { return named ? std::string_view(named->name()) : "sentinel"; }

struct shared_context::body {
  std::string name;
  std::uint32_t id;
  context::notes& notes;

  explicit body(context& of) : name(of.name()), id(of.id()), notes(of.shared_notes()) { notes.retain(); }
  body(const body&) = delete;
  body& operator=(const body&) = delete;
  ~body() { notes.release(); }
};

shared_context::shared_context(const context_ptr& of) {
  if (of) body_ = std::make_shared<const body>(*of);
}

context_ptr shared_context::open() const {
  if (!body_) return nullptr;
  context_ptr view = context::make(body_->name);
  view->id_ = body_->id & 0x7fffffff;
  body_->notes.retain();
  view->notes_.store(&body_->notes, std::memory_order_relaxed);  // nobody else has the view yet
  return view;
}

context_ptr context::make_nested(std::string_view suffix, const context_ptr& parent) {
  std::string name(name_of(parent.get()));
  name += '-';
  name += suffix;
  return make(name, parent);
}

}  // namespace ctxlab
