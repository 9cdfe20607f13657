/// Bringing back what a run removed: write-ahead in the state, then the stores, then the state again.
///
/// Nothing is ever overwritten: an item whose key is taken stays in the bin as `conflict`. A second undo tries only
/// what is still there. A batch that cannot be settled or read is named, and keeps no other from coming back.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/base/advance.h"
#include "core/bin/bin_selection.h"
#include "core/judge/setup.h"

namespace winnow {

/// What keeps the next run from taking it all again.
enum class Afterwards {
  withdraw_approval,  ///< of every job that could take it, whichever had removed it
  hold,               ///< exactly what came back is held, until a person releases it
};

struct UndoTask {
  BinSelection selection;
  Afterwards afterwards = Afterwards::withdraw_approval;
  Advance advance{};  ///< in items of the segments looked at
};

struct UndoReport {
  struct Counts {
    std::uint64_t restored = 0;
    std::uint64_t files = 0;  ///< that belong to rows, and came back with them or after them
    std::uint64_t conflicts = 0;
    std::uint64_t failed = 0;
  } counts;
  std::vector<std::string> errors;  ///< the first hundred
  std::vector<std::string> notes;   ///< files of what came back that only another run brings back
  std::set<std::string> withdrawn;  ///< jobs whose approval was withdrawn
  std::vector<std::string> holds;   ///< ids of the holds that were set
  bool whole() const { return counts.conflicts == 0 && counts.failed == 0; }
};

/// Throws Failure where nothing is meant; what was restored before stays restored.
UndoReport undo(World& world, const UndoTask& task);

}  // namespace winnow
