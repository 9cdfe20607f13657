/// Letting go of segments that nobody can read: their file is missing, or damaged, and there is no backup of it. A
/// person says so; the index forgets what lay in them, and a damaged file is destroyed.
///
/// What they had parked in the bins of stores stays there: `trash adopt STORE` takes it over. A segment whose file
/// is found after all is taken in again by `trash adopt`.
#pragma once

#include <string>
#include <vector>

#include "core/apply/pipeline.h"
#include "core/bin/bin_selection.h"
#include "core/judge/rule.h"

namespace winnow {

struct LetGo {
  std::uint64_t found = 0;            ///< segments that are meant and cannot be read
  std::uint64_t held = 0;             ///< of them, those of a place on which a hold stands: they stay
  std::uint64_t gone = 0;             ///< let go
  std::vector<std::string> named{};   ///< what is wrong with each
  std::vector<std::string> errors{};  ///< why one could not be let go
};

/// `selection`: by run and job alone. Throws Failure where the bin is out of reach, or is not the state's own.
/// Thread rule: one thread.
LetGo let_go_unreadable(World& world, const BinSelection& selection, Mode mode, const std::string& reason);

}  // namespace winnow
