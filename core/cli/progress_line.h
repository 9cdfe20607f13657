/// One line on standard error that says how far the jobs are, where standard error is a terminal.
#pragma once

#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/cli/child.h"

namespace winnow {

/// Thread rule: one thread.
class ProgressLine {
 public:
  enum class Show { no, yes };
  struct Row {
    std::string job;
    Stage stage;
    Span took;
  };

  explicit ProgressLine(Show show) : show_(show) {}
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// Writes the line anew: "audit: 1,204,000 scanned, 48,100/s", and later "audit: 12,000 of 30,400 removed".
  void show(const std::vector<Row>& rows);
  /// Takes the line away, so that what comes next begins on a clean one.
  void clear();

  static std::string text(const std::vector<Row>& rows);

 private:
  Show show_;
  bool dirty_ = false;
};

}  // namespace winnow
