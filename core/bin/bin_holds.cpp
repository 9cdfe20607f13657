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

std::set<std::int64_t> BinHolds::held_lines(const Segment& segment,
                                            const std::map<std::int64_t, LineState>& states) {
  std::set<std::int64_t> out;
  if (std::all_of(segment.parts.begin(), segment.parts.end(),
                  [&](const SegmentPart& part) { return of(part).none(); })) {
    return out;
  }
  for (const BinItem& item : items_of(segment, states)) {
    if (!held(segment, item)) continue;
    for (const SegmentLine* line : item.lines) out.insert(line->number);
  }
  return out;
}

}  // namespace winnow
