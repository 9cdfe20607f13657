/// The items of a segment: lines that stand and fall together, as the bin's store and purging see them.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "core/bin/bin_id.h"
#include "core/bin/segment.h"
#include "core/state/bin_index.h"

namespace winnow {

/// One removed item with its dependants and files, as far as something of it lies in the segment still.
struct BinItem {
  std::int64_t number;      ///< SegmentLine::item
  const SegmentLine* main;  ///< the item's own line; its number names the item
  std::vector<const SegmentLine*> lines;
  LineState state;  ///< the gravest of its lines: conflict, in_doubt, binned, then what only left its copy here
  std::uint64_t bytes = 0;
};

/// In the order of their own lines. Borrows from `segment`. `states`: of BinIndex::lines(); other lines were put
/// and never taken, so they are unsure.
std::vector<BinItem> items_of(const Segment& segment, const std::map<std::int64_t, LineState>& states);

/// Of a line, which may have no state: it was put and never taken.
bool is_needed(const std::map<std::int64_t, LineState>& states, std::int64_t line);

/// Lines of files that lie in the bin no more, in no line of theirs: they came back, stayed where they were, or
/// were destroyed.
std::vector<const SegmentLine*> files_not_here(const Segment& segment,
                                               const std::map<std::int64_t, LineState>& states);

/// Items in the bin of which a file was destroyed: they cannot come back whole.
std::set<std::int64_t> items_without_file(const Segment& segment, const std::map<std::int64_t, LineState>& states);

}  // namespace winnow
