#include "core/cli/case_results.h"

#include <iostream>

#include "core/base/output.h"
#include "core/report/status.h"

namespace winnow {
namespace {

/// As core/policy/case_report begins it.
constexpr OutputKind kJunitKind{"a test report",
                                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"winnow"};

}  // namespace

void declare_junit(boost::program_options::options_description& options) {
  options.add_options()("junit", boost::program_options::value<std::string>()->value_name("FILE"),
                        "test: also write the results as JUnit XML");
}

int tell(std::span<const SuiteResult> results, Subjects of, const Invocation& invocation) {
  std::cout << (invocation.globals.json ? json_of(results, of) : text_of(results));
  if (invocation.has("junit")) write_output(invocation.text("junit"), kJunitKind, junit_of(results, of));
  return all_passed(results) ? kDone : kFailed;
}

}  // namespace winnow
