#include "core/apply/purge_planned.h"

#include <algorithm>

#include "core/apply/purge.h"
#include "core/apply/still_wanted.h"
#include "core/base/failure.h"
#include "core/plan/second_look.h"

namespace winnow {
namespace {

/// The lines of those that still may go, as they are now.
LineSet still_fine(const BatchContext& context, std::span<const PlannedItem> items) {
  const Setup& setup = context.setup;
  std::vector<std::string_view> keys;
  for (const PlannedItem& item : items) keys.push_back(item.key);
  const FetchedNow now(setup, keys);
  const std::vector<Decision> now_is = second_look(setup, context.world, now.items());
  std::vector<std::int64_t> lines;
  for (std::size_t i = 0; i < now_is.size(); ++i) {
    if (now_is[i].answer == Answer::nominate) lines.push_back(BinId::parse(view(now.items()[i].key)).line);
  }
  return LineSet::of(std::move(lines));
}

void count(const PurgeResult& result, Tally& tally) {
  tally.removed += result.items;
  tally.removed_bytes += result.bytes;
  tally.changed += result.changed + result.held;
  tally.failed += result.failed;
  if (result.locked > 0) winnow::count(tally.kept, "refused by its store", result.locked);
  const auto add = [](const std::vector<std::string>& words, std::vector<std::string>& to) {
    for (const std::string& one : words) {
      if (to.size() < kMostErrors) to.push_back(one);
    }
  };
  add(result.errors, tally.errors);
  add(result.notes, tally.notes);
}

/// All of one segment.
void purge_some(const BatchContext& context, std::span<const PlannedItem> items) {
  World& world = context.world;
  const LineSet lines = still_fine(context, items);
  const auto fine = static_cast<std::uint64_t>(lines.count());
  context.tally.changed += items.size() - fine;
  if (lines.empty()) return;
  PurgeOrder order;
  order.job = context.setup.job->name;
  order.reason = context.setup.selection->reason;
  order.names = &context.setup.bin->names;
  order.marked = [&](std::uint64_t marked) {
    context.lease.check(world.state);
    check_still_wanted(context);
    context.breaker.draw(world.run, marked, context.over);
    const bool over = context.over == OverLimits::allowed;
    const std::int64_t paid = over ? context.breaker.paid_of(static_cast<std::int64_t>(marked)) : 0;
    context.breaker.spend_allowance(paid);
    Reservations(world.state).count_purge(world.run, order.job, world.as_of, marked, paid);
  };
  try {
    count(purge_items(world, BinId::parse(items.front().key), lines, order), context.tally);
  } catch (const Failure& failure) {
    if (failure.kind() != FailureKind::locked) throw;
    PurgeResult locked;
    locked.failed = fine;
    locked.errors.push_back(std::string(segment_of(items.front())) + ": another run works where it came from");
    count(locked, context.tally);
  }
}

}  // namespace

std::string_view segment_of(const PlannedItem& item) {
  return std::string_view(item.key).substr(0, item.key.rfind('#'));
}

void purge_planned(const BatchContext& context, std::span<const PlannedItem> items) {
  while (!items.empty()) {
    const auto other = std::find_if(items.begin(), items.end(), [&](const PlannedItem& item) {
      return segment_of(item) != segment_of(items.front());
    });
    const auto size = static_cast<std::size_t>(other - items.begin());
    purge_some(context, items.first(size));
    items = items.subspan(size);
  }
}

}  // namespace winnow
