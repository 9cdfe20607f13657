#include "core/apply/left_files.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/apply/remover.h"
#include "core/apply/roll_forward.h"
#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/bin/bin_holds.h"
#include "core/bin/bin_items.h"
#include "core/bin/bin_pieces.h"
#include "core/state/bin_index.h"
#include "core/state/ledger.h"

namespace winnow {
namespace {

using LineStates = std::map<std::int64_t, LineState>;

/// The lines of files that are in doubt while their rows lie in the bin, and the items of those rows.
struct Left {
  LineSet lines;
  std::set<std::int64_t> items;
};

Left left_of(World& world, const Segment& segment, const LineStates& states) {
  Left out;
  BinHolds holds(world.state, world.as_of, world.config.zone);
  std::vector<std::int64_t> lines;
  for (const BinItem& item : items_of(segment, states)) {
    const auto own = states.find(item.main->number);
    const bool row_lies_here = own != states.end() && own->second == LineState::binned &&
                               segment.parts[item.main->part].identity == segment.header.identity;
    if (!row_lies_here || holds.held(segment, item)) continue;
    for (const SegmentLine* line : item.lines) {
      const bool file = segment.parts[line->part].identity != segment.header.identity;
      if (!file || states.at(line->number) != LineState::in_doubt) continue;
      lines.push_back(line->number);
      out.items.insert(item.number);
    }
  }
  out.lines = LineSet::of(std::move(lines));
  return out;
}

/// Of one segment, whose rows have gone and are not touched. One that is damaged keeps nothing else: who looks at
/// it or undoes it is told.
void move_those_of(World& world, const SegmentRow& row, LeftFiles& out) {
  const LineStates states = BinIndex(world.state).lines(row);
  Segment segment;
  try {
    segment = read_segment(world.medium, row);
  } catch (const Failure&) {
    return;
  }
  const Left left = left_of(world, segment, states);
  LineStates now;
  for (BinPieces& group : pieces_of(segment, left.lines)) {
    try {
      OpenStore& store = world.stores.with_identity(group.store, group.identity);
      Remover(world.clock)
          .settle(*store.store, {row.run, group.target, row.place, 0}, group.headers, group.pieces, group.outcomes);
      // A held item's file is among no piece, and one of several rows goes with any of them, as in its batch.
      roll_forward(world, segment, group, left.items);
    } catch (const std::exception&) {
      std::ranges::replace(group.outcomes, WINNOW_SAME, WINNOW_FAILED);
      std::ranges::replace(group.outcomes, WINNOW_NOT_TRIED, WINNOW_FAILED);
    }
    for (std::size_t i = 0; i < group.pieces.size(); ++i) {
      switch (group.outcomes[i]) {
        case WINNOW_DONE: now[group.lines[i]] = LineState::binned; break;
        case WINNOW_SAME: now[group.lines[i]] = LineState::unsure; break;  // a row names it: it need not go
        case WINNOW_FAILED: out.left.push_back(printable(view(group.pieces[i].key))); break;
        default: break;  // not as it was copied, or not there: in doubt as before
      }
    }
  }
  if (now.empty()) return;
  for (const auto& [line, state] : now) out.moved += state == LineState::binned ? 1 : 0;
  Transaction transaction(world.state);
  BinIndex(world.state).set_lines(row.id, now, world.clock.now());
  Ledger(world.state)
      .append(world.clock.now(), "files moved",
              {{"run", row.run}, {"job", row.job}, {"segment", row.n}, {"lines", now.size()}});
  transaction.commit();
}

}  // namespace

LeftFiles move_left_files(World& world, const Lease& lease) {
  LeftFiles out;
  for (const SegmentRow& row : BinIndex(world.state).with_doubt(lease.name())) move_those_of(world, row, out);
  return out;
}

}  // namespace winnow
