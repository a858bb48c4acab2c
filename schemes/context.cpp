#include "schemes/context.hpp"

#include <algorithm>
#include <mutex>

#include "schemes/accounting.hpp"
#include "schemes/shared_context.hpp"

namespace ctxlab {

namespace {
thread_local constinit std::uint32_t last_id = 0;
}

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

context::context(std::string_view name, context* parent) noexcept
    : id_(++last_id & 0x7fffffff), finished_(0), parent_(parent), name_size_(static_cast<std::uint32_t>(name.size())) {
  std::copy(name.begin(), name.end(), const_cast<char*>(first_of_name()));
  if (parent_) ++parent_->references_;
  ++alive_;
}

context::~context() {
  if (notes* const mine = notes_.load(std::memory_order_relaxed)) mine->release();
  if (usage_) {
    usage_->~usage();
    pool::release(usage_, sizeof(usage));
  }
  --alive_;
}

context_ptr context::make(std::string_view name, const context_ptr& parent) {
  void* const memory = pool::allocate(block_bytes(name.size()));
  return context_ptr(new (memory) context(name, parent.get()));
}

context_ptr context::make(std::string_view name) { return make(name, nullptr); }

// A long line of ancestors goes one by one, not by recursion.
void context::destroy() noexcept {
  context* dead = this;
  while (dead) {
    context* const parent = dead->parent_;
    const std::size_t bytes = block_bytes(dead->name_size_);
    dead->~context();
    pool::release(dead, bytes);
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

std::string_view name_of(const context* which) { return which ? std::string_view(which->name()) : "sentinel"; }

std::string_view name_of(warning kind) {
  switch (kind) {
    case warning::lost: return "lost";
    case warning::found: return "found";
    case warning::restart_finished: return "restart-finished";
    case warning::not_maintained: return "not-maintained";
    case warning::figures_lost: return "figures-lost";
    case warning::crossed: return "crossed";
  }
  return "unknown";
}

void warn(warning kind, const context* expected, const context* found) noexcept {
  if (probe_) probe_->warned(kind, expected, found);
}

void tell_observer(context* from, context* to) noexcept {
  if (from != to) on_switch_->switched(from, to);
}

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
