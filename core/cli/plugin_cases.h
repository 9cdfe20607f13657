/// `plugin test`: runs the cases beside a job plugin under a frozen clock, without any store.
#pragma once

#include <string>

#include "core/policy/case_runner.h"

namespace winnow {

/// The cases of "my-prune.so" stand in "my-prune.cases.toml" beside it, as a policy's do; `params` are the options
/// of the job. Never throws for a plugin or cases that are wrong: that is a result. Thread rule: one thread.
SuiteResult run_plugin_cases(const std::string& file);

}  // namespace winnow
