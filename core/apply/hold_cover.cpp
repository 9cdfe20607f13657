#include "core/apply/hold_cover.h"

#include <algorithm>
#include <set>

#include "core/apply/recovery.h"
#include "core/base/failure.h"
#include "core/bin/segment.h"
#include "core/state/bin_index.h"

namespace winnow {
namespace {

constexpr Span kPatience = std::chrono::seconds(30);
constexpr Span kLook = std::chrono::milliseconds(100);

/// What a hold on a whole store covers: the targets that the TOML names one by one.
std::set<std::string> targets_of(const Hold& hold, const World& world) {
  if (!hold.target.empty()) return {hold.target};
  std::set<std::string> out;
  for (const std::string& entry : world.config.store(hold.store).allow) {
    if (!entry.ends_with('*')) out.insert(entry);
  }
  for (const JobConfig& job : world.config.jobs) {
    if (job.store == hold.store) out.insert(job.target);
  }
  return out;
}

std::uint64_t count_keys(Store& store, const Selection& selection, const Hold& hold, const Holds& holds) {
  std::uint64_t count = 0;
  const std::vector<std::string_view> keys(hold.keys.begin(), hold.keys.end());
  store.fetch(selection, keys, [&](std::span<const winnow_item> items) {
    for (const winnow_item& item : items) count += holds.held(view(item.key), item.fields, item.time) ? 1 : 0;
    return Next::more;
  });
  return count;
}

std::uint64_t count_scanned(Store& store, const Selection& selection, const Holds& holds) {
  std::uint64_t count = 0;
  store.scan(selection, [&](std::span<const winnow_item> items) {
    for (const winnow_item& item : items) count += holds.held(view(item.key), item.fields, item.time) ? 1 : 0;
    return Next::more;
  });
  return count;
}

std::optional<std::uint64_t> count_live(World& world, const Hold& hold, const std::string& target) {
  Store& store = *world.stores.get(hold.store).store;
  if (hold.keys.empty() && hold.where.empty()) return store.total(target);
  Holds holds = Holds::of(hold, {hold.store, hold.identity, target}, world.as_of, world.config.zone);
  Selection selection;
  selection.target = target;
  selection.fields = holds.fields();
  holds.bind(selection);
  return hold.keys.empty() ? count_scanned(store, selection, holds) : count_keys(store, selection, hold, holds);
}

/// Items of one segment that lie in the bin and are covered; the lines of one item count once.
std::uint64_t count_binned(World& world, const Hold& hold, const SegmentRow& row) {
  Segment segment;
  try {
    segment = read_segment(world.medium, row);
  } catch (const Failure&) {
    return static_cast<std::uint64_t>(row.items);  // in doubt it holds
  }
  const std::map<std::int64_t, LineState> states = BinIndex(world.state).lines(row);
  std::vector<Holds> holds;
  for (const SegmentPart& part : segment.parts) {
    holds.push_back(Holds::of(hold, {part.store, part.identity, part.target}, world.as_of, world.config.zone));
  }
  std::set<std::int64_t> items;
  for (const SegmentLine& line : segment.lines) {
    const auto state = states.find(line.number);
    const bool here = state != states.end() && state->second == LineState::binned;
    if (!here || !holds.at(line.part).held_in_bin(line.key)) continue;
    for (const std::int64_t owner : line.owners()) items.insert(owner);
  }
  return items.size();
}

/// Batches and purges that were begun and not ended, of anything that the hold may cover. Files hang on the rows of
/// other stores, so a batch that parked something counts for every store.
std::vector<SegmentRow> in_hand(World& world, const Hold& hold) {
  std::vector<SegmentRow> rows = BinIndex(world.state).find(SegmentQuery{});
  std::erase_if(rows, [&](const SegmentRow& row) {
    const bool ended = row.at_rest();
    const bool here = row.store == hold.store || row.identity == hold.identity || !row.place.empty();
    return ended || !here || row.pending == Pending::restoring;
  });
  return rows;
}

}  // namespace

HoldCover cover_of(World& world, const Hold& hold) {
  HoldCover out;
  try {
    out.live = 0;
    for (const std::string& target : targets_of(hold, world)) {
      const auto count = count_live(world, hold, target);
      out.live = count && out.live ? std::optional(*out.live + *count) : std::nullopt;
    }
  } catch (const std::exception& error) {
    out.live.reset();
    out.trouble = error.what();
  }
  SegmentQuery query;
  query.keys.insert(hold.keys.begin(), hold.keys.end());
  std::vector<SegmentRow> rows = BinIndex(world.state).find(query);
  if (!query.keys.empty()) {
    // A set of rows is not known by the keys of those.
    for (SegmentRow& row : BinIndex(world.state).find(SegmentQuery{})) {
      if (row.identity.starts_with(kSetsOf)) rows.push_back(std::move(row));
    }
  }
  for (const SegmentRow& row : rows) {
    if (row.lines == LineState::purged) continue;
    out.binned += count_binned(world, hold, row);
  }
  return out;
}

Latecomers settle_latecomers(World& world, const Hold& hold) {
  Latecomers out;
  std::vector<SegmentRow> rows = in_hand(world, hold);
  for (const SegmentRow& row : rows) {
    if (row.pending == Pending::purging) {
      out.purging += static_cast<std::uint64_t>(row.pending_lines.count());
    } else {
      out.removing += static_cast<std::uint64_t>(row.items);
    }
  }
  const Span began = world.clock.since_boot();
  while (!rows.empty() && !settle_where_free(world, rows)) {
    if (world.clock.since_boot() - began > kPatience) {
      out.settled = false;
      break;
    }
    world.clock.wait(kLook);
    rows = in_hand(world, hold);
  }
  out.settled = out.settled && in_hand(world, hold).empty();
  return out;
}

}  // namespace winnow
