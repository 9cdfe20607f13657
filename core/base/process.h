/// Running a program without a shell, within a time limit.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/clock.h"

namespace winnow {

struct Program {
  std::vector<std::string> words;  ///< the program (a path, or a name to look for in PATH) and its arguments
  std::filesystem::path folder;    ///< it works there
  Span limit;
};

/// How a program ended.
struct Ended {
  enum class How { exited, killed_by_signal, out_of_time, interrupted };
  How how;
  int number = 0;  ///< exit status, or signal
};

/// Runs it in a process group of its own, with nothing on standard input and what it prints on our standard error.
/// When the limit has passed or `stopping` answers true, the whole group is killed. Throws Failure if it cannot be
/// started. Thread rule: one thread.
Ended run_program_within(const Program& program, Clock& clock, const std::function<bool()>& stopping);

}  // namespace winnow
