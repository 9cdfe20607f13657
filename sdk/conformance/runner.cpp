/// Each check in a process of its own, and what is said when that ends badly.
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "trial.h"

namespace winnow::conformance {
namespace {

/// The first byte of what a child says.
constexpr char kPassed = 'P';
constexpr char kFailed = 'F';
constexpr char kLeftOut = 'L';

void say(int to, char what, const std::string& words) {
  const std::string line = what + words.substr(0, 4000);
  if (::write(to, line.data(), line.size()) != static_cast<ssize_t>(line.size())) ::_exit(1);
}

[[noreturn]] void work(const Check& check, const Subject& subject, int to, int output) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::dup2(output, STDOUT_FILENO);
  try {
    std::string untried;
    try {
      check.run(subject);
    } catch (const InPart& what) {
      untried = what.what();
    }
    std::fflush(stdout);
    require(::lseek(output, 0, SEEK_END) == 0, "it writes to standard output, which is the host's alone");
    say(to, kPassed, untried);
  } catch (const LeftOut& why) {
    say(to, kLeftOut, why.what());
  } catch (const std::exception& flaw) {
    say(to, kFailed, flaw.what());
  }
  ::_exit(0);
}

/// What the child says until its end, or nullopt where that takes too long.
std::optional<std::string> hear(int from, std::chrono::seconds patience) {
  std::string out;
  const auto end = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
    pollfd waiting{from, POLLIN, 0};
    if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) == 0) return std::nullopt;
    std::array<char, 4096> some;
    const ssize_t size = ::read(from, some.data(), some.size());
    if (size <= 0) return out;
    out.append(some.data(), static_cast<std::size_t>(size));
  }
}

Finding run(const Check& check, const Subject& subject) {
  Finding out{check.name, check.explanation, Result::failed, {}};
  int ends[2];
  const int output = ::memfd_create("output", MFD_CLOEXEC);
  if (output < 0 || ::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe can be made");
  std::fflush(nullptr);  // or the child would write what waits here, and it would pass for the plugin's words
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("no process can be started");
  if (child == 0) {
    ::close(ends[0]);
    work(check, subject, ends[1], output);
  }
  ::close(ends[1]);
  ::close(output);
  const std::optional<std::string> said = hear(ends[0], subject.patience);
  ::close(ends[0]);
  if (!said) ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!said) {
    out.words = "it did not come to an end in " + std::to_string(subject.patience.count()) + " s";
  } else if (WIFSIGNALED(status)) {
    out.words = std::string("its process was killed by ") + ::strsignal(WTERMSIG(status));
  } else if (said->empty()) {
    out.words = "it ended the process, with status " + std::to_string(WEXITSTATUS(status));
  } else {
    out.words = said->substr(1);
    out.result = said->front() == kPassed    ? Result::passed
                 : said->front() == kLeftOut ? Result::left_out
                                             : Result::failed;
  }
  return out;
}

/// Whether it holds a job: asked in a process of its own too.
enum class Kind { unknown, job, store };
Kind kind_of(const Subject& subject) {
  const Check job{"", "", [](const Subject& one) {
                    if (plugin_of(one).job == nullptr) throw LeftOut("a store");
                  }};
  const Finding answer = run(job, subject);
  return answer.result == Result::passed     ? Kind::job
         : answer.result == Result::left_out ? Kind::store
                                             : Kind::unknown;
}

}  // namespace

std::vector<Finding> check_plugin(const Subject& subject) {
  std::vector<Finding> out;
  for (const Check& check : loading_checks()) out.push_back(run(check, subject));
  const Kind kind = kind_of(subject);
  if (kind != Kind::unknown) {
    const Finding fit = run({"", "", require_fit}, subject);  // in a process of its own too
    if (fit.result != Result::passed) throw Misfit(fit.words);
  }
  std::vector<Check> checks = general_checks();
  if (kind == Kind::job) {
    for (const Check& check : job_checks()) checks.push_back(check);
  } else if (kind == Kind::store) {
    for (const Check& check : store_checks()) checks.push_back(check);
  }
  for (const Check& check : checks) {
    out.push_back(kind == Kind::unknown
                      ? Finding{check.name, check.explanation, Result::left_out, "it cannot be loaded and used"}
                      : run(check, subject));
  }
  return out;
}

}  // namespace winnow::conformance
