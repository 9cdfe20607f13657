#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "core/cli/command.h"
#include "core/report/status.h"

namespace {

pid_t at_work = 0;  ///< this process, until its command has ended; a child of it is none

/// A library that calls exit() would end the command with a status of its own, and nobody would be told.
void tell_of_early_end() {
  if (at_work != ::getpid()) return;
  constexpr std::string_view kWords =
      "winnow: a plugin, or a library of one, ended the process before its work was done\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, kWords.data(), kWords.size());
  ::_exit(winnow::kFailed);
}

}  // namespace

int main(int argc, char** argv) {
  at_work = ::getpid();
  std::atexit(tell_of_early_end);
  const int status = winnow::run_program({argv + 1, argv + argc});
  at_work = 0;
  return status;
}
