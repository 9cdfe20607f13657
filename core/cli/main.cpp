#include <malloc.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string_view>

#include "core/cli/command.h"
#include "core/cli/own_process.h"
#include "core/report/status.h"

namespace {

constexpr int kKeptMemory = 32 * 1024 * 1024;  // bytes, the most that the C library takes for its mmap threshold

pid_t at_work = 0;  ///< this process, until its command has ended; a child of it is none

/// A library that calls exit() would end the command with a status of its own, and nobody would be told.
void tell_of_early_end() {
  if (at_work != ::getpid()) return;
  constexpr std::string_view kWords =
      "winnow: a plugin, or a library of one, ended the process before its work was done\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, kWords.data(), kWords.size());
  ::_exit(winnow::kFailed);
}

/// What one batch needed the next one needs too: given back in between, each page of it would be cleared anew.
void keep_memory() {
#ifdef __GLIBC__
  ::mallopt(M_MMAP_THRESHOLD, kKeptMemory);
  ::mallopt(M_TRIM_THRESHOLD, kKeptMemory);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  keep_memory();
  // A reader that went away and a file that may not grow are failed writes, which are told and end with status 1;
  // the signals would kill without a word.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  // An apply refuses what others may write to, so nothing that winnow makes is such.
  ::umask(::umask(0) | S_IWGRP | S_IWOTH);
  at_work = ::getpid();
  std::atexit(tell_of_early_end);
  const int status = winnow::run_program({argv + 1, argv + argc});
  winnow::say_ended(status);
  at_work = 0;
  return status;
}
