#include <iostream>

#include "core/base/clock.h"
#include "core/base/failure.h"
#include "core/cli/commands.h"
#include "core/cli/supervisor.h"
#include "core/plugin/trust.h"
#include "core/policy/folders.h"
#include "core/report/status.h"
#include "core/report/text.h"

namespace winnow {
namespace {

int report(const Invocation& invocation, const RunRequest& request) {
  const nlohmann::ordered_json document = supervise(invocation.globals, request);
  if (invocation.globals.json) {
    std::cout << document.dump(2) << '\n';
  } else {
    print_report(document, std::cout);
  }
  return document.at("status");
}

/// What decides on deletions must be in nobody else's hands.
void check_trust(const Globals& globals) {
  const Config config = load_config(find_config(globals.config), SystemClock().now());
  std::vector<std::filesystem::path> files = config.env_files;
  files.push_back(config.file);
  for (const JobConfig& job : config.jobs) {
    // One that is not there fails its own job only.
    if (const auto policy = PolicyFolders::of(config).look_up(job.policy)) files.push_back(*policy);
  }
  for (const std::filesystem::path& file : files) {
    if (const std::string words = distrust(file, Trust::file); !words.empty()) {
      throw configuration_failure(file.string(), "--apply refuses it: " + words);
    }
  }
}

}  // namespace

void declare_plan(OptionsDescription&) {}

int plan_command(const Invocation& invocation) {
  return report(invocation, {"plan", invocation.list("args")});
}

void declare_run(OptionsDescription& options) {
  options.add_options()("apply", "remove what the plan lists, of approved jobs");
}

int run_command(const Invocation& invocation) {
  if (!invocation.has("apply")) return plan_command(invocation);
  check_trust(invocation.globals);
  return report(invocation, {"apply", invocation.list("args")});
}

}  // namespace winnow
