// Services that carry a context, after the traits of context_in_scala.
#pragma once

#include <optional>
#include <utility>

#include "schemes/runtime/context/context.hpp"

namespace ctxlab {

// A service that can be bound. `Service` is copied; it derives from this, and calls `use` for the services it uses.
template <class Service>
class bindable {
 public:
  // This service, bound to c (or unbound again, for none). Says so in the context: `NAME.withContext` is true,
  // where NAME is Service::service_name. The services that it uses stay as they are until they are used.
  Service with_context(context_ptr c) const {
    Service bound(static_cast<const Service&>(*this));
    if (c) c->put(std::string(Service::service_name) + ".withContext", "true");
    bound.bindable::context_ = std::move(c);
    return bound;
  }

  // The context it is bound to; none if it is unbound.
  const context_ptr& bound_context() const { return context_; }

 protected:
  // Notes a fact in the context, if there is one.
  void note(std::string key, std::string value) const {
    if (context_) context_->put(std::move(key), std::move(value));
  }

 private:
  context_ptr context_;
};

// A service that another one uses: the one given as long as that is unbound, and one bound to its context from the
// first use on, if it is bound.
template <class Service>
class used_service {
 public:
  explicit used_service(Service unbound) : unbound_(std::move(unbound)) {}
  // A copy has yet to be used.
  used_service(const used_service& other) : unbound_(other.unbound_) {}
  used_service& operator=(const used_service&) = delete;

  const Service& in(const context_ptr& c) const {
    if (!c) return unbound_;
    if (!bound_) bound_.emplace(unbound_.with_context(c));
    return *bound_;
  }

 private:
  Service unbound_;
  mutable std::optional<Service> bound_;
};

}  // namespace ctxlab
