#include "core/judge/protections.h"

#include <algorithm>
#include <set>

#include "core/safety/holds.h"

namespace winnow {
namespace {

/// Of rows: a table on which no job works may be held as what hangs on others.
bool has_target(const OpenStore& store, const std::string& target) {
  if (store.key_rules) return false;
  try {
    store.store->inspect(target);
    return true;
  } catch (const Error&) {
    return false;
  }
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
    if (!hold.stands(world.as_of) || hold.store != store.config->name) continue;
    if (is_answered(hold, store.config->allow, store.key_rules.has_value()) || has_target(store, hold.target))
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
