#include "core/apply/ended_purges.h"

#include <algorithm>

#include "core/base/failure.h"
#include "core/bin/bin_items.h"

namespace winnow {

EndedPurges::EndedPurges(World& world, const BinSelection& selection, const std::vector<SegmentRow>& rows)
    : world_(world) {
  for (const SegmentRow& row : rows) {
    if (row.pending != Pending::purging) continue;
    const std::map<std::int64_t, LineState> states = BinIndex(world.state).lines(row);
    Meant meant{row, {}};
    try {
      lines_meant(selection, read_segment(world.medium, row), world.config.zone).each([&](std::int64_t line) {
        if (is_needed(states, line) && row.pending_lines.contains(line)) meant.lines.push_back(line);
      });
    } catch (const Failure&) {
      continue;
    }
    if (!meant.lines.empty()) meant_.push_back(std::move(meant));
  }
}

std::vector<EndedPurges::Loss> EndedPurges::losses() const {
  std::vector<Loss> out;
  for (const auto& [before, lines] : meant_) {
    BinIndex index(world_.state);
    const std::optional<SegmentRow> now = index.get(before.run, before.job, before.n);
    std::map<std::int64_t, LineState> states;
    if (now && !now->path.empty()) states = index.lines(*now);
    const auto gone = std::ranges::count_if(lines, [&states](std::int64_t line) {
      const auto state = states.find(line);
      return state == states.end() || state->second == LineState::purged;
    });
    if (gone > 0) out.push_back({{before.run, before.job, before.n, 0}, static_cast<std::uint64_t>(gone)});
  }
  return out;
}

}  // namespace winnow
