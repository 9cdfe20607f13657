/// Files that live although their rows have gone: their store would not move them at that moment, or nobody could
/// tell who else names them. Their lines are in doubt, so that the rows' copies stay in the bin and undo finds all
/// in its place, and each apply on the rows' target tries them again.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/judge/setup.h"
#include "core/state/lease.h"

namespace winnow {

struct LeftFiles {
  std::size_t moved = 0;          ///< lie in the bin with their rows now
  std::vector<std::string> left;  ///< keys of those that must go yet, or whose store cannot be asked
};

/// Moves what can be moved by now of the batches on the lease's target. What a hold keeps, and what a row names
/// again, stays. Throws Failure where the state cannot be written, and nothing that a
/// store of files says.
LeftFiles move_left_files(World& world, const Lease& lease);

}  // namespace winnow
