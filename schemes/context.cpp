#include "schemes/context.hpp"

#include "schemes/accounting.hpp"

namespace ctxlab {

namespace {
thread_local constinit std::uint32_t last_id = 0;
}

context::context(std::string name, context* parent)
    : id_(++last_id & 0x7fffffff), finished_(0), parent_(parent), name_(std::move(name)) {
  if (parent_) ++parent_->references_;
  ++alive_;
}

context::~context() {
  delete request_;
  if (usage_) {
    usage_->~usage();
    pool::release(usage_, sizeof(usage));
  }
  --alive_;
}

context_ptr context::make(std::string name, const context_ptr& parent) {
  void* const memory = pool::allocate(sizeof(context));
  return context_ptr(new (memory) context(std::move(name), parent.get()));
}

context_ptr context::make(std::string name) { return make(std::move(name), nullptr); }

// A long line of ancestors goes one by one, not by recursion.
void context::destroy() noexcept {
  context* dead = this;
  while (dead) {
    context* const parent = dead->parent_;
    dead->~context();
    pool::release(dead, sizeof(context));
    dead = parent && --parent->references_ == 0 ? parent : nullptr;
  }
}

void context::set_request(std::string data) {
  if (request_)
    *request_ = std::move(data);
  else
    request_ = new std::string(std::move(data));
}

usage& context::account() {
  if (!usage_) usage_ = new (pool::allocate(sizeof(usage))) usage;
  return *usage_;
}

std::string_view name_of(const context* which) { return which ? std::string_view(which->name()) : "sentinel"; }

std::string_view name_of(warning kind) {
  switch (kind) {
    case warning::lost: return "lost";
    case warning::found: return "found";
    case warning::restart_finished: return "restart-finished";
    case warning::not_maintained: return "not-maintained";
  }
  return "unknown";
}

void warn(warning kind, const context* expected, const context* found) noexcept {
  if (probe_) probe_->warned(kind, expected, found);
}

void restore_slowly(context* next) noexcept {
  static_cast<void>(context_ptr::adopt(switch_counted(next)));
}

context_ptr make_nested(std::string_view suffix) {
  const context_ptr parent(current_context());
  std::string name(name_of(parent.get()));
  name += '-';
  name += suffix;
  return context::make(std::move(name), parent);
}

}  // namespace ctxlab
