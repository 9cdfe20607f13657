/// Where the files and objects of a batch are parked: a folder of its own, never used twice.
#pragma once

#include <string>
#include <vector>

#include "core/state/state.h"

namespace winnow {

/// Thread rule: one thread.
class Places {
 public:
  explicit Places(State& state) : db_(state.db()) {}

  /// ".trash/2026-06-19T22-31-00-000Z": the first free millisecond from `at` on, reserved for all of `identities`,
  /// in a transaction of its own.
  std::string reserve(const std::vector<std::string>& identities, Time at);
  /// What is parked there is not this state's any more: who takes over what others left finds it.
  void give_up(const std::string& place);
  bool is_reserved(const std::string& identity, const std::string& place);

 private:
  Database& db_;
};

}  // namespace winnow
