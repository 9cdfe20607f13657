#include "core/bin/bin_holds.h"

#include <algorithm>

namespace winnow {

const Holds& BinHolds::of(const SegmentPart& part) {
  const auto place = std::make_tuple(part.store, part.identity, part.target);
  const auto known = known_.find(place);
  if (known != known_.end()) return known->second;
  return known_.emplace(place, Holds::load(state_, {part.store, part.identity, part.target}, now_, zone_))
      .first->second;
}

bool BinHolds::held(const Segment& segment, const BinItem& item) {
  return std::any_of(item.lines.begin(), item.lines.end(),
                     [&](const SegmentLine* line) { return of(segment.parts[line->part]).held_in_bin(line->key); });
}

}  // namespace winnow
