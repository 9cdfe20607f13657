#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "core/apply/pipeline.h"
#include "core/base/clock.h"
#include "core/base/failure.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/cli/child.h"
#include "core/cli/commands.h"
#include "core/cli/session.h"
#include "core/report/attention.h"
#include "core/report/json.h"
#include "core/report/kept.h"
#include "core/report/status.h"
#include "core/safety/own_state.h"
#include "core/safety/trusted.h"
#include "core/state/reserve.h"
#include "core/state/runs.h"

namespace winnow {
namespace {

namespace po = boost::program_options;

constexpr Span kBetweenProgress = std::chrono::milliseconds(200);

/// Lines for the parent, now and then.
Progress progress_to_parent(const Clock& clock) {
  return [&clock, last = Span(0)](const Tally& so_far) mutable {
    if (clock.since_boot() - last < kBetweenProgress) return;
    last = clock.since_boot();
    write_all(kReportFd, to_line({so_far.scanned, so_far.nominated, so_far.removed}), "the progress");
  };
}

/// For `show` and `history`. What was done stays done, whether or not it can be shown later.
void keep(World& world, const JobReport& report) {
  try {
    keep_report(world.state, world.run, report, Discretion(world.config));
  } catch (const Failure& failure) {
    spdlog::warn("the report is not kept for `winnow show`: {}", failure.what());
  }
}

/// What the apply before this run had found; none, or one that failed before it knew, tells nothing.
std::optional<Before> last_apply(World& world, const std::string& job) {
  const std::optional<JobRun> row = Runs(world.state).last_but(world.run, job, "apply");
  if (!row) return std::nullopt;
  const std::optional<JobReport> report = read_job_report(row->report);
  if (!report || !report->tally.total) return std::nullopt;
  return Before{*report->tally.total, row->removed};
}

JobReport run(const JobConfig& job, const Invocation& invocation, World& world) {
  JobTask task{&job, invocation.text("mode") == "apply" ? Mode::apply : Mode::plan};
  if (invocation.has("progress")) task.progress = progress_to_parent(world.clock);
  std::optional<PlanLines> lines;
  if (invocation.has("lines")) {
    const std::string path = invocation.text("lines");
    const Descriptor part(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!part) throw system_failure(path, "cannot be written", errno);
    lines.emplace(part.get(), invocation.has("all") ? PlanDetail::all : PlanDetail::decided, job.name, job.store,
                  job.target);
    task.lines = &*lines;
  }
  std::optional<PlanList> list;
  std::optional<PlanFile> file;
  if (invocation.has("plan")) {
    list.emplace();
    file = read_plan_file(invocation.text("plan"), job.name, &*list);
    task.file = &*file;
    task.list = &*list;
  }
  return run_job(task, world);
}

bool is_same_program(const std::string& one, const std::string& other) {
  struct stat a {
  }, b{};
  return ::stat(one.c_str(), &a) == 0 && ::stat(other.c_str(), &b) == 0 && a.st_dev == b.st_dev &&
         a.st_ino == b.st_ino;
}

/// Who traces a process can do anything with it, so there is nothing to keep from them.
bool is_traced() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word == "TracerPid:") return status >> word && word != "0";
  }
  return false;
}

/// A worker takes its time and its mode from its command line and skips what the supervisor has checked for it, so
/// that only a supervisor's child may be one. What decides on deletions is looked at once more: a run may wait for
/// hours between its supervisor's look and its last job.
void check_parent(const Invocation& invocation, Time as_of) {
  const std::string parent = "/proc/" + std::to_string(::getppid()) + "/exe";
  if (!is_same_program(parent, "/proc/self/exe") && !is_traced()) {
    throw configuration_failure("", "worker is started by a run, not by hand", "winnow run JOB");
  }
  constexpr Span kMostAhead = std::chrono::minutes(2);
  if (as_of > SystemClock().now() + kMostAhead) {
    throw configuration_failure("--as-of", iso_minutes(as_of) + " lies ahead of the clock", "winnow run JOB");
  }
  if (invocation.text("mode") != "apply") return;
  check_trust(load_config(find_config(invocation.globals.config), as_of), "--apply");
}

}  // namespace

void declare_worker(OptionsDescription& options) {
  options.add_options()("run", po::value<std::string>()->required(), "id of the run")(
      "as-of", po::value<std::int64_t>()->required(), "the run's time, microseconds")(
      "since-boot", po::value<std::int64_t>()->required(), "the time since boot then, microseconds")(
      "mode", po::value<std::string>()->required(), "plan or apply")(
      "lines", po::value<std::string>(), "write this job's part of a plan file here")("all", "kept items too")(
      "plan", po::value<std::string>(), "the plan file to follow")("progress", "tell the parent how far it is");
}

int worker_command(const Invocation& invocation) {
  watch_signals();
  ::fcntl(kReportFd, F_SETFD, FD_CLOEXEC);  // a program that a gate starts must not keep the report's pipe open
  const std::vector<std::string> names = invocation.list("args");
  if (names.size() != 1) throw configuration_failure("", "worker takes one job", "winnow run JOB");
  const std::string& name = names.front();
  const Time as_of = time_of(invocation.options["as-of"].as<std::int64_t>());
  check_parent(invocation, as_of);
  const bool applies = invocation.text("mode") == "apply";
  JobReport report;
  try {
    Config config = load_config(find_config(invocation.globals.config), as_of);
    std::optional<RoomToPurge> room;  // given up before the state is opened, made again when that is closed
    if (applies && config.job(name).works_on == WorksOn::bin) room.emplace(config.state);
    Session session(std::move(config), invocation.text("run"), as_of);
    session.world().as_of_since_boot = Span{invocation.options["since-boot"].as<std::int64_t>()};
    if (applies) claim_state(session.config(), session.world().state);
    if (applies) make_reserve(session.config().state);
    report = run(session.config().job(name), invocation, session.world());
    // The bin's items are those of the index, which nobody but winnow makes fewer.
    const bool over_bin = session.config().job(name).works_on == WorksOn::bin;
    report.attention = attention_of(report, over_bin ? std::nullopt : last_apply(session.world(), name));
    keep(session.world(), report);
  } catch (const Failure& failure) {
    report = failed_job(name, failure.what());
    report.status = status_of(failure, applies ? Mode::apply : Mode::plan);
  }
  write_all(kReportFd, one_line(to_json(report)), "the report");
  return exit_status_of(report.status);
}

}  // namespace winnow
