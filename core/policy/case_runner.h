/// `policy test`: runs the cases beside policies under a frozen clock, without any store.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/base/clock.h"

namespace winnow {

struct CaseResult {
  std::string name;
  std::string place;                     ///< of the case, "policies/x.cases.toml:12:1"
  std::vector<std::string> differences;  ///< empty: passed
};

/// What came of one policy.
struct SuiteResult {
  std::string policy;  ///< the file
  std::string error;   ///< the policy or its cases cannot be read; else empty
  std::vector<CaseResult> cases;
  bool without_cases = false;
};

/// Runs all cases of one policy. Never throws for a policy or cases that are wrong: that is a result.
SuiteResult run_policy_cases(const std::string& policy_file, const Clock& clock);

/// Whether every case of every policy passed; a policy without cases does.
bool all_passed(std::span<const SuiteResult> results);

/// As JUnit's XML, in the form that Jenkins and GitLab read: a suite a policy, a case a case.
std::string junit_of(std::span<const SuiteResult> results);

/// As text for people, with a last line that sums up.
std::string text_of(std::span<const SuiteResult> results);

/// As one JSON document: {"status": 1, "passed": 7, "failed": 1, "policies": [{"policy": ..., "cases": [...]}]}
std::string json_of(std::span<const SuiteResult> results);

}  // namespace winnow
