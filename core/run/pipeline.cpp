#include "core/run/pipeline.h"

#include <sys/statvfs.h>

#include <utility>

#include "core/base/encoding.h"
#include "core/base/failure.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/run/batch.h"
#include "core/run/recovery.h"
#include "core/run/run_record.h"
#include "core/run/second_look.h"
#include "core/safety/approvals.h"
#include "core/safety/breaker.h"
#include "core/safety/gates.h"
#include "core/state/ledger.h"

namespace winnow {
namespace {

constexpr std::size_t kBatchItems = 1000;
constexpr std::uint64_t kBatchBytes = 16 * 1024 * 1024;
constexpr std::size_t kBatchGroups = 200;  // each stands in the filter with which its group is scanned again
constexpr double kShare = 0.5;

/// Cuts what was planned into batches.
class BatchCutter {
 public:
  /// Items that are parked as they are weigh nothing in the segment.
  explicit BatchCutter(bool parked) : parked_(parked) {}

  void add(PlannedItem item) {
    bytes_ += item.bytes;
    if (items_.empty() || items_.back().group != item.group) ++groups_;
    items_.push_back(std::move(item));
  }
  bool full() const {
    return items_.size() == kBatchItems || groups_ == kBatchGroups || (!parked_ && bytes_ >= kBatchBytes);
  }
  bool empty() const { return items_.empty(); }
  std::vector<PlannedItem> take() {
    bytes_ = 0;
    groups_ = 0;
    return std::exchange(items_, {});
  }

 private:
  bool parked_;
  std::vector<PlannedItem> items_;
  std::uint64_t bytes_ = 0;
  std::size_t groups_ = 0;
};

class Pipeline {
 public:
  Pipeline(const JobTask& task, World& world) : task_(task), job_(*task.job), world_(world) {
    report_.job = job_.name;
    report_.rule = job_.plugin.empty() ? job_.policy : job_.plugin;
    report_.store = job_.store;
    report_.target = job_.target;
    report_.limits = job_.limits;
  }

  JobReport run() {
    const Span began = world_.clock.since_boot();
    try {
      work();
    } catch (const Failure& failure) {
      report_.status = failure.kind() == FailureKind::locked ? JobStatus::locked : JobStatus::failed;
      report_.message = failure.what();
    } catch (const std::exception& error) {
      report_.status = JobStatus::failed;
      report_.message = error.what();
    }
    if (report_.status == JobStatus::failed) report_.tally.errors.push_back(report_.message);
    judge_findings();
    end_record();
    report_.took = world_.clock.since_boot() - began;
    return std::move(report_);
  }

 private:
  void work() {
    Setup setup = set_up(job_, world_);
    report_.fingerprint = setup.form.fingerprint;
    report_.cutoff = setup.cutoff;
    std::optional<Lease> lease;
    if (task_.mode == Mode::apply) {
      lease.emplace(world_.state, setup.lease);
      check_bin_belongs_to_state(world_);
      if (std::string words = settle_target(world_, *lease); !words.empty()) report_.tally.notes.push_back(words);
    }
    begin_record(world_, setup, task_.mode == Mode::apply ? "apply" : "plan");
    recorded_ = true;

    const double share = (setup.rule.flags & WINNOW_WHOLE_TARGET_IS_FINE) != 0 ? 1.0 : kShare;
    Breaker breaker(world_.state, job_.name, job_.limits, share, Action::remove, world_.as_of);
    std::optional<Spool> spool;
    if (task_.mode == Mode::apply) spool.emplace(world_.config.state.parent_path());
    plan(setup, spool ? &*spool : nullptr);
    const PlanSize size{report_.tally.nominated, report_.tally.total};
    report_.judgement = breaker.judge(size);
    remember(setup);
    const auto approval = approval_of(world_.state.db(), job_.name);
    report_.approved = approval && approval->form.fingerprint == setup.form.fingerprint;
    if (std::string blocker = blocker_of(setup); !blocker.empty()) {
      if (task_.mode == Mode::apply && report_.tally.nominated > 0) throw Failure(job_.place("").text(), blocker);
      report_.tally.notes.push_back("apply would be refused: " + blocker);
    }
    if (task_.mode == Mode::plan) return note_gates();
    if (!report_.approved) return needs_approval();
    if (gated()) return;
    if (trips(breaker, setup, size)) return;
    remove(setup, *lease, breaker, *spool);
  }

