// What a function of a program has while it runs: its variables and its open scopes.
#pragma once

#include <memory>
#include <new>
#include <utility>
#include <vector>

#include "scenarios/programs/format/program.hpp"
#include "schemes/runtime/memory/pool.hpp"
#include "schemes/scheme.hpp"

namespace ctxlab::programs {

// One open scope, whichever it is: the object that the scheme gave for it, and what held outside.
template <class S>
class open_scope {
 public:
  open_scope(op opens, S outside, name outer_owner, open_scope* outer, context_ptr inside, std::string_view suffix)
      : kind_(opens), outside_(outside), outer_owner_(outer_owner), outer_(outer) {
    switch (kind_) {
      case op::enter: new (&entered_) entered(outside.enter(std::move(inside))); break;
      case op::nested: new (&nested_) nested(outside.nested(suffix)); break;
      default: new (&preserved_) preserved(outside.preserve(std::move(inside))); break;
    }
  }
  open_scope(const open_scope&) = delete;
  open_scope& operator=(const open_scope&) = delete;
  // Leaves it.
  ~open_scope() {
    switch (kind_) {
      case op::enter: entered_.~entered(); break;
      case op::nested: nested_.~nested(); break;
      default: preserved_.~preserved(); break;
    }
  }

  S inside() const {
    switch (kind_) {
      case op::enter: return S(entered_);
      case op::nested: return S(nested_);
      default: return S(preserved_);
    }
  }
  const S& outside() const { return outside_; }
  name outer_owner() const { return outer_owner_; }
  open_scope* outer() const { return outer_; }

  static void* operator new(std::size_t bytes) { return pool::allocate(bytes); }
  static void operator delete(void* memory, std::size_t bytes) { pool::release(memory, bytes); }

 private:
  using entered = std::remove_cvref_t<decltype(std::declval<const S&>().enter(context_ptr()))>;
  using nested = std::remove_cvref_t<decltype(std::declval<const S&>().nested(std::string_view()))>;
  using preserved = std::remove_cvref_t<decltype(std::declval<const S&>().preserve(context_ptr()))>;

  op kind_;
  [[no_unique_address]] S outside_;
  name outer_owner_;
  open_scope* outer_;
  union {
    entered entered_;
    nested nested_;
    preserved preserved_;
  };
};

// The scopes that are never closed: they live until the run is over, and nobody hears of it.
template <class S>
class unclosed_scopes {
 public:
  void keep(open_scope<S>* opened) { all_.emplace_back(opened); }
  // Last in, first out.
  void leave() noexcept {
    while (!all_.empty()) all_.pop_back();
  }

 private:
  std::vector<std::unique_ptr<open_scope<S>>> all_;
};

// Left by an end, an exception or the collector, an activation leaves its scopes, innermost first.
template <class S>
class activation final : public variables {
 public:
  activation(S scheme, const function& called, name its_owner, unclosed_scopes<S>& unclosed)
      : s(scheme),
        owner(its_owner),
        of(called),
        at(called.code.data()),
        values_(make_values(called.variables)),
        unclosed_(&unclosed) {}
  activation(const activation&) = delete;
  activation& operator=(const activation&) = delete;
  ~activation() {
    if (innermost_) [[unlikely]]
      leave_to(0);
    if (more_) [[unlikely]]
      more_->never_closed(unclosed_);
    for (std::uint32_t i = 0; i != of.variables; ++i) values_[i].~deferred();
    if (values_) pool::release(values_, of.variables * sizeof(deferred));
  }

  void open(op kind, context_ptr inside, std::string_view suffix, name its_owner) {
    innermost_ = new open_scope<S>(kind, s, owner, innermost_, std::move(inside), suffix);
    s = innermost_->inside();
    owner = its_owner;
    ++depth_;
  }
  void leave() {
    open_scope<S>* const left = innermost_;
    innermost_ = left->outer();
    s = left->outside();
    owner = left->outer_owner();
    --depth_;
    delete left;
  }
  [[gnu::noinline]] void leave_to(std::uint32_t depth) {
    while (depth_ > depth) leave();
  }

  // The scopes that are no blocks. One in whose place another is opened, or that is open at the end, is never left, as
  // far as the function is concerned.
  void open_apart(std::uint32_t which, context_ptr inside) {
    open_scope<S>*& place = more().scopes[which];
    if (place) unclosed_->keep(place);
    place = new open_scope<S>(op::enter, s, owner, nullptr, std::move(inside), {});
    s = place->inside();
  }
  void close(std::uint32_t which) {
    open_scope<S>* const closed = std::exchange(more().scopes[which], nullptr);
    if (!closed) return;
    s = closed->outside();
    delete closed;
  }
  // How many rounds are left of a `repeat`.
  std::int64_t& rounds(std::uint32_t counter) { return more().counters[counter]; }
  // What was raised, while the last words of a `finally` run; exits: because the coroutine is being destroyed.
  struct raised {
    result what;
    bool exits = false;
  };
  raised& kept(std::uint32_t which) { return more().kept[which]; }
  bool exits = false;  // what is being raised is of that kind

  deferred& variable(std::uint32_t called) { return values_[called]; }

  void trace(tracer& visitor) const override {
    for (std::uint32_t i = 0; i != of.variables; ++i)
      if (values_[i]) visitor.owns(values_[i].state());
  }

  [[no_unique_address]] S s;  // inside the innermost scope
  name owner;
  const function& of;
  const instruction* at;  // the next, while it waits
  deferred value;         // of the last expression, until a statement takes it

 private:
  static deferred* make_values(std::uint32_t count) {
    if (!count) return nullptr;
    auto* const values = static_cast<deferred*>(pool::allocate(count * sizeof(deferred)));
    std::uninitialized_value_construct_n(values, count);
    return values;
  }

  // What few functions need.
  struct rarely_used {
    explicit rarely_used(const function& called)
        : scopes(called.scopes), counters(called.counters), kept(called.finals) {}
    void never_closed(unclosed_scopes<S>* to) {
      for (open_scope<S>* each : scopes)
        if (each) to->keep(each);
    }
    std::vector<open_scope<S>*> scopes;
    std::vector<std::int64_t> counters;
    std::vector<raised> kept;
  };
  rarely_used& more() {
    if (!more_) more_ = std::make_unique<rarely_used>(of);
    return *more_;
  }

  deferred* values_;
  std::unique_ptr<rarely_used> more_;
  unclosed_scopes<S>* unclosed_;
  open_scope<S>* innermost_ = nullptr;
  std::uint32_t depth_ = 0;
};

}  // namespace ctxlab::programs
