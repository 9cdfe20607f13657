/// `policy test`: runs the cases beside policies under a frozen clock, without any store.
#pragma once

#include <iosfwd>
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

/// Runs the files, prints what differs as a unit-test runner does, and answers an exit status: 0 all passed, 1 not.
/// A policy without cases is named, and is no failure. `junit`: a file for the same in JUnit's XML; empty: none.
int test_policies(std::span<const std::string> files, const Clock& clock, std::ostream& out,
                  const std::string& junit);

/// As JUnit's XML, in the form that Jenkins and GitLab read: a suite a policy, a case a case.
std::string junit_of(std::span<const SuiteResult> results);

/// As text for people, with a last line that sums up.
std::string text_of(std::span<const SuiteResult> results);

}  // namespace winnow
