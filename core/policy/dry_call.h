/// Tries a policy on made-up items, so that `check` shows a mistake before the run on Sunday night does.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/policy/policy_job.h"

namespace winnow {

/// Compiles the policy, binds the parameters and calls its rule: on items with plausible values (of the types that
/// `facts` tell, else guessed from the names), on recent ones, on ones that hold the texts that the rule compares
/// with, and on ones that are all NULL. Answers one message for each mistake that does not hang on the values:
/// names that do not exist, answers that are no verdicts, time and memory; and, where the facts tell the type of
/// every field, any error on plausible values. Empty: nothing found. Throws Failure as PolicyJob's constructor
/// does.
std::vector<std::string> dry_call(const PolicySource& source, const toml::table& params, const Place& place,
                                  const Zone& zone, Time now, const Clock& clock, std::span<const Fact> facts);

}  // namespace winnow
