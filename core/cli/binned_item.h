/// One line of the bin as JSON, as `trash list` and `trash show` print it.
#pragma once

#include <nlohmann/json.hpp>
#include <set>

#include "core/bin/bin_id.h"
#include "core/bin/segment.h"
#include "core/config/config.h"
#include "core/state/bin_index.h"

namespace winnow {

/// Of a purged line only what the index knows: its key is null. `held`: of BinHolds::held_lines(). Thread rule:
/// pure.
nlohmann::ordered_json binned_item(const SegmentRow& row, const Segment& segment, const SegmentLine& line,
                                   LineState state, const std::set<std::int64_t>& held, const Config& config);

}  // namespace winnow
