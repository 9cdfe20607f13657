#include "core/apply/pipeline.h"

#include <algorithm>

#include "core/apply/answering.h"
#include "core/apply/apply.h"
#include "core/apply/batch_end.h"
#include "core/apply/left_files.h"
#include "core/apply/linked_files.h"
#include "core/apply/recovery.h"
#include "core/apply/run_record.h"
#include "core/base/encoding.h"
#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/bin/belonging.h"
#include "core/judge/links.h"
#include "core/judge/protections.h"
#include "core/judge/unused_fields.h"
#include "core/plan/approved_form.h"
#include "core/safety/breaker.h"
#include "core/safety/form.h"
#include "core/safety/gates.h"
#include "core/state/approvals.h"
#include "core/state/ledger.h"
#include "core/state/pauses.h"

namespace winnow {
namespace {

constexpr double kShare = 0.5;

std::vector<SegmentRow> broken_off(World& world) {
  std::vector<SegmentRow> rows = BinIndex(world.state).find(SegmentQuery{});
  std::erase_if(rows, [](const SegmentRow& row) { return row.at_rest(); });
  return rows;
}

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
      begin_record(world_, job_, task_.mode == Mode::apply ? "apply" : "plan");
      recorded_ = true;
      if (!paused()) work();
    } catch (const Failure& failure) {
      report_.status = status_of(failure, task_.mode);
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
  /// A person wants it left alone; nothing is even asked of its store.
  bool paused() {
    const std::optional<Pause> pause = Pauses(world_.state).of(job_.name, world_.as_of);
    if (!pause) return false;
    report_.status = JobStatus::paused;
    report_.message = "paused on " + iso_minutes(pause->at) + " by " + pause->who + ": " + pause->reason +
                      (pause->until ? "; until " + iso_minutes(*pause->until) + " UTC" : std::string{}) +
                      "; to go on: winnow job resume " + job_.name + " --reason \"...\"";
    return true;
  }

  void work() {
    Setup setup = set_up(job_, world_);
    report_.fingerprint = setup.form.fingerprint;
    report_.cutoff = setup.cutoff;
    if (task_.lines != nullptr) task_.lines->begin(plan_part_header(setup));
    if (task_.file != nullptr) check_plan_file(setup);
    std::optional<Lease> lease;
    if (task_.mode == Mode::apply) {
      lease.emplace(world_.state, setup.lease);
      check_bin_belongs_to_state(world_);
      if (std::string words = settle_target(world_, *lease); !words.empty()) {
        report_.tally.notes.push_back(words);
        settled_some_ = true;
      }
      move_files_left_before(*lease);
      // A purge that was broken off is otherwise settled by a job of its target, which there may be none of any
      // more.
      if (setup.bin) settle_where_free(world_, broken_off(world_));
    }
    record_lease(world_, setup);

    const double share = (setup.rule.flags & WINNOW_WHOLE_TARGET_IS_FINE) != 0 ? 1.0 : kShare;
    Breaker breaker(world_.state, job_.name, job_.limits, share, setup.bin ? Action::purge : Action::remove,
                    world_.as_of);
    std::optional<Spool> spool;
    if (task_.mode == Mode::apply) spool.emplace(world_.config.state.parent_path());
    plan(setup, spool ? &*spool : nullptr);
    const PlanSize size{report_.tally.nominated, report_.tally.along(), report_.tally.total};
    // What an interrupted run took is not among what was remembered: it would look like a target that shrank by
    // itself.
    if (!settled_some_) breaker.expect_total(last_total(world_.state, setup.lease));
    report_.judgement = breaker.judge(size);
    remember(setup);
    const auto approval = Approvals(world_.state).of(job_.name);
    report_.approved = approval && accepts(approval->form, setup.form) &&
                       (task_.file == nullptr || Approvals(world_.state).is_file_approved(task_.file->digest));
    for (const std::string& blocker :
         {blocker_of(setup), report_.tally.unexplained, missing_files(setup, report_.tally),
          fallen_silent(setup, world_, report_.tally), held_elsewhere(setup), unused_field(setup)}) {
      if (blocker.empty()) continue;
      if (task_.mode == Mode::apply && report_.tally.nominated > 0) throw Failure(job_.place("").text(), blocker);
      note_refusal(blocker);
    }
    if (task_.mode == Mode::plan) {
      if (const std::string words = mistrust_words(world_.state, world_.medium); !words.empty())
        note_refusal(words);
      note_silent(setup);
      return note_gates();
    }
    if (!report_.approved) return needs_approval(setup);
    if (gated()) return;
    if (trips(breaker, setup, size)) return;
    apply_plan({setup, world_, *lease, breaker, task_.progress}, *spool, report_);
    remember_totals(setup);
  }

  /// A file without its row is named by nothing else, so that it is told by every apply until it has gone too.
  void move_files_left_before(const Lease& lease) {
    const LeftFiles files = move_left_files(world_, lease);
    Tally& tally = report_.tally;
    if (files.moved > 0) {
      tally.notes.push_back(count_of(files.moved, "file", "files") + " went whose rows had gone before");
    }
    tally.failed += files.left.size();
    for (const std::string& key : files.left) {
      if (tally.errors.size() < kMostErrors) tally.errors.push_back(key + ": " + kLeftFile);
    }
  }

  void plan(const Setup& setup, Spool* spool) {
    if (!setup.selection) {
      report_.tally.notes.push_back(why_nothing(*setup.job));
      return;
    }
    PlanSinks sinks;
    sinks.lines = task_.lines;
    sinks.progress = task_.progress;
    sinks.listed = task_.list;
    Sha256 digest;
    if (spool != nullptr) {
      sinks.nominated = [spool, &digest](const PlannedItem& item) {
        spool->add(item);
        digest.add_field(item.key);
        digest.add_field(item.version);
      };
    }
    weigh(setup, *setup.selection, world_, report_.tally, sinks);
    try {
      // After the scan: a store that has just listed all of a target need not do so again to count it.
      report_.tally.total = setup.store->store->total(job_.target);
    } catch (const Error& error) {
      throw failure_of("store " + job_.store, error);
    }
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

  /// The plan of an apply that is stopped already is nothing that a person saw: `approve` accepts the one that
  /// tripped, or one that was looked at since.
  void remember(const Setup& setup) {
    if (task_.mode == Mode::apply && Reservations(world_.state).latch_of(job_.name)) return;
    Transaction transaction(world_.state);
    Approvals(world_.state)
        .remember_plan(job_.name, {world_.run, world_.as_of, setup.form, report_.tally.nominated,
                                   report_.tally.along(), setup.cutoff, report_.judgement.words});
    transaction.commit();
  }

  /// A plan file belongs to its inputs: with any other it would remove what nobody looked at.
  void check_plan_file(const Setup& setup) {
    const std::string file = task_.file->path.string();
    const std::string remedy = "make it again with: winnow plan -o FILE";
    if (before(world_.as_of, world_.config.plan_expiry, world_.config.zone) > task_.file->as_of) {
      throw Failure(file, "it is of " + iso_minutes(task_.file->as_of) + " and has expired", remedy);
    }
    if (task_.file->entry(job_.name).inputs != inputs_of(setup)) {
      throw Failure(file, "settings, a version or columns of job \"" + job_.name + "\" changed since it was made",
                    remedy);
    }
  }

  /// What is left of the targets, so that the next run can tell what went by itself. Rows that went along are taken
  /// off what is known of their own target.
  void remember_totals(const Setup& setup) {
    const Tally& tally = report_.tally;
    Transaction transaction(world_.state);
    if (tally.total) {
      remember_total(world_.state, setup.lease, *tally.total - std::min(*tally.total, tally.removed));
    }
    remember_answering(setup, world_, tally);
    for (const auto& [target, rows] : tally.dependants) {
      const std::string lease = lease_name(setup.store->identity, target);
      if (const auto known = last_total(world_.state, lease)) {
        remember_total(world_.state, lease, *known - std::min(*known, rows));
      }
    }
    transaction.commit();
  }

  void needs_approval(const Setup& setup) {
    report_.status = JobStatus::needs_approval;
    if (task_.file != nullptr) {
      report_.message = "plan file " + task_.file->path.string() +
                        " is not approved; look at it, then run: winnow approve " + task_.file->path.string();
      return;
    }
    const auto approval = Approvals(world_.state).of(job_.name);
    report_.message = "needs approval: would remove " + with_commas(report_.tally.nominated) +
                      (approval ? ", " + beside(*approval, setup) : "") +
                      "; look at the plan, then run: winnow approve " + job_.name;
  }

  /// What the change of form does, in figures: the approved form is planned too.
  std::string beside(const Approval& approval, const Setup& setup) {
    std::string form = "the form approved on " + iso_minutes(approval.at);
    for (const FormChange& change : compare_forms(approval.form.json, setup.form.json)) {
      form += (form.ends_with(')') ? " (" : ", changed since (") + words_of(change) + ")";
    }
    try {
      const std::uint64_t before = nominated_by(approval, world_);
      const std::uint64_t now = report_.tally.nominated;
      if (now == before) return "as many as " + form;
      return now > before ? with_commas(now - before) + " more than " + form
                          : with_commas(before - now) + " fewer than " + form;
    } catch (const std::exception& error) {
      return "while " + form + " cannot be planned any more (" + error.what() + ")";
    }
  }

  std::string judge_gates_of_job() {
    report_.gates = judge_gates(job_, world_.config, {world_.environment, world_.clock, world_.host});
    return closed_words(report_.gates);
  }

  std::string held_elsewhere(const Setup& setup) {
    std::string words = setup.bin ? "" : unanswered_hold(*setup.store, world_);
    for (const LinkedStore& link : setup.links) {
      if (words.empty()) words = unanswered_hold(*link.store, world_);
    }
    return words;
  }

  /// A store that tells no fields cannot tell a slip of the pen from a column that nothing uses yet.
  void note_silent(const Setup& setup) {
    if (!setup.names) return;
    for (const std::string& column : setup.names->silent())
      report_.tally.notes.push_back(column + " protects nothing: nothing has a value there; is it spelled so?");
  }

  void note_refusal(const std::string& why) { report_.tally.notes.push_back("apply would be refused: " + why); }

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
    Transaction transaction(world_.state);
    std::string why = breaker.latched();
    if (why.empty())
      why = distrust_clock(world_.state, world_.as_of, shortest_keep_of(setup), world_.clock.witness());
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
        Ledger(world_.state)
            .append(
                world_.clock.now(), "tripped",
                {{"run", world_.run}, {"job", job_.name}, {"nominated", size.nominated}, {"limit", judged.limit}});
      }
      report_.status = JobStatus::tripped;
      report_.message = "tripped, nothing was removed: " + why;
    } else {
      breaker.reserve(world_.run, setup.lease, size.all());
      Approvals(world_.state).keep_protections(job_.name, setup.form);
      Ledger(world_.state)
          .append(world_.clock.now(), "started",
                  {{"run", world_.run},
                   {"job", job_.name},
                   {"operator", world_.who},
                   {"nominated", size.nominated},
                   {"along", size.along},
                   {"plan", report_.plan_digest},
                   {"fingerprint", setup.form.fingerprint}});
    }
    transaction.commit();
    return !why.empty();
  }

  /// Of the TOML, and of what the rule itself keeps by.
  Span shortest_keep_of(const Setup& setup) const {
    Span out = shortest_keep(world_.config);
    if (setup.cutoff) out = std::min(out, world_.as_of - *setup.cutoff);
    return out;
  }

  void end_record() {
    try {
      if (recorded_) finish_record(world_, report_, task_.mode == Mode::apply);
      report_.ledger_head = Ledger(world_.state).head().hash;
    } catch (const Failure& failure) {
      report_.status = status_of(failure, task_.mode);
      report_.message = failure.what();
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
  bool settled_some_ = false;
};

}  // namespace

JobStatus status_of(const Failure& failure, Mode mode) {
  if (failure.kind() == FailureKind::locked) return JobStatus::locked;
  return failure.kind() == FailureKind::damage && mode == Mode::apply ? JobStatus::tripped : JobStatus::failed;
}

JobReport run_job(const JobTask& task, World& world) {
  return Pipeline(task, world).run();
}

}  // namespace winnow
