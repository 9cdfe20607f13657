#include "core/report/health.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "core/base/failure.h"
#include "core/bin/belonging.h"
#include "core/bin/segment.h"
#include "core/report/bin_figures.h"
#include "core/report/json.h"
#include "core/safety/form.h"
#include "core/safety/holds.h"
#include "core/safety/key_rules.h"
#include "core/safety/trusted.h"
#include "core/state/approvals.h"
#include "core/state/bin_index.h"
#include "core/state/drills.h"
#include "core/state/lease.h"
#include "core/state/pauses.h"

namespace winnow {
namespace {

/// Whether a hold may touch what the job works on.
bool concerns(const Hold& hold, const JobConfig& job, Time now) {
  if (!hold.stands(now) || hold.store != job.store) return false;
  return hold.target.empty() || hold.target == job.target || allows(hold.target, job.target) ||
         allows(job.target, hold.target);
}

/// Whether the process of an apply without an end lives still. One that had not come to its lease leaves nothing.
bool lives(State& state, const JobRun& row) {
  return row.lease.empty() ? false : is_leased(state, row.lease);
}

/// The words of a past failure, which the state keeps less what may name an item.
std::string reason_of(const JobRun& row) {
  const std::optional<JobReport> report = read_job_report(row.report);
  return report && !report->message.empty() ? ": " + report->message : std::string{};
}

void look_at_apply(State& state, JobHealth& job) {
  if (!job.last_apply) return;
  const JobRun& row = *job.last_apply;
  const JobStatus status = job_status(row.status);
  if (!row.finished) {
    if (lives(state, row)) return;
    job.problems.push_back({"interrupted", "its last apply (" + row.run + ") has no end: its process was killed"});
  } else if (exit_status_of(status) != kDone) {
    job.problems.push_back(
        {std::string(word_of(status)), "its last apply ended " + std::string(word_of(status)) + reason_of(row)});
  }
}

/// A newest apply that only met another run, unless an apply of the job is at work still or has ended since.
void look_at_locked(State& state, const std::optional<JobRun>& newest, JobHealth& job) {
  if (!newest || job_status(newest->status) != JobStatus::locked) return;
  const std::optional<JobRun>& other = job.last_apply;
  const bool met = other && other->run != newest->run &&
                   (other->finished ? *other->finished >= newest->started : lives(state, *other));
  if (!met)
    job.problems.push_back({"locked", "its newest apply met another run on its target, and none has ended since"});
}

void look_at_approval(State& state, const JobConfig& config, JobHealth& job) {
  const auto names = [&](std::string_view name) {
    return std::any_of(job.problems.begin(), job.problems.end(),
                       [&](const Problem& problem) { return problem.name == name; });
  };
  if (names("needs_approval")) return;
  const auto approval = Approvals(state).of(config.name);
  const auto plan = Approvals(state).last_plan(config.name);
  const std::string next = "; look at its plan, then: winnow approve " + config.name;
  if (!approval && plan) {
    job.problems.push_back({"needs_approval", "nobody has approved it" + next});
  } else if (approval && plan && !accepts(approval->form, plan->form)) {
    job.problems.push_back({"needs_approval", "what it removes has changed since it was approved" + next});
  }
}

bool has_binned(State& state, const SegmentRow& row) {
  const std::map<std::int64_t, LineState> lines = BinIndex(state).lines(row);
  return std::any_of(lines.begin(), lines.end(), [](const auto& line) { return line.second == LineState::binned; });
}

/// A drill that failed, and copies that have lain in the bin for longer than asked for without one that went well.
void look_at_drills(const Config& config, State& state, const HealthRule& rule, JobHealth& job) {
  if (const auto failed = Drills(state).failed(job.job)) {
    job.problems.push_back({"drill_failed", "its drill of " + iso_minutes(*failed) +
                                                " found copies that cannot be brought back; winnow drill " +
                                                job.job});
  }
  if (!config.drill_every) return;
  const Time due = before(rule.now, *config.drill_every, config.zone);
  job.last_drill = Drills(state).last_passed(job.job);
  if (job.last_drill && *job.last_drill >= due) return;
  SegmentQuery query;
  query.job = job.job;
  for (const SegmentRow& row : BinIndex(state).find(query)) {
    if (row.sealed_at >= due || !has_binned(state, row)) continue;
    job.problems.push_back({"not_drilled", "none of its copies in the bin was drilled well within " +
                                               config.drill_every->text + "; winnow drill " + job.job});
    return;
  }
}

/// Of the last apply and of the newest run: a plan may find what no apply has met yet, and never hides what one
/// met.
void look_at_attention(JobHealth& job) {
  for (const std::optional<JobRun>* row : {&job.last_apply, &job.last_run}) {
    if (!*row) continue;
    const std::optional<JobReport> report = read_job_report((*row)->report);
    if (!report) continue;
    for (const Attention& attention : report->attention) {
      const bool said = std::any_of(job.problems.begin(), job.problems.end(),
                                    [&](const Problem& problem) { return problem.name == attention.name; });
      if (!said) job.problems.push_back({attention.name, attention.words});
    }
  }
}

/// A run of a time that is yet to come counts for nothing above; where there are no others, somebody has to be
/// told.
void look_at_clock(State& state, Time now, JobHealth& job) {
  const std::optional<JobRun> newest = Runs(state).last(job.job);
  if (job.last_run || !newest || newest->started <= now + std::chrono::minutes(2)) return;
  job.problems.push_back({"clock", "the clock says " + iso_minutes(now) + ", and its run " + newest->run +
                                       " began at " + iso_minutes(newest->started) +
                                       ": one of the two is wrong, and no run is counted before it has begun"});
}

void take_runs(State& state, Time now, JobHealth& job) {
  Runs runs(state);
  job.last_run = runs.last(job.job, "", now);
  job.last_apply = runs.last_at_work(job.job, now);
  job.last_success = runs.last_success(job.job, now);
}

JobHealth health_of_job(const Config& all, State* state, const JobConfig& config, const HealthRule& rule) {
  JobHealth out;
  out.job = config.name;
  if (state != nullptr) {
    take_runs(*state, rule.now, out);
    out.breaker = breaker_of(*state, config, rule.now);
    const std::vector<Hold> holds = HoldRows(*state).all();
    out.holds = static_cast<std::size_t>(std::count_if(
        holds.begin(), holds.end(), [&](const Hold& hold) { return concerns(hold, config, rule.now); }));
    if (const auto pause = Pauses(*state).of(config.name, rule.now))
      out.problems.push_back({"paused", "paused by " + pause->who + ": " + pause->reason});
  }
  if (!config.enabled)
    out.problems.push_back({"paused", "paused by enabled = false at " + config.place("enabled").text()});
  if (!out.problems.empty()) return out;  // it is to be left alone
  if (state != nullptr) {
    look_at_apply(*state, out);
    look_at_locked(*state, Runs(*state).last(config.name, "apply", rule.now), out);
    if (out.breaker->latch && (out.problems.empty() || out.problems.front().name != "tripped")) {
      out.problems.push_back({"tripped", "it is stopped until a person decides: " + out.breaker->latch->reason});
    }
    look_at_approval(*state, config, out);
    look_at_attention(out);
    look_at_drills(all, *state, rule, out);
    look_at_clock(*state, rule.now, out);
  }
  if (!out.last_success) {
    out.problems.push_back({"late", "no apply of it has ended well yet"});
  } else if (*out.last_success < before(rule.now, rule.max_age, Zone{})) {
    out.problems.push_back({"late", "no apply of it has ended well within " + rule.max_age.text});
  }
  return out;
}

/// What an apply would refuse before it begins is in no history. Only the account whose state it is can tell: to
/// others, such as one that only serves pages, the files of that account are a stranger's.
std::string refusal_of(const Config& config) {
  std::error_code ignored;
  const auto& file = std::filesystem::exists(config.state, ignored) ? config.state : config.file;
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0 || info.st_uid != ::geteuid()) return {};
  for (const auto& found : {distrusted_inputs(config), distrusted_state(config)}) {
    if (!found.empty()) return found.front().path.string() + ": run --apply refuses it: " + found.front().words;
  }
  return {};
}

/// How many of a segment's binned lines no hold keeps.
std::uint64_t not_held(const Config& config, State& state, const SegmentRow& row, std::uint64_t items, Time now) {
  const std::vector<Hold> all = HoldRows(state).all();
  const auto may_hold = [&](const Hold& hold) {
    return hold.stands(now) && (hold.store == row.store || hold.identity == row.identity);
  };
  // In a store nobody looks from here: what a hold may keep counts as held.
  if (!config.trash_store.empty()) return std::any_of(all.begin(), all.end(), may_hold) ? 0 : items;
  Segment segment;
  try {
    segment = read_segment(FolderMedium(config.trash), row);
  } catch (const Failure&) {
    return static_cast<std::uint64_t>(row.items);  // a purge keeps it, and a person has to look
  }
  const std::map<std::int64_t, LineState> states = BinIndex(state).lines(row);
  std::vector<Holds> holds;
  for (const SegmentPart& part : segment.parts) {
    holds.push_back(Holds::load(state, {part.store, part.identity, part.target}, now, config.zone));
  }
  std::set<std::int64_t> held;
  for (const SegmentLine& line : segment.lines) {
    if (!line.purged.empty() || !holds.at(line.part).held_in_bin(line.key)) continue;
    for (const std::int64_t owner : line.owners()) held.insert(owner);
  }
  std::uint64_t count = 0;
  for (const SegmentLine& line : segment.lines) {
    const auto at = states.find(line.number);
    const bool binned = at != states.end() && at->second == LineState::binned;
    const std::vector<std::int64_t> owners = line.owners();
    const bool kept =
        std::any_of(owners.begin(), owners.end(), [&](std::int64_t owner) { return held.contains(owner); });
    if (binned && !kept) ++count;
  }
  return count;
}

void look_at_bin(const Config& config, State& state, const HealthRule& rule, Health& out) {
  for (const SegmentRow& row : BinIndex(state).find(SegmentQuery{})) {
    const std::map<std::int64_t, LineState> states = BinIndex(state).lines(row);
    const auto binned = static_cast<std::uint64_t>(std::count_if(
        states.begin(), states.end(), [](const auto& line) { return line.second == LineState::binned; }));
    if (row.at_rest()) {  // else nobody knows yet whether any of it went, or came back
      const auto here = static_cast<std::uint64_t>(
          std::count_if(states.begin(), states.end(), [](const auto& line) { return is_needed(line.second); }));
      out.bin_items += here;
      out.for_a_person += here - binned;
      out.bin_bytes += binned_bytes(row, here, states.size());
    }
    if (binned == 0 || !config.trash_retention) continue;
    const Time purged_by = before(before(rule.now, rule.max_age, Zone{}), *config.trash_retention, config.zone);
    if (row.kept_since < purged_by) out.overdue += not_held(config, state, row, binned, rule.now);
  }
}

/// A job that was approved is meant to run: one that the TOML has no more was renamed, or lost with the rest of it.
void look_for_lost_jobs(const Config& config, State& state, const HealthRule& rule, Health& out) {
  for (const std::string& name : Approvals(state).jobs()) {
    if (std::ranges::find(config.jobs, name, &JobConfig::name) != config.jobs.end()) continue;
    JobHealth job;
    job.job = name;
    take_runs(state, rule.now, job);
    job.problems.push_back({"not_in_toml",
                            "it is approved, and the TOML has no such job any more; put it back, or: "
                            "winnow approve --withdraw " +
                                name + " --reason \"...\""});
    out.jobs.push_back(std::move(job));
  }
}

}  // namespace

