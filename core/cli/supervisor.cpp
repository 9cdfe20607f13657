#include "core/cli/supervisor.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <list>
#include <map>

#include "core/apply/run_record.h"
#include "core/base/clock.h"
#include "core/base/failure.h"
#include "core/base/log.h"
#include "core/cli/child.h"
#include "core/cli/progress_line.h"
#include "core/cli/session.h"
#include "core/judge/declared.h"
#include "core/report/json.h"
#include "core/report/kept.h"
#include "core/report/status.h"
#include "core/safety/gates.h"
#include "core/safety/own_state.h"

namespace winnow {
namespace {

namespace po = boost::program_options;

constexpr int kPollMilliseconds = 200;

/// The jobs of one run: those that wait, and the processes of those that work.
class Crew {
 public:
  Crew(const Config& config, const Globals& globals, const RunRequest& request, std::string run, const Clock& clock)
      : config_(config),
        globals_(globals),
        request_(request),
        run_(std::move(run)),
        clock_(clock),
        since_boot_(clock.witness().since_boot),
        show_(ProgressLine::wanted(globals)),
        line_(show_) {
    for (const JobConfig& job : config.jobs) {
      const bool wanted = request.jobs.empty() ||
                          std::find(request.jobs.begin(), request.jobs.end(), job.name) != request.jobs.end();
      if (!wanted) continue;
      // A paused job is told of in each report, or it would be forgotten.
      if (job.enabled) {
        waiting_.push_back(&job);
      } else {
        reports_.emplace(job.name, paused_job(job));
      }
    }
  }

  /// Answers the reports by the names of their jobs.
  std::map<std::string, JobReport> run() {
    for (start_some(); !working_.empty(); start_some()) {
      listen();
      show();
    }
    return std::move(reports_);
  }
  /// Those that a signal kept from their turn.
  const std::list<const JobConfig*>& waiting() const { return waiting_; }
  /// As the last job to end found it.
  const std::string& ledger_head() const { return ledger_head_; }

 private:
  struct Worker {
    Child child;
    Span began;
    std::optional<Span> removing{};  ///< since when
  };

  /// Two jobs on one target would only wait for each other's lease; a job on the bin works where all of them do.
  bool may_start(const JobConfig& job) const {
    if (working_.size() >= request_.at_once) return false;
    return std::none_of(working_.begin(), working_.end(), [&](const Worker& worker) {
      const JobConfig& other = worker.child.job();
      const bool on_bin = job.works_on == WorksOn::bin || other.works_on == WorksOn::bin;
      return on_bin || (job.store == other.store && job.target == other.target);
    });
  }

  void start_some() {
    for (auto at = waiting_.begin(); at != waiting_.end() && !stop_requested;) {
      if (!may_start(**at)) {
        ++at;
        continue;
      }
      std::vector<std::string> arguments = {"winnow",
                                            "-c",
                                            config_.file.string(),
                                            "worker",
                                            (*at)->name,
                                            "--run",
                                            run_,
                                            "--as-of",
                                            std::to_string(micros_of(config_.now)),
                                            "--since-boot",
                                            std::to_string(since_boot_.count()),
                                            "--mode",
                                            request_.mode};
      if (request_.worker_options) {
        for (std::string& option : request_.worker_options((*at)->name)) arguments.push_back(std::move(option));
      }
      if (globals_.loudness == Loudness::verbose) arguments.emplace_back("-v");
      if (globals_.loudness == Loudness::quiet) arguments.emplace_back("-q");
      if (show_ == ProgressLine::Show::yes) arguments.emplace_back("--progress");
      working_.push_back({Child(**at, std::move(arguments), clock_), clock_.since_boot()});
      at = waiting_.erase(at);
    }
  }

