/// `policy test` and `plugin test`: run the cases beside policies and jobs under a frozen clock, without any store.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/policy/cases.h"
#include "winnow/job.hpp"

namespace winnow {

struct CaseResult {
  std::string name;
  std::string place;                     ///< of the case, "policies/x.cases.toml:12:1"
  std::vector<std::string> differences;  ///< empty: passed
};

/// What came of one policy or plugin.
struct SuiteResult {
  std::string subject;  ///< the file
  std::string error;    ///< it or its cases cannot be read; else empty
  std::vector<CaseResult> cases;
  bool without_cases = false;
};

/// How the job of a case is made, from its params.
struct CaseJobs {
  std::function<std::unique_ptr<Job>(const PolicyCase& test, const Zone& zone, Host& host)> make;
  std::string column;  ///< the time column where a case names none; may be empty
};

/// Runs all cases beside `subject`. Never throws for what `load` throws or for cases that are wrong: that is a
/// result.
SuiteResult run_cases(const std::string& subject, const std::function<CaseJobs()>& load);

/// Runs all cases of one policy. Never throws for a policy or cases that are wrong: that is a result.
SuiteResult run_policy_cases(const std::string& policy_file, const Clock& clock);

/// Whether every case of every policy passed; a policy without cases does.
bool all_passed(std::span<const SuiteResult> results);

/// What the results are of, for their words.
enum class Subjects { policies, plugins };

/// As JUnit's XML, in the form that Jenkins and GitLab read: a suite a policy, a case a case.
std::string junit_of(std::span<const SuiteResult> results, Subjects of = Subjects::policies);

/// As text for people, with a last line that sums up.
std::string text_of(std::span<const SuiteResult> results);

/// As one JSON document: {"status": 1, "passed": 7, "failed": 1, "policies": [{"policy": ..., "cases": [...]}]}, or
/// "plugins" and "plugin".
std::string json_of(std::span<const SuiteResult> results, Subjects of = Subjects::policies);

}  // namespace winnow
