#include "core/apply/settling.h"

#include <algorithm>

#include "core/apply/remover.h"
#include "core/apply/roll_forward.h"
#include "core/base/failure.h"
#include "core/bin/bin_items.h"
#include "core/bin/bin_pieces.h"
#include "core/bin/tombstones.h"
#include "core/state/ledger.h"
#include "core/state/reservations.h"

namespace winnow {
namespace {

using LineStates = std::map<std::int64_t, LineState>;

void ask_stores(World& world, const Segment& segment, std::vector<BinPieces>& groups) {
  const Remover remover(world.clock);
  for (BinPieces& group : groups) {
    OpenStore& store = world.stores.with_identity(group.store, group.identity);
    remover.settle(*store.store, {segment.header.run, group.target, segment.header.place, 0}, group.headers,
                   group.pieces, group.outcomes);
  }
}

/// What is seen nowhere was promised to the bin: it may be out of sight, or a person took it. It is not forgotten.
bool unknown(winnow_outcome outcome) {
  return outcome == WINNOW_NOT_TRIED || outcome == WINNOW_IN_DOUBT || outcome == WINNOW_GONE;
}

/// The items of the batch that are no longer there. Their dependants, and what hangs on them, do not count.
std::set<std::int64_t> gone_items(const Segment& segment, const BinPieces& own) {
  std::map<std::int64_t, winnow_outcome> items;
  for (std::size_t i = 0; i < own.pieces.size(); ++i) {
    // Dependants were put before what they hang on, so an item's last piece in the target is its own.
    if (view(own.pieces[i].target) == segment.header.target) items[own.owners[i].front()] = own.outcomes[i];
  }
  std::set<std::int64_t> out;
  for (const auto& [item, outcome] : items) {
    if (outcome == WINNOW_DONE) out.insert(item);
  }
  return out;
}

/// What the lines of the target's own store are, where they are not simply binned.
void judge_own(World& world, const BinPieces& own, LineStates& others) {
  const bool parks = world.stores.with_identity(own.store, own.identity).parks;
  for (std::size_t i = 0; i < own.pieces.size(); ++i) {
    const winnow_outcome outcome = own.outcomes[i];
    if (outcome == WINNOW_DONE) continue;
    // What lives and is not as it was copied may be the item itself, changed before the batch would have gone, or
    // another that took its key afterwards, and what became of the others does not tell which: the old copy is
    // kept. A store that parks its copies has looked for this one and not found it.
    const bool doubt = unknown(outcome) || (outcome == WINNOW_CHANGED && !parks);
    others[own.lines[i]] = doubt ? LineState::in_doubt : LineState::unsure;
  }
}

/// A file that must go and did not is tried again (left_files.h).
void judge_linked(const BinPieces& files, LineStates& others) {
  for (std::size_t i = 0; i < files.pieces.size(); ++i) {
    if (files.outcomes[i] == WINNOW_DONE) continue;
    const bool doubt = unknown(files.outcomes[i]) || files.outcomes[i] == WINNOW_FAILED;
    others[files.lines[i]] = doubt ? LineState::in_doubt : LineState::unsure;
  }
}

}  // namespace

std::size_t settle_removal(World& world, const SegmentRow& row) {
  const Segment segment = read_segment(world.medium, row);
  std::vector<BinPieces> groups = pieces_of(segment, row.taken);
  ask_stores(world, segment, groups);
  LineStates others;
  std::set<std::int64_t> gone;
  std::int64_t counted = 0;
  for (const BinPieces& group : groups) {
    if (group.identity != row.identity) continue;
    gone = gone_items(segment, group);
    judge_own(world, group, others);
    // How many rows went or may have gone, what hangs on the items among them: a limit counts what is in doubt.
    counted = rows_of(group, [&](std::size_t i) {
      const auto state = others.find(group.lines[i]);
      return state == others.end() || state->second != LineState::unsure;
    });
  }
  for (BinPieces& group : groups) {
    if (group.identity == row.identity) continue;
    roll_forward(world, segment, group, gone);
    judge_linked(group, others);
  }
  const auto removed = static_cast<std::int64_t>(gone.size());
  Transaction transaction(world.state);
  BinIndex(world.state).settle(row.id, counted, others, world.clock.now());
  Reservations(world.state).spend_allowance(row.job, std::min(row.let_through, counted));
  Ledger(world.state)
      .append(world.clock.now(), "settled",
              {{"run", row.run}, {"job", row.job}, {"segment", row.n}, {"removed", removed}, {"recovered", true}});
  transaction.commit();
  return static_cast<std::size_t>(std::ranges::count(others, LineState::in_doubt, &LineStates::value_type::second));
}

void settle_restore(World& world, const SegmentRow& row) {
  const Segment segment = read_segment(world.medium, row);
  std::vector<BinPieces> groups = pieces_of(segment, row.pending_lines);
  ask_stores(world, segment, groups);
  LineStates lines;
  for (const BinPieces& group : groups) {
    for (std::size_t i = 0; i < group.pieces.size(); ++i) {
      LineState& line = lines[group.lines[i]];
      switch (group.outcomes[i]) {
        case WINNOW_SAME: line = LineState::restored; break;
        case WINNOW_DONE: line = LineState::binned; break;
        case WINNOW_CHANGED: line = LineState::conflict; break;
        default: line = LineState::in_doubt;
      }
    }
  }
  Transaction transaction(world.state);
  BinIndex(world.state).end(row.id, lines, world.clock.now());
  Ledger(world.state)
      .append(world.clock.now(), "restore settled", {{"run", row.run}, {"job", row.job}, {"segment", row.n}});
  transaction.commit();
}

LineSet gone_of(World& world, const SegmentRow& row, const Segment& segment, const LineSet& parked) {
  std::vector<std::int64_t> gone;
  for (BinPieces& group : pieces_of(segment, parked)) {
    OpenStore& store = world.stores.with_identity(group.store, group.identity);
    if (!store.parks) continue;  // its copies are in the segment itself
    Remover(world.clock)
        .settle(*store.store, {row.run, group.target, row.place, 0}, group.headers, group.pieces, group.outcomes);
    for (std::size_t i = 0; i < group.pieces.size(); ++i) {
      if (group.outcomes[i] == WINNOW_GONE) gone.push_back(group.lines[i]);
    }
  }
  return LineSet::of(std::move(gone));
}

TornItems torn_items(World& world, const SegmentRow& row, const Segment& segment,
                     const std::vector<const BinItem*>& items, const LineSet& parked) {
  TornItems out;
  std::set<std::int64_t> asked;
  std::vector<std::int64_t> lines;
  for (const BinItem* item : items) {
    std::vector<std::int64_t> own;
    for (const SegmentLine* line : item->lines) {
      const bool apart = segment.parts[line->part].identity != row.identity;  // rows lie in the segment itself
      if (apart && parked.contains(line->number)) own.push_back(line->number);
    }
    if (own.size() < 2) continue;
    asked.insert(item->number);
    lines.insert(lines.end(), own.begin(), own.end());
  }
  if (asked.empty()) return out;
  std::vector<BinPieces> groups = pieces_of(segment, LineSet::of(std::move(lines)));
  try {
    ask_stores(world, segment, groups);
  } catch (const std::exception& error) {
    for (const std::int64_t item : asked) out.unknown.emplace(item, error.what());
    return out;
  }
  for (const BinPieces& group : groups) {
    for (std::size_t i = 0; i < group.pieces.size(); ++i) {
      const winnow_outcome outcome = group.outcomes[i];
      if (outcome == WINNOW_DONE) continue;
      const bool doubt = outcome == WINNOW_NOT_TRIED || outcome == WINNOW_IN_DOUBT;
      if (!doubt) out.lines.push_back(group.lines[i]);
      for (const std::int64_t owner : group.owners[i]) {
        if (!asked.contains(owner)) continue;
        doubt
            ? out.unknown.emplace(owner, "nobody can tell whether a copy of it is there, so all of it was kept")
            : out.missing.emplace(owner, "a parked copy was not there; it is in doubt now, and the rest was kept");
      }
    }
  }
  return out;
}

void settle_purge(World& world, const SegmentRow& row) {
  LineSet gone;
  if (!row.place.empty() && world.medium.has(row.path)) {
    const std::map<std::int64_t, LineState> states = BinIndex(world.state).lines(row);
    LineSet parked;
    row.pending_lines.each([&](std::int64_t line) {
      if (is_needed(states, line)) parked.add(line);
    });
    gone = gone_of(world, row, read_segment(world.medium, row), parked);
  }
  clean_up(world.state, world.medium, row, gone, world.clock.now());
}

}  // namespace winnow
