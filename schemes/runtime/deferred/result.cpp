#include "schemes/runtime/deferred/result.hpp"

namespace ctxlab {

inline failure::body::body(std::string&& why) noexcept : reason(std::move(why)), raised_in(current_context()) {}

inline failure::body::body(std::exception_ptr&& caught) noexcept
    : made_of_exception(true), learnt(false), exception{std::move(caught), nullptr}, raised_in(current_context()) {}

inline failure::body::~body() {
  if (made_of_exception)
    exception.~thrown();
  else
    reason.~basic_string();
}

const failure::body& failure::learn() const {
  if (body_->learnt) return *body_;
  body_->learnt = true;
  try {
    std::rethrow_exception(body_->exception.error);
  } catch (const remembering_error& e) {
    body_->cancellation = dynamic_cast<const cancelled_error*>(&e) != nullptr;
    body_->exception.what = e.what();
    body_->raised_in = e.raised_in();
  } catch (const std::exception& e) {
    body_->exception.what = e.what();
  } catch (...) {
    body_->exception.what = "an exception of unknown type";
  }
  return *body_;
}

std::string failure::reason() const {
  const body& learnt = learn();
  return learnt.made_of_exception ? learnt.exception.what : learnt.reason;
}

failure::failure(std::string reason) : body_(new (pool::allocate(sizeof(body))) body(std::move(reason))) {}

failure::failure(std::exception_ptr error) : body_(new (pool::allocate(sizeof(body))) body(std::move(error))) {}

void failure::destroy(body* dead) noexcept {
  dead->~body();
  pool::release(dead, sizeof(body));
}

failure failure::cancelled() {
  failure it("cancelled");
  it.body_->cancellation = true;
  return it;
}

void failure::raise() const {
  if (body_->made_of_exception) std::rethrow_exception(body_->exception.error);
  if (body_->cancellation) throw cancelled_error(body_->raised_in);
  throw failed_error(body_->reason, body_->raised_in);
}

void result::raise() const { error().raise(); }

void result::destroy_failure(word held) noexcept {
  auto* const body = static_cast<failure::body*>(pointer(held));
  if (--body->references == 0) failure::destroy(body);
}

void result::wrong_type(const std::type_info& wanted) const {
  throw bad_result_access(std::string("a value of type ") + wanted.name() + " was asked of a result that holds " +
                          (kind_ && kind_->type ? kind_->type->name() : "nothing"));
}

}  // namespace ctxlab
