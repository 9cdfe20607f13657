#include "core/base/process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "core/base/failure.h"

namespace winnow {
namespace {

constexpr Span kLook = std::chrono::milliseconds(10);    // between two looks whether it has ended
constexpr Span kGrace = std::chrono::milliseconds(500);  // between SIGTERM and SIGKILL

/// What posix_spawn needs, freed with the object.
class SpawnPlan {
 public:
  explicit SpawnPlan(const std::filesystem::path& folder) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, STDERR_FILENO, STDOUT_FILENO);
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setpgroup(&attributes_, 0);
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

pid_t start(const Program& program) {
  std::vector<std::string> words = program.words;
  std::vector<char*> raw;
  for (std::string& word : words) raw.push_back(word.data());
  raw.push_back(nullptr);
  const SpawnPlan plan(program.folder);
  pid_t pid = 0;
  const int error = ::posix_spawnp(&pid, raw.front(), plan.actions(), plan.attributes(), raw.data(), environ);
  if (error != 0) throw system_failure(program.words.front(), "cannot be started", error);
  return pid;
}

/// Looks until it has ended (true) or `enough` answers true. It is not reaped, so that its group keeps its number.
bool wait_for(pid_t pid, Clock& clock, const std::function<bool()>& enough) {
  for (;;) {
    siginfo_t info{};
    if (::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid) {
      return true;
    }
    if (enough()) return false;
    clock.wait(kLook);
  }
}

void kill_group(pid_t pid, Clock& clock) {
  ::kill(-pid, SIGTERM);
  const Span began = clock.since_boot();
  wait_for(pid, clock, [&] { return clock.since_boot() - began > kGrace; });
  ::kill(-pid, SIGKILL);  // also what it started and left behind
}

int reap(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

Ended run_program_within(const Program& program, Clock& clock, const std::function<bool()>& stopping) {
  const pid_t pid = start(program);
  const Span began = clock.since_boot();
  const bool ended = wait_for(pid, clock, [&] { return stopping() || clock.since_boot() - began > program.limit; });
  if (!ended) kill_group(pid, clock);
  const int status = reap(pid);
  if (!ended) return {stopping() ? Ended::How::interrupted : Ended::How::out_of_time};
  if (WIFSIGNALED(status)) return {Ended::How::killed_by_signal, WTERMSIG(status)};
  return {Ended::How::exited, WEXITSTATUS(status)};
}

}  // namespace winnow
