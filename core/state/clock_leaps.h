/// Leaps of the clock that a person accepted: what was put into the bin before one has lain there for as long as
/// the clock says, less the leap.
///
/// Nobody can tell whether a host was off for a month, or its clock a month behind until now. In the second case a
/// copy that is minutes old would look a month old, and be purged; so the leap counts for nothing, and copies are
/// kept longer where it was none. Thread rule: one thread.
#pragma once

#include <vector>

#include "core/base/times.h"
#include "core/state/state.h"

namespace winnow {

class ClockLeaps {
 public:
  explicit ClockLeaps(State& state);

  /// The clock went on from `from` to `to`. Nothing where it went back. Called inside a Transaction.
  void note(Time from, Time to);
  /// From when on what a segment holds counts as kept.
  Time kept_since(std::int64_t segment, Time sealed_at) const;

 private:
  struct Leap {
    std::int64_t last_segment;  ///< segments up to this one were sealed before it
    Span length;
  };

  State& state_;
  std::vector<Leap> leaps_;
};

}  // namespace winnow
