#include "scenarios/service/truth.hpp"

#include "schemes/runtime/context/usage.hpp"

namespace ctxlab::service {

job::job(std::shared_ptr<truth> records, std::string endpoint, context_ptr bill)
    : records_(std::move(records)), endpoint_(std::move(endpoint)), owner_(bill->name()), bill_(std::move(bill)) {}

attribution& job::counts() const { return records_->by_endpoint[endpoint_]; }

job::~job() {
  const usage charged = bill_->charged() ? *bill_->charged() : usage{};
  attribution& its = counts();
  ++its.requests;
  records_->billed_cpu += charged.cpu.user + charged.cpu.system;
  its.wrong_bills += charged.transactions != transactions_ || charged.scheduling_time != waited_.count() ||
                     charged.transaction_time != worked_.count();
}

}  // namespace ctxlab::service
