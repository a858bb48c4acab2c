#include "schemes/runtime/deferred/result.hpp"

namespace ctxlab {
const failure::body& failure::learn() const {
  if (body_->learnt) return *body_;
  body_->learnt = true;
  try {
    std::rethrow_exception(body_->error);
  } catch (const cancelled_error& e) {
    body_->cancellation = true;
    body_->reason = e.what();
  } catch (const std::exception& e) {
    body_->reason = e.what();
  } catch (...) {
    body_->reason = "an exception of unknown type";
  }
  return *body_;
}

failure::failure(std::string reason)
    : body_(new (pool::allocate(sizeof(body))) body{1, true, false, std::move(reason), nullptr}) {}

failure::failure(std::exception_ptr error)
    : body_(new (pool::allocate(sizeof(body))) body{1, false, false, {}, std::move(error)}) {}

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
  if (body_->error) std::rethrow_exception(body_->error);
  if (body_->cancellation) throw cancelled_error();
  throw failed_error(body_->reason);
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
