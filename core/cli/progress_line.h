/// One line on standard error that says how far some work is, where standard error is a terminal.
#pragma once

#include <string>
#include <vector>

#include "core/base/advance.h"
#include "core/base/clock.h"
#include "core/cli/command.h"

namespace winnow {

/// Thread rule: one thread.
class ProgressLine {
 public:
  enum class Show { no, yes };
  struct Row {
    std::string what;  ///< a job, or a command
    std::string word;  ///< what is done to them: "scanned", "removed"
    std::uint64_t done = 0;
    std::uint64_t of = 0;  ///< 0: nobody knows
    Span took{};           ///< for what is done so far
  };

  explicit ProgressLine(Show show) : show_(show) {}
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// Yes, if a person looks at standard error and has not asked for quiet.
  static Show wanted(const Globals& globals);

  /// Writes the line anew: "audit: 12,000 of 30,400 removed, 4,000/s, 5s left".
  void show(const std::vector<Row>& rows);
  /// Takes the line away, so that what comes next begins on a clean one.
  void clear();

  static std::string text(const std::vector<Row>& rows);

 private:
  Show show_;
  bool dirty_ = false;
};

/// The line of a command that does its work in its own process. Thread rule: one thread.
class ProgressOf {
 public:
  /// `word`: as in "12 of 300 `word`".
  ProgressOf(const Globals& globals, std::string word);

  /// To be handed to the work; *this outlives it.
  Advance advance();

 private:
  void tell(std::string_view what, std::uint64_t done, std::uint64_t of);

  SystemClock clock_;
  std::string word_;
  std::string what_;
  Span began_{}, told_{};
  ProgressLine line_;
};

}  // namespace winnow
