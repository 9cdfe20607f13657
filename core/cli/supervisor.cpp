#include "core/cli/supervisor.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "core/base/clock.h"
#include "core/base/failure.h"
#include "core/base/file.h"
#include "core/cli/session.h"
#include "core/report/json.h"
#include "core/report/status.h"
#include "core/run/declared.h"
#include "core/safety/gates.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kReportFd = 3;
constexpr Span kGrace = std::chrono::seconds(30);  // between SIGTERM and SIGKILL of a job past its deadline

struct Child {
  pid_t pid;
  Descriptor report;
};

/// In the child, between fork and exec: only what is safe there.
[[noreturn]] void become(std::vector<char*>& arguments, int report) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (report != kReportFd) ::dup2(report, kReportFd);
  ::fcntl(kReportFd, F_SETFD, 0);
  ::dup2(STDERR_FILENO, STDOUT_FILENO);
  ::execv("/proc/self/exe", arguments.data());
  ::_exit(127);
}

Child start(std::vector<std::string> arguments) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw system_failure("", "cannot make a pipe", errno);
  Descriptor ours(ends[0]);
  const Descriptor theirs(ends[1]);
  std::vector<char*> raw;
  for (std::string& argument : arguments) raw.push_back(argument.data());
  raw.push_back(nullptr);
  const pid_t pid = ::fork();
  if (pid < 0) throw system_failure("", "cannot start a process", errno);
  if (pid == 0) become(raw, theirs.get());
  return {pid, std::move(ours)};
}

/// Reads the report to its end, forwarding a stop and minding the deadline.
std::string collect(const Child& child, const std::optional<Duration>& deadline, const Clock& clock, bool& late) {
  std::string out;
  const Span began = clock.since_boot();
  bool told = false;
  for (;;) {
    pollfd wait{child.report.get(), POLLIN, 0};
    const int ready = ::poll(&wait, 1, 200);
    const Span took = clock.since_boot() - began;
    late = deadline && took > deadline->about();
    if ((stop_requested || late) && !told) {
      ::kill(child.pid, SIGTERM);
      told = true;
    }
    if (late && took > deadline->about() + kGrace) ::kill(-child.pid, SIGKILL);
    if (ready <= 0) continue;
    char buffer[65536];
    const ssize_t got = ::read(child.report.get(), buffer, sizeof buffer);
    if (got == 0) return out;
    if (got > 0) out.append(buffer, static_cast<std::size_t>(got));
  }
}

std::string how_it_ended(int status) {
  if (WIFSIGNALED(status)) {
    return std::string("the job's process was killed by signal ") + std::to_string(WTERMSIG(status)) + " (" +
           ::strsignal(WTERMSIG(status)) + ")";
  }
  return "the job's process ended with status " + std::to_string(WEXITSTATUS(status)) + " and without a report";
}

Json run_one(const Config& config, const JobConfig& job, const RunRequest& request, const std::string& run,
             const Clock& clock) {
  std::vector<std::string> arguments = {"winnow", "-c",        config.file.string(),
                                        "worker", job.name,    "--run",
                                        run,      "--as-of",   std::to_string(micros_of(config.now)),
                                        "--mode", request.mode};
  if (request.worker_options) {
    for (std::string& option : request.worker_options(job.name)) arguments.push_back(std::move(option));
  }
  const Child child = start(arguments);
  bool late = false;
  const std::string text = collect(child, job.deadline, clock, late);
  int status = 0;
  while (::waitpid(child.pid, &status, 0) < 0 && errno == EINTR) {
  }
  Json report = Json::parse(text, nullptr, false);
  if (report.is_object()) return report;
  return failed_job(job.name, late ? "it ran past its deadline and was stopped" : how_it_ended(status));
}

}  // namespace

Json supervise(const Globals& globals, const RunRequest& request) {
  const SystemClock clock;
  const Time now = clock.now();
  const Config config = load_config(find_config(globals.config), now);
  check_gates(config);
  for (const std::string& name : request.jobs) config.job(name);
  Registry registry = Registry::of(config);
  check_declared(config, registry);
  watch_signals();
  const std::string run = new_run_id(now);
  Json jobs = Json::array();
  std::vector<int> statuses;
  for (const JobConfig& job : config.jobs) {
    const bool wanted =
        request.jobs.empty() || std::find(request.jobs.begin(), request.jobs.end(), job.name) != request.jobs.end();
    if (!wanted || stop_requested) continue;
    jobs.push_back(run_one(config, job, request, run, clock));
    const int status = exit_status_of(jobs.back().at("status").get<std::string>());
    statuses.push_back(status);
  }
  if (stop_requested) statuses.push_back(kPartial);
  const std::string head = jobs.empty() ? "" : jobs.back().at("ledger_head").get<std::string>();
  return {{"winnow", WINNOW_VERSION},        {"run", run},          {"mode", request.mode}, {"as_of", iso(now)},
          {"status", most_severe(statuses)}, {"ledger_head", head}, {"jobs", jobs}};
}

}  // namespace winnow
