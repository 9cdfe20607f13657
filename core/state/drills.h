/// When the copies of a job were last drilled, and all of them held, or not.
///
/// Writers are called inside a Transaction. Thread rule: one thread.
#pragma once

#include <optional>
#include <string>

#include "core/state/state.h"

namespace winnow {

class Drills {
 public:
  explicit Drills(State& state) : state_(state) {}

  void note_passed(const std::string& job, Time at);
  void note_failed(const std::string& job, Time at);
  /// nullopt: never, or what stands there cannot be read.
  std::optional<Time> last_passed(const std::string& job);
  /// The same of the last drill that failed; nullopt also where one held since.
  std::optional<Time> failed(const std::string& job);

 private:
  State& state_;
};

}  // namespace winnow
