/// Runs each job as a fresh process of this same program, and gathers what they report.
///
/// The supervisor opens no state and no store. A job that crashes, hangs past its deadline or calls exit ends
/// alone. Jobs run one after another, or some side by side; two on the same target never do.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/cli/command.h"
#include "core/config/config.h"
#include "core/report/run_report.h"

namespace winnow {

struct RunRequest {
  std::string mode;               ///< "plan" or "apply"
  std::vector<std::string> jobs;  ///< empty: all of the TOML, in its order
  /// Further options for the worker of a job; may be empty.
  std::function<std::vector<std::string>(const std::string& job)> worker_options{};
  std::size_t at_once = 1;  ///< so many side by side
};

/// Adds --jobs.
void declare_at_once(boost::program_options::options_description& options);
/// Reads it. Throws Failure (configuration) for 0.
std::size_t at_once(const Invocation& invocation);

/// Throws Failure (configuration) before anything is tried.
RunReport supervise(const Globals& globals, const RunRequest& request);

}  // namespace winnow
