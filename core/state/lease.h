/// The lease: one process at a time works on a target (store identity and target).
///
/// On one host it is a flock, which stands exactly as long as its process exists, however long that is paused. The
/// fence counts the leases of a target; a batch is sealed only while the fence is still the holder's.
#pragma once

#include <string>

#include "core/base/file.h"
#include "core/state/state.h"

namespace winnow {

/// The name under which a target is leased, and under which the state speaks of it.
std::string lease_name(std::string_view identity, std::string_view target);

/// Held until destroyed. Thread rule: one thread.
class Lease {
 public:
  /// Throws Failure of kind locked, at once, if another process holds it.
  Lease(State& state, const std::string& name);

  const std::string& name() const { return name_; }
  std::int64_t fence() const { return fence_; }
  /// Throws Failure unless the fence in the state is still this lease's; called inside the sealing transaction.
  void check(State& state) const;

 private:
  std::string name_;
  Descriptor file_;
  std::int64_t fence_ = 0;
};

/// Whether some process holds the lease, as the kernel lists its locks; trying to take it could turn away a run
/// that begins just then. False where that list cannot be read. Linux: proc(5), /proc/locks. Thread rule: any.
bool is_leased(const State& state, const std::string& name);

}  // namespace winnow
