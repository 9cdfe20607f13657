#include "core/plan/difference.h"

#include <algorithm>

#include "core/base/encoding.h"
#include "core/plan/approved_form.h"
#include "core/plan/planner.h"
#include "core/plan/spool.h"
#include "core/state/approvals.h"

namespace winnow {
namespace {

/// What a version would remove: the items on disk, and a number for each in memory, by which they are compared. Of
/// ten million items the numbers take 80 MB.
class Outcome {
 public:
  explicit Outcome(const Version& version) : version_(version), spool_(version.world->config.state.parent_path()) {
    if (!version.job || !version.job->enabled) return;
    const Setup setup = set_up(*version.job, *version.world);
    form_ = setup.form;
    lease_ = setup.lease;
    if (!setup.selection) return;
    PlanSinks sinks;
    sinks.nominated = [&](const PlannedItem& item) {
      spool_.add(item);
      all_.items += 1;
      all_.bytes += item.bytes;
      numbers_.push_back(number_of(item.key));
    };
    Tally tally;
    weigh(setup, *setup.selection, *version.world, tally, sinks);
    ages_ = std::move(tally.ages);
    std::sort(numbers_.begin(), numbers_.end());
  }

  const Share& all() const { return all_; }
  const std::vector<AgeStep>& ages() const { return ages_; }
  const std::optional<Form>& form() const { return form_; }

  /// The items that `other` would not remove.
  Share without(const Outcome& other) {
    Share out;
    PlannedItem item;
    for (spool_.rewind(); spool_.next(item);) {
      if (other.has(number_of(item.key))) continue;
      ++out.items;
      out.bytes += item.bytes;
      if (out.samples.size() < kSamples)
        out.samples.push_back({item.key, item.time, version_.world->host.words(item.reason)});
    }
    return out;
  }

 private:
  /// Equal for the same item of the same store and target only, but for one chance in 2^64 a pair.
  std::uint64_t number_of(const std::string& key) const {
    Sha256 hash;
    hash.add_field(lease_);
    hash.add_field(key);
    return std::stoull(hash.hex().substr(0, 16), nullptr, 16);
  }
  bool has(std::uint64_t number) const { return std::binary_search(numbers_.begin(), numbers_.end(), number); }

  const Version& version_;
  Spool spool_;
  std::string lease_;
  std::optional<Form> form_;
  Share all_;
  std::vector<AgeStep> ages_;
  std::vector<std::uint64_t> numbers_;
};

bool works(const Version& version) {
  return version.job && version.job->enabled;
}

}  // namespace

JobDifference difference(const std::string& job, const Version& before, const Version& after) {
  JobDifference out;
  out.job = job;
  const Version& named = after.job ? after : before;
  out.store = named.job->store;
  out.target = named.job->target;
  try {
    Outcome old_one(before), new_one(after);
    out.before = old_one.all();
    out.after = new_one.all();
    out.ages = new_one.ages();
    out.more = new_one.without(old_one);
    out.less = old_one.without(new_one);
    if (old_one.form() && new_one.form()) out.changes = compare_forms(old_one.form()->json, new_one.form()->json);
  } catch (const std::exception& error) {
    out.trouble = error.what();
  }
  const bool same = out.trouble.empty() && out.changes.empty() && out.more.items + out.less.items == 0;
  out.kind = !works(before) && works(after)   ? JobDifference::Kind::added
             : works(before) && !works(after) ? JobDifference::Kind::dropped
             : same                           ? JobDifference::Kind::same
                                              : JobDifference::Kind::changed;
  return out;
}

std::optional<JobConfig> approved_version(const std::string& job, World& world) {
  const std::optional<Approval> approval = Approvals(world.state).of(job);
  return approval ? std::optional(job_of(*approval, world)) : std::nullopt;
}

std::string_view word_of(JobDifference::Kind kind) {
  switch (kind) {
    case JobDifference::Kind::changed: return "changed";
    case JobDifference::Kind::same: return "same";
    case JobDifference::Kind::added: return "added";
    case JobDifference::Kind::dropped: return "dropped";
  }
  return "";
}

}  // namespace winnow
