/// Bringing back what a run removed: write-ahead in the state, then the stores, then the state again.
///
/// Nothing is ever overwritten: an item whose key is taken stays in the bin as `conflict`. A second undo tries only
/// what is still there.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/run/setup.h"

namespace winnow {

struct UndoReport {
  std::uint64_t restored = 0;
  std::uint64_t conflicts = 0;
  std::uint64_t failed = 0;
  std::vector<std::string> errors;  ///< the first hundred
  std::set<std::string> withdrawn;  ///< jobs whose approval was withdrawn
  bool whole() const { return conflicts == 0 && failed == 0; }
};

/// `job`: empty for all of the run. `keys`: empty for all. Throws Failure; what was restored before stays restored.
UndoReport undo(World& world, const std::string& run, const std::string& job, const std::set<std::string>& keys);

}  // namespace winnow
