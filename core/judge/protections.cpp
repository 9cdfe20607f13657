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
    // Of files only what `allow` says: one that is held may have been deleted by its application.
    const bool allowed = is_answered(hold, store.config->allow, store.key_rules.has_value());
    if (store.key_rules ? allowed : has_table(store, hold.target) || (allowed && has_copies(hold, world))) continue;
    return hold.id + " stands on " + hold.store + "/" + hold.target +
           ", which is not there by that name, so that it " +
           "holds nothing: was that renamed? Add a hold on what it is called now, and keep the old name in `allow` "
           "while " +
           "copies of then lie in the bin, or release this hold once there are none";
  }
  return {};
}

}  // namespace winnow
