/// A job's report as the JSON of the contract: what `--json` prints, and what a job's process hands to its parent.
#pragma once

#include <nlohmann/json.hpp>

#include "core/plan/tally.h"

namespace winnow {

/// Keys that are not UTF-8 appear as {"base64": …}. Thread rule: pure.
nlohmann::ordered_json to_json(const JobReport& report);

/// The report of a job whose process ended without one.
nlohmann::ordered_json failed_job(const std::string& job, const std::string& why);

}  // namespace winnow
