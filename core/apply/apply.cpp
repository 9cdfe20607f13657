#include "core/apply/apply.h"

#include <sys/statvfs.h>

#include <algorithm>
#include <utility>

#include "core/apply/batch.h"
#include "core/apply/batch_size.h"
#include "core/apply/purge_planned.h"
#include "core/base/failure.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/plan/second_look.h"

namespace winnow {
namespace {

constexpr std::size_t kPurgedAtOnce = 1000;  // items, and what else is in their segment
constexpr std::size_t kSetsAtOnce = 10;      // each of many rows, whose table stands still for all of a batch
constexpr Span kMostLocked = std::chrono::milliseconds(100);  // other writers of the store wait as long
constexpr Span kMostParking = std::chrono::seconds(1);  // nobody waits for files and objects but a signal to stop
constexpr std::uint64_t kBatchBytes = 16 * 1024 * 1024;
constexpr std::size_t kBatchGroups = 200;  // each stands in the filter with which its group is scanned again

/// Cuts what was planned into batches.
class BatchCutter {
 public:
  explicit BatchCutter(const Setup& setup)
      : parked_(setup.store->parks),
        sets_(setup.store->identity.starts_with(kSetsOf)),
        purges_(setup.bin != nullptr),
        size_(parked_ ? kMostParking : kMostLocked) {}

  void took(std::size_t items, Span time) { size_.took(items, time); }

  void add(PlannedItem item) {
    bytes_ += item.bytes;
    if (items_.empty() || items_.back().group != item.group) ++groups_;
    items_.push_back(std::move(item));
  }
  /// Whether the batch is to go before this item is added.
  bool is_full_before(const PlannedItem& next) const {
    if (items_.empty()) return false;
    if (groups_ >= kBatchGroups || (sets_ && items_.size() >= kSetsAtOnce)) return true;
    // A segment of the bin is taken as a whole: each part would mean to write the rest of it anew.
    if (purges_) return items_.size() >= kPurgedAtOnce && segment_of(next) != segment_of(items_.back());
    return items_.size() >= size_.most() || (!parked_ && bytes_ >= kBatchBytes);
  }
  std::vector<PlannedItem> take() {
    bytes_ = 0;
    groups_ = 0;
    return std::exchange(items_, {});
  }

 private:
  bool parked_;  ///< what is parked as it is weighs nothing in the segment
  bool sets_;    ///< each item holds many
  bool purges_;  ///< the items are the bin's
  BatchSize size_;
  std::vector<PlannedItem> items_;
  std::uint64_t bytes_ = 0;
  std::size_t groups_ = 0;
};

/// Throws Failure when the bin's file system is fuller than the TOML wants.
void check_free_space(const Config& config) {
  struct statvfs info {};
  make_folders(config.trash);
  if (::statvfs(config.trash.c_str(), &info) != 0 || info.f_blocks == 0) return;
  const double share = static_cast<double>(info.f_bavail) / static_cast<double>(info.f_blocks);
  if (share < config.trash_min_free) {
    throw Failure(config.trash.string(), "less than min_free is left on the bin's file system",
                  "purge the bin, or make room");
  }
}

/// Waits until `tried` items are due, at the pace that the job's limits set.
void keep_pace(const Removal& removal, std::uint64_t tried, Span began) {
  const std::optional<double>& pace = removal.setup.job->limits.pace;
  if (!pace) return;
  const World& world = removal.world;
  const Span due =
      std::chrono::duration_cast<Span>(std::chrono::duration<double>(static_cast<double>(tried) / *pace));
  while (!world.host.stopping() && world.clock.since_boot() - began < due) {
    world.clock.wait(std::min<Span>(std::chrono::milliseconds(200), due - (world.clock.since_boot() - began)));
  }
}

/// Tells the store which batch will follow, so that it can read ahead; and in the end that none will, whatever the
/// end was. What it reads it may hold locked: it is told of no batch for which others would have to wait longer
/// than for one, because a pace or the moving of files comes first.
class Outlook {
 public:
  explicit Outlook(const Setup& setup)
      : setup_(setup), looks_(!setup.bin && !setup.job->limits.pace && setup.links.empty()) {}
  ~Outlook() {
    try {
      if (looks_) setup_.store->store->expect(setup_.job->target, {});
    } catch (const std::exception&) {
      // What is locked is free again when the store's connection ends.
    }
  }
  Outlook(const Outlook&) = delete;
  Outlook& operator=(const Outlook&) = delete;

  void expect(std::span<const PlannedItem> batch) {
    if (!looks_ || batch.empty()) return;
    std::vector<std::string_view> keys;
    for (const PlannedItem& item : batch) keys.push_back(item.key);
    setup_.store->store->expect(setup_.job->target, keys);
  }

 private:
  const Setup& setup_;
  const bool looks_;
};

}  // namespace

void apply_plan(const Removal& removal, Spool& plan, JobReport& report) {
  const auto& [setup, world, lease, breaker, progress] = removal;
  Tally& tally = report.tally;
  const BatchContext context{setup,   world, lease,
                             breaker, tally, report.judgement.allowed > 0 ? OverLimits::allowed : OverLimits::no};
  BatchCutter batch(setup);
  Outlook outlook(setup);
  std::int64_t n = 0;
  std::uint64_t tried = 0;
  const Span began = world.clock.since_boot();
  const auto flush = [&](std::vector<PlannedItem> items, std::span<const PlannedItem> after) {
    if (items.empty()) return;
    if (!setup.bin) check_free_space(world.config);
    const std::size_t planned = items.size();
    items = still_nominated(setup, world, std::move(items));
    tally.changed += planned - items.size();
    if (setup.bin) {
      purge_planned(context, items);
    } else if (!items.empty()) {
      const Span start = world.clock.since_boot();
      outlook.expect(after);
      remove_batch(context, ++n, items);
      batch.took(items.size(), world.clock.since_boot() - start);
    }
    tried += planned;
    if (progress) progress(tally);
    keep_pace(removal, tried, began);
  };
  report.status = JobStatus::applied;
  plan.rewind();
  try {
    std::vector<PlannedItem> full;  // goes when the next one is known
    for (PlannedItem item; !world.host.stopping() && plan.next(item);) {
      if (batch.is_full_before(item)) {
        std::vector<PlannedItem> after = batch.take();
        flush(std::exchange(full, {}), after);
        full = std::move(after);
      }
      batch.add(std::move(item));
    }
    std::vector<PlannedItem> last = batch.take();
    if (!world.host.stopping()) flush(std::move(full), last);
    if (!world.host.stopping()) flush(std::move(last), {});
  } catch (const std::exception& error) {
    // A disk that is full or a store that went away must not hide what had been done before.
    report.message = error.what();
    if (world.host.stopping()) {
      tally.errors.push_back(report.message);
    } else {
      report.status = JobStatus::failed;
    }
  }
  if (report.status == JobStatus::failed || (tally.failed == 0 && tally.stuck == 0 && tried == tally.nominated))
    return;
  report.status = JobStatus::partial;
  if (tried < tally.nominated) {
    report.message = std::string(world.host.why_stopping()) + ": " +
                     count_of(tally.nominated - tried, "is", "are") + " left for the next run";
  }
}

}  // namespace winnow
