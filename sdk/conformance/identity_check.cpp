/// What a store says that it is: the same in each instance and in each process, or each run would be one of another
/// store.
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "store_bench.h"

namespace winnow::conformance {
namespace {

std::string identity_of(const Instance& instance) {
  std::string out;
  const winnow_text_sink sink{&out, [](void* ctx, winnow_text text) noexcept -> std::int32_t {
                                return *static_cast<std::string*>(ctx) = view(text), 0;
                              }};
  winnow_error error{};
  expect_ok(instance.store().identity(instance.self(), &sink, &error), error, "identity");
  return out;
}

/// As a process says it into which nothing of this one was loaded.
std::string identity_elsewhere(const Subject& subject) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe can be made");
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("no process can be started");
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    try {
      const std::string identity = identity_of(Instance(subject));
      ::_exit(::write(ends[1], identity.data(), identity.size()) == static_cast<ssize_t>(identity.size()) ? 0 : 1);
    } catch (const std::exception&) {
      ::_exit(1);  // the parent comes to the same, and says it
    }
  }
  ::close(ends[1]);
  std::string out;
  char some[4096];
  for (ssize_t size; (size = ::read(ends[0], some, sizeof some)) > 0;)
    out.append(some, static_cast<std::size_t>(size));
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  return out;
}

}  // namespace

void knows_itself(const Subject& subject) {
  const std::string elsewhere = identity_elsewhere(subject);
  const std::string identity = identity_of(Instance(subject));
  require(!identity.empty(), "it does not say what it is");
  require(identity_of(Instance(subject)) == identity, "another instance says that it is something else");
  require(elsewhere == identity, "another process says that it is something else");
}

}  // namespace winnow::conformance
