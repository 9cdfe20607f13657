/// Jobs that a person has paused: neither planned nor worked on until they are resumed, or until the day that was
/// said.
///
/// Writers are called inside a Transaction. Thread rule: one thread.
#pragma once

#include <optional>
#include <string>

#include "core/state/state.h"

namespace winnow {

struct Pause {
  std::string who, reason;
  Time at{};
  std::optional<Time> until;  ///< from then on the job works again by itself
};

class Pauses {
 public:
  explicit Pauses(State& state) : state_(state) {}

  /// A job that is paused already is paused anew.
  void pause(const std::string& job, const Pause& pause);
  /// Answers whether there was a pause, be it over by then.
  bool resume(const std::string& job);
  /// The pause that stands at `now`. Throws Failure for one that cannot be read.
  std::optional<Pause> of(const std::string& job, Time now);

 private:
  State& state_;
};

}  // namespace winnow
