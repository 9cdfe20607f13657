/// Files whose rows have gone but that were not yet moved when the session died: they are moved now.
#pragma once

#include <set>

#include "core/bin/bin_pieces.h"
#include "core/judge/setup.h"

namespace winnow {

/// Moves those files of `files` that still live as copied (outcome WINNOW_SAME) and whose item is in `rows_gone`,
/// to where their receipts say, and sets their outcomes: WINNOW_FAILED for one that must go and did not. A file
/// stays where it is if a row names it still, or the TOML no longer says that rows name files there. Throws Failure
/// or Error where the store of the files cannot move them; it can be tried again.
void roll_forward(World& world, const Segment& segment, BinPieces& files, const std::set<std::int64_t>& rows_gone);

}  // namespace winnow
