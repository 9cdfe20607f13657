/// What loaded jobs and loaded stores share: an instance of a plugin, and calls back into the host.
#pragma once

#include <cstring>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "core/plugin/asking.h"
#include "core/plugin/library.h"
#include "winnow/job.hpp"

namespace winnow {

/// The table of host services over a Host, which must outlive it.
winnow_host table_over(Host& host);

/// A call's context: what the host's callback threw waits here until the plugin has returned.
template <class Target>
struct Call {
  Target target;
  std::exception_ptr thrown = nullptr;

  /// Runs `body(target)`, which answers what the plugin gets; anything thrown tells the plugin to stop.
  template <class Body>
  static std::int32_t run(void* ctx, Body&& body) noexcept {
    auto& call = *static_cast<Call*>(ctx);
    try {
      return body(call.target);
    } catch (...) {
      call.thrown = std::current_exception();
      return 1;
    }
  }
};

/// Throws what the host's callback threw, else an Error for a code other than WINNOW_OK.
void finish(winnow_code code, const winnow_error& error, const std::exception_ptr& thrown = nullptr);

/// What inspect() tells, without secrets in what is words there.
Fact fact_of(const winnow_fact& told);

/// One instance of a plugin. Thread rule: one call at a time.
class Instance {
 public:
  /// `config`: one value for each declared option. Throws Error.
  Instance(const winnow_plugin* plugin, const std::vector<Value>& config, Host& host);
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;
  ~Instance();

  /// What a call takes for the plugin's own: until the end of the statement that makes the call, it is being asked.
  class Asked {
   public:
    Asked(void* self, const std::string& who) : self_(self), asking_(who) {}
    // NOLINTNEXTLINE(google-explicit-constructor): it stands for the pointer
    operator void*() const { return self_; }

   private:
    void* self_;
    Asking asking_;
  };
  Asked self() const { return {self_, who_}; }

 private:
  const winnow_plugin* plugin_;
  std::string who_;  ///< for who looks why the process ended
  std::unique_ptr<winnow_host> host_;
  void* self_ = nullptr;
};

}  // namespace winnow