  void plan(const Setup& setup, Spool* spool) {
    if (!setup.selection) {
      report_.tally.notes.push_back("no retention is set: it never removes anything");
      return;
    }
    PlanSinks sinks;
    sinks.lines = task_.lines;
    sinks.progress = task_.progress;
    Sha256 digest;
    if (spool != nullptr) {
      sinks.nominated = [spool, &digest](const PlannedItem& item) {
        spool->add(item);
        digest.add_field(item.key);
        digest.add_field(item.version);
      };
    }
    try {
      report_.tally.total = setup.store->store->total(job_.target);
    } catch (const Error& error) {
      throw failure_of("store " + job_.store, error);
    }
    weigh(setup, *setup.selection, world_, report_.tally, sinks);
    // A digest of keys could be guessed where they are few, so it is keyed as their names in the ledger are.
    if (spool != nullptr) report_.plan_digest = world_.state.key_name("plan", job_.name, digest.hex());
    report_.findings = world_.host.findings();
  }

  /// A check that does not hold fails the job, whatever else became of it; a tripped breaker is not talked over.
  void judge_findings() {
    std::string words;
    for (const Finding& finding : report_.findings) {
      if (finding.fine) continue;
      report_.tally.errors.push_back("the check found: " + finding.words);
      words += (words.empty() ? "the check failed: " : "; ") + finding.words;
    }
    if (words.empty() || report_.status == JobStatus::tripped) return;
    report_.status = JobStatus::failed;
    report_.message = words + (report_.message.empty() ? "" : "; " + report_.message);
  }

  void remember(const Setup& setup) {
    Transaction transaction(world_.state.db());
    remember_plan(
        world_.state.db(), job_.name,
        {world_.run, world_.as_of, setup.form, report_.tally.nominated, setup.cutoff, report_.judgement.words});
    transaction.commit();
  }

  void needs_approval() {
    report_.status = JobStatus::needs_approval;
    const auto approval = approval_of(world_.state.db(), job_.name);
    report_.message =
        "needs approval: would remove " + with_commas(report_.tally.nominated) +
        (approval ? ", and its form changed since it was approved on " + iso_minutes(approval->at) : "") +
        "; look at the plan, then run: winnow approve " + job_.name;
  }

  std::string judge_gates_of_job() {
    report_.gates = judge_gates(job_, world_.config, {world_.environment, world_.clock, world_.host});
    return closed_words(report_.gates);
  }

  void note_gates() {
    if (const std::string words = judge_gates_of_job(); !words.empty()) report_.tally.notes.push_back(words);
  }

  /// Gates stand before removals: where nothing would go there is nothing to keep back.
  bool gated() {
    if (report_.tally.nominated == 0) return false;
    const std::string words = judge_gates_of_job();
    if (words.empty()) return false;
    report_.status = JobStatus::gated;
    report_.message = words + "; nothing was removed";
    return true;
  }