bool JobHealth::late() const {
  return std::any_of(problems.begin(), problems.end(), [](const Problem& one) { return one.name == "late"; });
}

bool Health::well() const {
  return overdue == 0 && bin_trouble.empty() &&
         std::all_of(jobs.begin(), jobs.end(), [](const JobHealth& job) { return job.problems.empty(); });
}

BreakerHealth breaker_of(State& state, const JobConfig& job, Time now) {
  // A job without a store works on the bin.
  const Action action = job.works_on == WorksOn::bin ? Action::purge : Action::remove;
  Breaker breaker(state, job.name, job.limits, 1.0, action, now);
  return {job.name,          Reservations(state).latch_of(job.name),
          breaker.used(),    job.limits.max_deletes,
          breaker.allowed(), job.limits.window.text};
}

Health health_of(const Config& config, State* state, const std::vector<std::string>& jobs, const HealthRule& rule) {
  for (const std::string& name : jobs) config.job(name);
  Health out;
  out.as_of = rule.now;
  out.max_age = rule.max_age.text;
  for (const JobConfig& job : config.jobs) {
    if (!jobs.empty() && std::find(jobs.begin(), jobs.end(), job.name) == jobs.end()) continue;
    out.jobs.push_back(health_of_job(config, state, job, rule));
  }
  if (state != nullptr && jobs.empty()) look_for_lost_jobs(config, *state, rule, out);
  if (state != nullptr) look_at_bin(config, *state, rule, out);
  if (const std::string refusal = refusal_of(config); !refusal.empty()) {
    for (JobHealth& job : out.jobs) job.problems.push_back({"refused", refusal});
  }
  if (const auto mistrust = mistrust_folder(config, state)) out.bin_trouble = mistrust->what();
  return out;
}

}  // namespace winnow
