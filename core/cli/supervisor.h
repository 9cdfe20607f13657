/// Runs each job as a fresh process of this same program, and gathers what they report.
///
/// The supervisor opens no state and no store. A job that crashes, hangs past its deadline or calls exit ends
/// alone.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/cli/command.h"
#include "core/config/config.h"

namespace winnow {

struct RunRequest {
  std::string mode;               ///< "plan" or "apply"
  std::vector<std::string> jobs;  ///< empty: all of the TOML, in its order
  /// Further options for the worker of a job; may be empty.
  std::function<std::vector<std::string>(const std::string& job)> worker_options;
};

/// The whole document of --json. Throws Failure (configuration) before anything is tried.
nlohmann::ordered_json supervise(const Globals& globals, const RunRequest& request);

}  // namespace winnow