  void listen() {
    std::vector<pollfd> waits;
    for (const Worker& worker : working_) waits.push_back({worker.child.descriptor(), POLLIN, 0});
    const int ready = ::poll(waits.data(), waits.size(), kPollMilliseconds);
    auto wait = waits.begin();
    for (auto worker = working_.begin(); worker != working_.end(); ++wait) {
      worker->child.mind(stop_requested);
      if (ready > 0 && wait->revents != 0 && !worker->child.read()) {
        line_.clear();
        JobReport report = worker->child.finish();
        if (!report.ledger_head.empty()) ledger_head_ = report.ledger_head;
        reports_.emplace(worker->child.job().name, std::move(report));
        worker = working_.erase(worker);
      } else {
        ++worker;
      }
    }
  }

  void show() {
    std::vector<ProgressLine::Row> rows;
    const Span now = clock_.since_boot();
    for (Worker& worker : working_) {
      const Stage& stage = worker.child.stage();
      const std::string& job = worker.child.job().name;
      if (stage.removed > 0 && !worker.removing) worker.removing = now;
      if (worker.removing) {
        rows.push_back({job, "removed", stage.removed, stage.nominated, now - *worker.removing});
      } else {
        rows.push_back({job, "scanned", stage.scanned, 0, now - worker.began});
      }
    }
    if (!rows.empty()) line_.show(rows);
  }

  const Config& config_;
  const Globals& globals_;
  const RunRequest& request_;
  std::string run_;
  const Clock& clock_;
  Span since_boot_;  ///< when the run began
  ProgressLine::Show show_;
  ProgressLine line_;
  std::list<const JobConfig*> waiting_;
  std::list<Worker> working_;
  std::map<std::string, JobReport> reports_;
  std::string ledger_head_;
};

JobReport never_begun(const JobConfig& job) {
  JobReport out;
  out.job = job.name;
  out.store = job.store;
  out.target = job.target;
  out.status = JobStatus::partial;
  out.message = "a signal stopped the run before this job had its turn";
  return out;
}

/// A job that died or never came to the state is in the history all the same. What was done stays done, whether or
/// not that can be written.
void keep(const Config& config, RunReport& report, const Clock& clock) {
  try {
    keep_ends(config, report, clock.now());
  } catch (const Failure& failure) {
    // Where no job could use the state either, each has said so already.
    const bool said = std::any_of(report.jobs.begin(), report.jobs.end(), [&](const JobReport& job) {
      return job.message.find(failure.what()) != std::string::npos;
    });
    if (!said) spdlog::warn("the history lacks this run: {}", failure.what());
  }
}

}  // namespace

void declare_at_once(po::options_description& options) {
  options.add_options()("jobs", po::value<std::string>()->default_value("1")->value_name("N"),
                        "so many jobs side by side; two on the same target never are");
}

std::size_t at_once(const Invocation& invocation) {
  return invocation.number("jobs");
}

RunReport supervise(const Globals& globals, const RunRequest& request) {
  const SystemClock clock;
  const Time now = clock.now();
  const Config config = load_config(find_config(globals.config), now);
  check_gates(config);
  require_own_state(config);
  for (const std::string& name : request.jobs) config.job(name);
  Registry registry = Registry::of(config);
  check_declared(config, registry);
  watch_signals();
  const std::string run = new_run_id(now);
  Crew crew(config, globals, request, run, clock);
  std::map<std::string, JobReport> reports = crew.run();
  for (const JobConfig* job : crew.waiting()) reports.emplace(job->name, never_begun(*job));

  RunReport out;
  out.run = run;
  out.mode = request.mode;
  out.as_of = now;
  out.who = operator_name();
  out.host = host_name();
  out.config = config.file.string();
  out.asked = request.jobs;
  out.ledger_head = crew.ledger_head();
  out.trash = config.trash_store.empty() ? config.trash.string() : "store:" + config.trash_store;
  if (config.trash_retention) out.frees = now + config.trash_retention->about();
  std::vector<int> statuses;
  for (const JobConfig& job : config.jobs) {
    const auto report = reports.find(job.name);
    if (report == reports.end()) continue;
    statuses.push_back(exit_status_of(report->second.status));
    out.jobs.push_back(std::move(report->second));
  }
  if (stop_requested) statuses.push_back(kPartial);
  out.status = most_severe(statuses);
  keep(config, out, clock);
  return out;
}

}  // namespace winnow
