// The log context: which request the running code works for, and who is told when that changes.
//
// A context has a name, the data of its request, an id, and perhaps a parent. One context is current on each
// thread; none at all is called the sentinel, and is the null pointer here. A context is *finished* once the
// scope that entered it has been left; it should not become current again, and a probe is told when it does.
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
  // The same, made on first use, with those of its ancestors.
  usage& account() { return usage_ ? *usage_ : open_account(); }

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
  context(std::string_view name, context* parent) noexcept
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
    context_ptr it;
    it.target_ = counted;
    return it;
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
std::string_view name_of(const context* which);

// Sees every change of the thread's current context, as it happens. It must not change it. At most one is
// installed on a thread; one that wants company passes the news on.
class switch_observer {
 public:
  virtual void switched(context* from, context* to) noexcept = 0;

 protected:
  ~switch_observer() = default;
};

// The rules that a context can be seen to break.
enum class warning {
  lost,              // a scope was left: its context was expected, and the sentinel was found
  found,             // the same, and another context was found
  restart_finished,  // a finished context was made current
  not_maintained,    // a function returned a complete deferred, but changed the context
  figures_lost,      // work was sent to a thread from no context: nobody is charged for it
  crossed,           // a scope died on another thread than the one on which it was made
};
std::string_view name_of(warning kind);

// Is told of every warning, with the context that was expected (for restart_finished: the one restarted; for
// not_maintained: null) and the one that was found.
class probe {
 public:
  virtual void warned(warning kind, const context* expected, const context* found) noexcept = 0;

 protected:
  ~probe() = default;
};

CTXLAB_THREAD_LOCAL context* current_context_ = nullptr;  // counted
CTXLAB_THREAD_LOCAL switch_observer* on_switch_ = nullptr;
CTXLAB_THREAD_LOCAL probe* probe_ = nullptr;

// The calling thread's context, the null pointer for the sentinel.
inline context* current_context() { return current_context_; }

// Install an observer (null for none) on this thread; give back the one before.
inline switch_observer* observe_switches(switch_observer* next) { return std::exchange(on_switch_, next); }
inline probe* install_probe(probe* next) { return std::exchange(probe_, next); }

void warn(warning kind, const context* expected, const context* found) noexcept;

[[gnu::noinline]] void tell_observer(context* from, context* to) noexcept;

// Makes `next` current, and gives back what was; both counted. A switch to the current context is none.
[[gnu::always_inline]] inline context* exchange_counted(context* next) noexcept {
  context* const before = std::exchange(current_context_, next);
  if (on_switch_) [[unlikely]]
    tell_observer(before, next);
  return before;
}
inline context_ptr exchange_context(context_ptr&& next) noexcept {
  return context_ptr::adopt(exchange_counted(next.release()));
}

// The same, and says restart_finished of a context that ought to be over.
[[gnu::always_inline]] inline context* switch_counted(context* next) noexcept {
  if (next && next->finished()) [[unlikely]]
    if (next != current_context_) warn(warning::restart_finished, next, nullptr);
  return exchange_counted(next);
}
inline context_ptr switch_context(context_ptr&& next) noexcept {
  return context_ptr::adopt(switch_counted(next.release()));
}

// Whether switching to `next` is nothing but setting the variable: from the sentinel to a context that is not finished,
// or to any if nobody would hear of it. Requires: not the sentinel.
[[gnu::always_inline]] inline bool switch_is_plain(const context* next) noexcept {
  return !(std::uintptr_t(on_switch_) | std::uintptr_t(current_context_)) && (!next->finished() || !probe_);
}

// The thread that something was made on.
class birthplace {
 public:
  bool is_elsewhere() const { return here_ != &current_context_; }

 private:
  const void* here_ = &current_context_;  // each thread's own
};

// Tells this thread's probe `crossed` or, if there is none, standard error.
[[gnu::noinline]] void scope_crossed(const context* inside) noexcept;

// Makes a context current for the life of the scope, and restores then what was current when it was made,
// whatever happens; a probe is told `lost` or `found` if another hand changed it meanwhile. A scope that `Finishes`
// is the whole life of its context, which is finished when the scope has been left.
// Requires: the scope dies on its birth thread. Where it dies elsewhere, that thread's probe is told `crossed`, nothing
// else happens there, and what the scope holds is never released, since it is counted on its own thread; which stays
// in the context. Never throws or allocates.
template <bool Finishes>
class basic_scope {
 public:
  // How often it counts its context: for being current, and to be there when it is compared with what was found.
  static constexpr std::uint32_t references = 2;

  [[gnu::always_inline]] explicit basic_scope(context_ptr&& inside) noexcept : inside_(inside.release()) {
    if (inside_) inside_->retain(references - 1);
    before_ = switch_counted(inside_);
  }
  [[gnu::always_inline]] explicit basic_scope(const context_ptr& inside) noexcept : inside_(inside.get()) {
    if (inside_) inside_->retain(references);
    before_ = switch_counted(inside_);
  }
  // Takes over a context that has been counted as often.
  [[gnu::always_inline]] explicit basic_scope(context* counted) noexcept
      : inside_(counted), before_(switch_counted(counted)) {}
  basic_scope(const basic_scope&) = delete;
  basic_scope& operator=(const basic_scope&) = delete;
  [[gnu::always_inline]] ~basic_scope() {
    if (!inside_ || current_context_ != inside_) [[unlikely]]
      leave_otherwise(inside_, before_, born_);
    else
      leave(inside_, before_);
  }

  // What the end of a scope is, for code that keeps what belongs to one without the object.
  [[gnu::always_inline]] static void leave(context* inside, context* before) noexcept {
    context* const found = switch_counted(before);
    if constexpr (Finishes) inside->finish();
    if (found != inside) [[unlikely]] {
      report(inside, found);
    } else if (inside) {
      inside->release(references);
    }
  }

 private:
  // On the birth thread with another context than expected, or on another thread: nowhere else is `inside` current.
  [[gnu::noinline]] static void leave_otherwise(context* inside, context* before, birthplace born) noexcept {
    if (born.is_elsewhere())
      scope_crossed(inside);
    else
      leave(inside, before);
  }
  [[gnu::noinline]] static void report(context* expected, context* found) noexcept {
    warn(found ? warning::found : warning::lost, expected, found);
    if (found) found->release();
    if (expected) expected->release();
  }
  context* inside_;  // counted, besides its being current
  context* before_;  // counted
  birthplace born_;
};

using entered_scope = basic_scope<true>;  // requires a context, not the sentinel
using preserved_scope = basic_scope<false>;

}  // namespace ctxlab
