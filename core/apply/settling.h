/// What became of one batch whose session died: asked of the stores, written into the state. Destroys nothing.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/bin/bin_items.h"
#include "core/bin/segment.h"
#include "core/judge/setup.h"
#include "core/state/bin_index.h"

namespace winnow {

/// Ends a removal that was sealed and not settled. What lives as it was copied was not removed; what is absent was;
/// files that hung on absent rows are moved after them. Throws Failure or Error where a store is out of reach or
/// its answer is not known; then the batch stays as it is. Answers how many pieces are in doubt.
std::size_t settle_removal(World& world, const SegmentRow& row);

/// Ends a restore: what lives as copied was restored, what does not is still in the bin. Throws likewise.
void settle_restore(World& world, const SegmentRow& row);

/// Which of the parked copies of these lines are in no store's bin any more, nor live. Asks the stores now; throws
/// where one does not answer.
LineSet gone_of(World& world, const SegmentRow& row, const Segment& segment, const LineSet& parked);

/// Of items with several parked copies among these lines, those that cannot be destroyed as a whole now, and why: a
/// copy lies in the bin no more, or nobody can tell.
struct TornItems {
  std::map<std::int64_t, std::string> missing;
  std::map<std::int64_t, std::string> unknown;
  std::vector<std::int64_t> lines;  ///< of what is missing
};
TornItems torn_items(World& world, const SegmentRow& row, const Segment& segment,
                     const std::vector<const BinItem*>& items, const LineSet& parked);

/// Ends a purge that was interrupted: what is gone is purged, what is not is in the bin as it was. Throws likewise.
void settle_purge(World& world, const SegmentRow& row);

}  // namespace winnow
