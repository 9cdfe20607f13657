#include "core/cli/own_process.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <ostream>

#include "core/base/clock.h"
#include "core/base/failure.h"
#include "core/plugin/asking.h"
#include "core/report/status.h"

namespace winnow {
namespace {

constexpr std::size_t kMostHeld = 1 << 20;
constexpr timespec kBetweenLooks{0, 200'000'000};
constexpr int kFromOutside[] = {SIGKILL, SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGPIPE};

/// Signals that the parent waits for instead of taking them.
sigset_t awaited() {
  sigset_t out;
  sigemptyset(&out);
  for (const int signal : {SIGCHLD, SIGTERM, SIGINT, SIGHUP}) sigaddset(&out, signal);
  return out;
}

bool is_late() {
  const std::int64_t since = asked_page().since;
  const std::int64_t limit = asked_page().limit;
  return since != 0 && limit != 0 && SystemClock().since_boot().count() - since > limit;
}

/// The status of waitpid(). `late`: it was killed for an answer that took too long.
int wait_for(pid_t child, bool& late) {
  const sigset_t signals = awaited();
  for (int status = 0;;) {
    const pid_t ended = ::waitpid(child, &status, WNOHANG);
    if (ended == child) return status;
    if (ended < 0 && errno != EINTR) throw system_failure("", "cannot wait for a process", errno);
    const int signal = ::sigtimedwait(&signals, nullptr, &kBetweenLooks);
    if (signal > 0 && signal != SIGCHLD) ::kill(child, signal);
    if (!late && is_late()) {
      late = true;
      ::kill(child, SIGKILL);
    }
  }
}

[[noreturn]] void end_likewise(int signal) {
  ::signal(signal, SIG_DFL);
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, signal);
  ::sigprocmask(SIG_UNBLOCK, &one, nullptr);
  ::raise(signal);
  ::_exit(128 + signal);
}

/// What became of a child that did not come to its end.
Failure early_end(int status, bool late) {
  const AskedPage& page = asked_page();
  const bool asked = page.since != 0;
  const std::string who = asked ? page.who : "winnow";
  const std::string remedy = "what was done stands, not all was said; " +
                             std::string(asked ? "its author can mend it" : "tell winnow's authors");
  if (late) return {who, "it was asked and did not answer within the longest deadline of the jobs", remedy};
  if (WIFSIGNALED(status)) {
    return {who,
            std::string(asked ? "it was being asked when " : "") + "the process was killed by signal " +
                std::to_string(WTERMSIG(status)) + " (" + ::strsignal(WTERMSIG(status)) + ")",
            remedy};
  }
  return {asked ? who : "a plugin, or a library of one",
          "it ended the process before its work was done, with status " + std::to_string(WEXITSTATUS(status)),
          remedy};
}

}  // namespace

std::optional<int> in_own_process() {
  share_asked_page();
  const sigset_t signals = awaited();
  sigset_t before;
  ::sigprocmask(SIG_BLOCK, &signals, &before);
  ::signal(SIGCHLD, SIG_DFL);
  std::cout.flush();
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) throw system_failure("", "cannot start a process", errno);
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(kFailed);
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
    return std::nullopt;
  }
  bool late = false;
  const int status = wait_for(child, late);
  if (const int ended = asked_page().ended; ended != 0) return ended - 1;
  const bool outside =
      !late && WIFSIGNALED(status) && std::ranges::find(kFromOutside, WTERMSIG(status)) != std::end(kFromOutside);
  if (outside) end_likewise(WTERMSIG(status));
  const Failure failure = early_end(status, late);
  if (!asked_page().spoke) throw failure;
  // A document has begun: a second one would not end it.
  std::cerr << "winnow: " << failure.what() << '\n';
  return kFailed;
}

void say_ended(int status) {
  asked_page().ended = 1 + status;
}

void limit_answers(const Config& config) {
  asked_page().limit = 0;
  Span longest{0};
  for (const JobConfig& job : config.jobs) {
    if (!job.deadline) return;
    longest = std::max(longest, job.deadline->about());
  }
  asked_page().limit = longest.count();
}

HeldBack::HeldBack(std::ostream& to) : to_(to), before_(to.rdbuf(this)) {}

HeldBack::~HeldBack() {
  to_.rdbuf(before_);
}

void HeldBack::let_go() {
  if (held_.empty()) return;
  asked_page().spoke = true;
  const auto size = static_cast<std::streamsize>(held_.size());
  if (before_->sputn(held_.data(), size) != size) to_.setstate(std::ios::badbit);
  held_.clear();
}

HeldBack::int_type HeldBack::overflow(int_type c) {
  if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
  const char one = traits_type::to_char_type(c);
  return xsputn(&one, 1) == 1 ? c : traits_type::eof();
}

std::streamsize HeldBack::xsputn(const char* text, std::streamsize n) {
  held_.append(text, static_cast<std::size_t>(n));
  if (held_.size() > kMostHeld) let_go();
  return n;
}

}  // namespace winnow
