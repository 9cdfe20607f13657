#include "core/judge/protections.h"

#include <algorithm>
#include <set>

#include "core/safety/holds.h"
#include "core/state/bin_index.h"

namespace winnow {
namespace {

/// Of rows: a table on which no job works may be held as what hangs on others. A view holds none.
bool has_table(const OpenStore& store, const std::string& target) {
  try {
    store.store->inspect(target);
    return true;
  } catch (const Error& error) {
    if (error.code() != WINNOW_BAD_CONFIG) throw failure_of("store " + store.config->name, error);
    return false;
  }
}

/// Whether a copy lies in the bin that the hold may cover.
bool has_copies(const Hold& hold, World& world) {
  SegmentQuery query;
  query.store = hold.store;
  query.target = hold.target;
  query.keys = {hold.keys.begin(), hold.keys.end()};
  BinIndex bin(world.state);
  const std::vector<SegmentRow> segments = bin.find(query);
  return std::ranges::any_of(segments, [&bin](const SegmentRow& row) {
    return std::ranges::any_of(bin.lines(row), [](const auto& line) { return is_needed(line.second); });
  });
}

/// Of files and objects: whether any is there that the hold covers, as far as `allow` lets us look.
bool has_items(const OpenStore& store, const Hold& hold) {
  bool found = false;
  const auto see = [&found](std::span<const winnow_item> items) {
    found = found || !items.empty();
    return found ? Next::stop : Next::more;
  };
  try {
    if (!hold.keys.empty()) {
      Selection selection;
      selection.target = store.config->allow.front();
      const std::vector<std::string_view> keys(hold.keys.begin(), hold.keys.end());
      store.store->fetch(selection, keys, see);
      return found;
    }
    for (const std::string& entry : store.config->allow) {
      Selection selection;
      if (allows(entry, hold.target)) selection.target = hold.target;
      if (allows(hold.target, entry)) selection.target = entry;
      if (!found && !selection.target.empty()) store.store->scan(selection, see);
    }
  } catch (const Error& error) {
    if (error.code() != WINNOW_STOPPED) throw failure_of("store " + store.config->name, error);
  }
  return found;
}

}  // namespace

std::vector<Reference> named_by_other_jobs(const JobConfig& job, ItemsAre items, const Config& config) {
  const bool all = job.works_on == WorksOn::bin;
  std::set<std::string> of_files;  // the stores
  if (items == ItemsAre::files) of_files.insert(job.store);
  for (const FileLink& link : job.files) of_files.insert(link.store);
  std::vector<Reference> out;
  for (const JobConfig& other : config.jobs) {
    if (other.name == job.name || other.works_on == WorksOn::bin) continue;
    bool refers = all || of_files.contains(other.store) || (other.store == job.store && other.target == job.target);
    for (const FileLink& link : other.files) {
      if (!all && !of_files.contains(link.store)) continue;
      refers = true;
      out.push_back({other.store, other.target, link.column, link.place, link.spelling});
    }
    if (refers) out.insert(out.end(), other.references.begin(), other.references.end());
  }
  return out;
}

std::string unanswered_hold(const OpenStore& store, World& world) {
  for (const Hold& hold : HoldRows(world.state).all()) {
    if (!hold.stands(world.as_of) || hold.store != store.config->name || hold.target.empty()) continue;
    const bool is_there = store.key_rules ? has_items(store, hold) : has_table(store, hold.target);
    if (is_there ||
        (is_answered(hold, store.config->allow, store.key_rules.has_value()) && has_copies(hold, world)))
      continue;
    return hold.id + " stands on " + hold.store + "/" + hold.target +
           ", which is not there by that name, so that it " +
           "holds nothing: was that renamed? Add a hold on what it is called now, and keep the old name in `allow` "
           "while " +
           "copies of then lie in the bin, or release this hold once there are none";
  }
  return {};
}

}  // namespace winnow
