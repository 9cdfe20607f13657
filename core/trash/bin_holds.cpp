#include "core/trash/bin_holds.h"

#include <algorithm>

#include "core/safety/key_rules.h"

namespace winnow {
namespace {

bool covers(const Hold& hold, const SegmentPart& part, const SegmentLine& line) {
  if (hold.store != part.store && hold.identity != part.identity) return false;
  if (!hold.target.empty() && hold.target != part.target && !allows(hold.target, line.key)) return false;
  if (hold.keys.empty() || !hold.where.empty()) return true;
  return std::find(hold.keys.begin(), hold.keys.end(), line.key) != hold.keys.end();
}

}  // namespace

BinHolds::BinHolds(Database& db) : standing_(all_holds(db)) {
  std::erase_if(standing_, [](const Hold& hold) { return hold.released_at.has_value(); });
}

bool BinHolds::held(const Segment& segment, const BinItem& item) const {
  return std::any_of(standing_.begin(), standing_.end(), [&](const Hold& hold) {
    return std::any_of(item.lines.begin(), item.lines.end(),
                       [&](const SegmentLine* line) { return covers(hold, segment.parts[line->part], *line); });
  });
}

}  // namespace winnow
