/// What `policy test` and `plugin test` have in common: how their results are told.
#pragma once

#include <boost/program_options.hpp>
#include <span>

#include "core/cli/command.h"
#include "core/policy/case_runner.h"

namespace winnow {

/// The option --junit.
void declare_junit(boost::program_options::options_description& options);

/// Prints the results, writes the report that --junit names and answers the exit status.
int tell(std::span<const SuiteResult> results, Subjects of, const Invocation& invocation);

}  // namespace winnow
