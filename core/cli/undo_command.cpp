#include <iostream>
#include <nlohmann/json.hpp>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/cli/commands.h"
#include "core/cli/runs.h"
#include "core/cli/session.h"
#include "core/report/status.h"
#include "core/run/undo.h"

namespace winnow {

namespace po = boost::program_options;

void declare_undo(OptionsDescription& options) {
  options.add_options()("job", po::value<std::string>(), "only what this job removed")(
      "key", po::value<std::vector<std::string>>(), "only this key; may be repeated");
}

int undo_command(const Invocation& invocation) {
  const std::vector<std::string> names = invocation.list("args");
  if (names.size() != 1)
    throw configuration_failure("", "name one run to undo", "winnow undo RUN, or: winnow undo latest");
  const Time now = SystemClock().now();
  Session session(invocation.globals, new_run_id(now), now);
  const std::string run = find_run(session.world().state.db(), names.front());
  const std::vector<std::string> keys = invocation.list("key");
  const UndoReport report = undo(session.world(), run, invocation.text("job"), {keys.begin(), keys.end()});
  if (invocation.globals.json) {
    std::cout << nlohmann::ordered_json{{"run", run},
                                        {"restored", report.restored},
                                        {"conflicts", report.conflicts},
                                        {"failed", report.failed},
                                        {"errors", report.errors}}
                     .dump(2)
              << '\n';
    return report.whole() ? kDone : kPartial;
  }
  for (const std::string& error : report.errors) std::cout << "    " << error << '\n';
  for (const std::string& job : report.withdrawn) {
    std::cout << "the approval of " << job << " is withdrawn, or its next run would remove all of it again\n";
  }
  std::cout << "restored " << with_commas(report.restored) << ", conflicts " << with_commas(report.conflicts)
            << ", failed " << with_commas(report.failed) << '\n';
  return report.whole() ? kDone : kPartial;
}

}  // namespace winnow
