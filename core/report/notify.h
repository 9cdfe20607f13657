/// Tells others how a run ended, as the TOML's [[notify]] rows want it.
///
/// A row speaks of the jobs whose ending is in its `on`; of none, nothing is sent. Without `on`: slack and webhook
/// of every ending that needs a person, healthchecks of every apply, so that a run that never came is missed there;
/// of jobs that were named on the command line healthchecks hears only that they failed. Nothing that is sent names
/// an item: it is what the state keeps of a report (kept.h), with the ledger's head.
#pragma once

#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/config/environment.h"
#include "core/report/discretion.h"
#include "core/report/run_report.h"

namespace winnow {

/// Thread rule: one thread.
class Notifier {
 public:
  /// Fills ${NAME} in. A receiver for which that cannot be done stops no job: it is among the problems.
  Notifier(const Config& config, const Environment& environment);

  /// In words, one for each receiver that cannot be told anything; no URL stands in them.
  std::vector<std::string> problems() const;

  /// Answers in words what could not be sent; no URL stands in them.
  std::vector<std::string> tell(const RunReport& report) const;

 private:
  struct Receiver {
    const NotifyConfig* row;
    std::string url;
    std::string problem;  ///< why there is no URL; empty where there is one
  };
  Discretion discretion_;
  std::vector<Receiver> receivers_;
};

}  // namespace winnow