  /// Judges and reserves in one transaction, so that two plans cannot both pass.
  bool trips(Breaker& breaker, const Setup& setup, const PlanSize& size) {
    Transaction transaction(world_.state.db());
    std::string why = breaker.latched();
    if (why.empty()) why = distrust_clock(world_.state, world_.as_of);
    report_.judgement = breaker.judge(size);
    const Judgement& judged = report_.judgement;
    if (why.empty() && judged.over()) {
      why = judged.words + "; to allow it always write " + judged.toml + " under [jobs." + job_.name +
            ".limits], to let this one through run: winnow approve " + job_.name +
            " --over-limits --reason \"...\"";
    }
    if (!why.empty()) {
      if (breaker.latched().empty()) {
        breaker.latch(world_.run, why);
        append_to_ledger(
            world_.state.db(), world_.clock.now(), "tripped",
            {{"run", world_.run}, {"job", job_.name}, {"nominated", size.nominated}, {"limit", judged.limit}});
      }
      report_.status = JobStatus::tripped;
      report_.message = "tripped, nothing was removed: " + why;
    } else {
      breaker.reserve(world_.run, setup.lease, size.nominated);
      append_to_ledger(world_.state.db(), world_.clock.now(), "started",
                       {{"run", world_.run},
                        {"job", job_.name},
                        {"operator", world_.who},
                        {"nominated", size.nominated},
                        {"plan", report_.plan_digest},
                        {"fingerprint", setup.form.fingerprint}});
    }
    transaction.commit();
    return !why.empty();
  }

  void remove(const Setup& setup, const Lease& lease, Breaker& breaker, Spool& spool) {
    const bool over = report_.judgement.allowed > 0;
    report_.status = JobStatus::applied;
    const BatchContext context{setup,   world_,        lease,
                               breaker, report_.tally, over ? OverLimits::allowed : OverLimits::no};
    spool.rewind();
    BatchCutter batch(setup.store->key_rules.has_value());
    std::int64_t n = 0;
    const Span began = world_.clock.since_boot();
    std::uint64_t tried = 0;
    const auto flush = [&] {
      if (batch.empty()) return;
      check_free_space();
      std::vector<PlannedItem> items = batch.take();
      const std::size_t planned = items.size();
      items = still_nominated(setup, world_, std::move(items));
      report_.tally.changed += planned - items.size();
      if (!items.empty()) remove_batch(context, ++n, items);
      tried += planned;
      keep_pace(tried, began);
    };
    try {
      for (PlannedItem item; !world_.host.stopping() && spool.next(item);) {
        batch.add(std::move(item));
        if (batch.full()) flush();
      }
      if (!world_.host.stopping()) flush();
    } catch (const std::exception& error) {
      // A disk that is full or a store that went away must not hide what had been done before.
      report_.message = error.what();
      report_.status = JobStatus::failed;
    }
    const Tally& tally = report_.tally;
    if (report_.status == JobStatus::applied && (tally.failed > 0 || tried < tally.nominated)) {
      report_.status = JobStatus::partial;
      if (tried < tally.nominated) {
        report_.message =
            "stopped by a signal: " + with_commas(tally.nominated - tried) + " are left for the next run";
      }
    }
  }

  void check_free_space() {
    struct statvfs info {};
    make_folders(world_.config.trash);
    if (::statvfs(world_.config.trash.c_str(), &info) != 0 || info.f_blocks == 0) return;
    const double share = static_cast<double>(info.f_bavail) / static_cast<double>(info.f_blocks);
    if (share < world_.config.trash_min_free) {
      throw Failure(world_.config.trash.string(), "less than min_free is left on the bin's file system",
                    "purge the bin, or make room");
    }
  }

  void keep_pace(std::uint64_t tried, Span began) {
    if (!job_.limits.pace) return;
    const Span due = std::chrono::duration_cast<Span>(
        std::chrono::duration<double>(static_cast<double>(tried) / *job_.limits.pace));
    while (!world_.host.stopping() && world_.clock.since_boot() - began < due) {
      world_.clock.wait(std::min<Span>(std::chrono::milliseconds(200), due - (world_.clock.since_boot() - began)));
    }
  }

  void end_record() {
    try {
      if (recorded_) finish_record(world_, report_, task_.mode == Mode::apply);
      report_.ledger_head = ledger_head(world_.state.db()).hash;
    } catch (const std::exception& error) {
      report_.status = JobStatus::failed;
      report_.message = error.what();
    }
  }

  const JobTask& task_;
  const JobConfig& job_;
  World& world_;
  JobReport report_;
  bool recorded_ = false;
};

}  // namespace

JobReport run_job(const JobTask& task, World& world) {
  return Pipeline(task, world).run();
}

}  // namespace winnow
