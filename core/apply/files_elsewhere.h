/// Files that rows name and that are not there because another run or job put them into the bin.
///
/// A file may go before its row does: as an orphan, or with another row. Undo of the row's run brings back what
/// that run removed, and then the row names a file that only the other run can bring back. It is told, and nothing
/// else.
#pragma once

#include <string>
#include <vector>

#include "core/judge/setup.h"
#include "core/state/bin_index.h"

namespace winnow {

/// What comes back of one segment.
struct ComingBack {
  SegmentRow row;
  LineSet lines;
};

/// One sentence for each such file of these rows, the first hundred; `winnow trash restore` with the id that it
/// names brings the file back. Columns are those that jobs of the TOML over the rows' target write under `files`.
/// Throws nothing that a store or a segment says: where nobody can tell, a sentence says so. Thread rule: one
/// thread.
std::vector<std::string> files_elsewhere(World& world, const std::vector<ComingBack>& coming);

}  // namespace winnow
