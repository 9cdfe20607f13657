/// The JSON of a report: what `--json` prints, what a job's process hands to its parent, what the state keeps.
/// docs/reference/json.md is the user's page. A field stands once, in describe() of json.cpp, and is written and
/// read from there.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/report/run_report.h"

namespace winnow {

/// Keys that are not UTF-8 appear as {"base64": …}. Thread rule of all: pure.
nlohmann::ordered_json to_json(const JobReport& report);
nlohmann::ordered_json to_json(const RunReport& report);
nlohmann::ordered_json to_json(const AgeStep& step);
nlohmann::ordered_json to_json(const Sample& sample);

/// The other way. What is missing (in the report of an older version) keeps its default; nullopt: it is no report.
std::optional<JobReport> read_job_report(const std::string& json);

/// One line, with what is not UTF-8 replaced.
std::string one_line(const nlohmann::ordered_json& json);

}  // namespace winnow
