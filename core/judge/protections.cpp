#include "core/judge/protections.h"

#include <algorithm>
#include <set>

namespace winnow {

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

}  // namespace winnow
