/// What remove_batch() is for a store, for the bin: planned items are judged again and purged, segment by segment.
#pragma once

#include <span>
#include <string_view>

#include "core/apply/batch.h"

namespace winnow {

/// The segment of an item of the bin.
std::string_view segment_of(const PlannedItem& item);

/// Purges `items`, those of one segment following one another, and counts what became of each in the tally. A
/// target on which another run works is left for the next time, and counted as failed. Throws Failure or Error.
void purge_planned(const BatchContext& context, std::span<const PlannedItem> items);

}  // namespace winnow
