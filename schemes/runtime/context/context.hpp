// The log context: the request that the running code works for.
//
// A context has a name, the data of its request, an id, and perhaps a parent. One context is current on each
// thread (switch.hpp); none at all is called the sentinel, and is the null pointer here. A context is *finished* once
// the scope that entered it has been left (scope.hpp); it should not become current again, and a probe is told when it
// does.
//
// Contexts are counted, by plain integers: a context and everything that saves it belong to one thread at a
// time, and whatever still saves a context keeps it alive.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "schemes/runtime/memory/pool.hpp"

namespace ctxlab {

struct usage;
class context_ptr;

class context {
 public:
  // A new context, current nowhere yet. Allocates from the pool.
  static context_ptr make(std::string_view name);
  static context_ptr make(std::string_view name, const context_ptr& parent);
  // A child of `parent`, named PARENT-suffix; `sentinel-suffix`, with no parent, in the sentinel.
  static context_ptr make_nested(std::string_view suffix, const context_ptr& parent);

  std::string_view name() const { return {first_of_name(), name_size_}; }
  // What the request carries besides its name: facts that code found out while it worked for it, by key. Any thread
  // that has the context may add; `facts` is a copy, in the order of the keys. Both lock.
  void put(std::string key, std::string value);
  std::map<std::string, std::string> facts() const;
  // Unique on its thread, counted from 1 in the order of making.
  std::uint32_t id() const { return id_; }
  context* parent() const { return parent_; }
  bool finished() const { return finished_; }
  void finish() { finished_ = true; }

  // What has been charged to this context so far, or null if nothing has.
  const usage* charged() const { return usage_; }
  // Its usage, made on first use, with those of its ancestors.
  usage& account() { return usage_ ? *usage_ : open_account(); }
  // For a context that goes to another thread, whose ancestors stay: opens an account that they are not charged from,
  // until the context is back and they are charged with all of it at once. Requires: nothing has been charged to it.
  void part_account();
  void rejoin_account();

  // Counting by hand, for the hot paths; everybody else holds a context_ptr.
  void retain(std::uint32_t times = 1) noexcept { references_ += times; }
  void release(std::uint32_t times = 1) noexcept {
    if ((references_ -= times) == 0) destroy();
  }

  // How many contexts of this thread are alive.
  static std::int64_t alive() { return alive_; }

  context(const context&) = delete;
  context& operator=(const context&) = delete;

 private:
  friend class context_ptr;
  friend class shared_context;
  struct notes;
  notes& shared_notes();
  [[gnu::always_inline]] context(std::string_view name, context* parent) noexcept
      : id_(++last_id_ & 0x7fffffff),
        finished_(0),
        parent_(parent),
        name_size_(static_cast<std::uint32_t>(name.size())) {
    name.copy(const_cast<char*>(first_of_name()), name.size());
    if (parent_) ++parent_->references_;
    ++alive_;
  }
  ~context() { --alive_; }
  // The name stands behind the context, in the same block.
  const char* first_of_name() const { return reinterpret_cast<const char*>(&name_size_ + 1); }
  static std::size_t block_bytes(std::size_t name_size) {
    return offsetof(context, name_size_) + sizeof(name_size_) + name_size;
  }
  [[gnu::always_inline]] void free() noexcept {
    const std::size_t bytes = block_bytes(name_size_);
    this->~context();
    pool::release(this, bytes);
  }
  [[gnu::always_inline]] void destroy() noexcept {
    if (parent_ || usage_ || notes_.load(std::memory_order_relaxed)) [[unlikely]]
      return destroy_with_all();
    free();
  }
  [[gnu::noinline]] void destroy_with_all() noexcept;
  usage& open_account();

  CTXLAB_COUNTER alive_ = 0;
  CTXLAB_TLS_MODEL static inline constinit thread_local std::uint32_t last_id_ = 0;

  std::uint32_t references_ = 0;
  std::uint32_t id_ : 31;
  std::uint32_t finished_ : 1;
  context* parent_;                      // counted
  std::atomic<notes*> notes_ = nullptr;  // counted, made on first use
  usage* usage_ = nullptr;               // owned
  std::uint32_t name_size_;
};

// A counted reference to a context, or to the sentinel. Moving it costs no count operation.
class context_ptr {
 public:
  context_ptr() = default;
  context_ptr(std::nullptr_t) {}
  explicit context_ptr(context* target) : target_(target) { retain(); }
  context_ptr(const context_ptr& other) : target_(other.target_) { retain(); }
  context_ptr(context_ptr&& other) noexcept : target_(std::exchange(other.target_, nullptr)) {}
  context_ptr& operator=(context_ptr other) noexcept {
    std::swap(target_, other.target_);
    return *this;
  }
  ~context_ptr() {
    if (target_) target_->release();
  }

  // Takes over, or gives up, a reference that has been counted already.
  static context_ptr adopt(context* counted) {
    context_ptr adopted;
    adopted.target_ = counted;
    return adopted;
  }
  context* release() { return std::exchange(target_, nullptr); }

  context* get() const { return target_; }
  context* operator->() const { return target_; }
  context& operator*() const { return *target_; }
  explicit operator bool() const { return target_ != nullptr; }
  friend bool operator==(const context_ptr& a, const context_ptr& b) { return a.target_ == b.target_; }

 private:
  void retain() {
    if (target_) target_->retain();
  }
  context* target_ = nullptr;
};

[[gnu::always_inline]] inline context_ptr context::make(std::string_view name) { return make(name, nullptr); }
[[gnu::always_inline]] inline context_ptr context::make(std::string_view name, const context_ptr& parent) {
  return context_ptr(new (pool::allocate(block_bytes(name.size()))) context(name, parent.get()));
}

// "sentinel" for null, otherwise the name.
std::string_view name_of(const context* named);

}  // namespace ctxlab
