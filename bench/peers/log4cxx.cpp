// log4cxx (liblog4cxx-dev): its mapped diagnostic context, the log context of loggers, put and removed.
#include <log4cxx/mdc.h>

#include "bench/peers/peers.hpp"

namespace ctxlab::bench {
namespace {

class put_and_remove : public workload {
 public:
  void run(std::int64_t times) override {
    for (; times; --times) {
      log4cxx::MDC::put("request", "request");
      if (times == 1) inside_ = log4cxx::MDC::get("request");
      log4cxx::MDC::remove("request");
    }
  }
  std::string check() override {
    run(5);
    return answer()
        .expect("inside, the request is known", std::int64_t{inside_ == "request"}, std::int64_t{1})
        .expect("what is left of it", static_cast<std::int64_t>(log4cxx::MDC::get("request").size()), std::int64_t{0});
  }

 private:
  std::string inside_;
};

}  // namespace

void add_log4cxx(std::vector<operation>& to) {
  to.push_back({"scope", "log4cxx", {}, false, 64, [] { return std::make_unique<put_and_remove>(); }});
}

}  // namespace ctxlab::bench
