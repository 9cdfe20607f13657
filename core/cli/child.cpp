#include "core/cli/child.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <sstream>

#include "core/base/failure.h"
#include "core/cli/session.h"
#include "core/report/json.h"

namespace winnow {
namespace {

constexpr Span kGrace = std::chrono::seconds(30);  // between asking and SIGKILL of a job past its deadline

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

std::string how_it_ended(int status) {
  if (WIFSIGNALED(status)) {
    return std::string("the job's process was killed by signal ") + std::to_string(WTERMSIG(status)) + " (" +
           ::strsignal(WTERMSIG(status)) + ")";
  }
  return "the job's process ended with status " + std::to_string(WEXITSTATUS(status)) + " and without a report";
}

}  // namespace

std::string to_line(const Stage& stage) {
  return std::to_string(stage.scanned) + ' ' + std::to_string(stage.nominated) + ' ' +
         std::to_string(stage.removed) + '\n';
}

Child::Child(const JobConfig& job, std::vector<std::string> arguments, const Clock& clock)
    : job_(&job), clock_(&clock), began_(clock.since_boot()) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw system_failure("", "cannot make a pipe", errno);
  report_ = Descriptor(ends[0]);
  const Descriptor theirs(ends[1]);
  std::vector<char*> raw;
  for (std::string& argument : arguments) raw.push_back(argument.data());
  raw.push_back(nullptr);
  pid_ = ::fork();
  if (pid_ < 0) throw system_failure("", "cannot start a process", errno);
  if (pid_ == 0) become(raw, theirs.get());
}

bool Child::read() {
  char buffer[65536];
  const ssize_t got = ::read(report_.get(), buffer, sizeof buffer);
  if (got == 0) return false;
  if (got > 0) text_.append(buffer, static_cast<std::size_t>(got));
  take_progress();
  return true;
}

/// The report is one line that begins with a brace; whole lines before it are progress.
void Child::take_progress() {
  for (std::size_t end; !text_.starts_with('{') && (end = text_.find('\n')) != std::string::npos;) {
    std::istringstream(text_.substr(0, end)) >> stage_.scanned >> stage_.nominated >> stage_.removed;
    text_.erase(0, end + 1);
  }
}

void Child::mind(bool stop) {
  const Span took = clock_->since_boot() - began_;
  late_ = job_->deadline && took > job_->deadline->about();
  if ((stop || late_) && asked_ == Asked::no) {
    ::kill(pid_, stop ? SIGTERM : kDeadlineSignal);
    asked_ = Asked::to_stop;
  }
  if (late_ && took > job_->deadline->about() + kGrace) ::kill(-pid_, SIGKILL);
}

JobReport Child::finish() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  if (std::optional<JobReport> report = read_job_report(text_)) return *report;
  return failed_job(job_->name, late_ ? "it ran past its deadline and was stopped" : how_it_ended(status));
}

}  // namespace winnow
