#include <unistd.h>

#include <iostream>

#include "core/base/clock.h"
#include "core/base/failure.h"
#include "core/base/log.h"
#include "core/cli/commands.h"
#include "core/cli/supervisor.h"
#include "core/plugin/trust.h"
#include "core/policy/folders.h"
#include "core/report/metrics.h"
#include "core/report/status.h"
#include "core/report/text.h"

namespace winnow {
namespace {

namespace po = boost::program_options;

constexpr const char* kMetricsFile = "metrics-file";

void declare_metrics_file(OptionsDescription& options) {
  options.add_options()(kMetricsFile, po::value<std::string>(),
                        "FILE.prom for node_exporter's textfile collector, with figures of all jobs");
}

/// Before anything is tried, lest a run be over when it turns out that nobody can be told.
void check_metrics_file(const std::filesystem::path& file) {
  const std::filesystem::path folder = std::filesystem::absolute(file).parent_path();
  if (::access(folder.c_str(), W_OK | X_OK) == 0) return;
  throw configuration_failure(file.string(), "nothing can be written to its folder", "make it, or name another");
}

/// A run of which nobody is told must not look like a success.
void tell_metrics(const Invocation& invocation, nlohmann::ordered_json& document) {
  try {
    const Config config = load_config(find_config(invocation.globals.config), SystemClock().now());
    write_metrics(metrics_after(config, document), invocation.text(kMetricsFile));
  } catch (const Failure& failure) {
    spdlog::error("the metrics are not written: {}", failure.what());
    document["status"] = most_severe({document.at("status"), kFailed});
  }
}

int report(const Invocation& invocation, const RunRequest& request) {
  if (invocation.has(kMetricsFile)) check_metrics_file(invocation.text(kMetricsFile));
  nlohmann::ordered_json document = supervise(invocation.globals, request);
  if (invocation.has(kMetricsFile)) tell_metrics(invocation, document);
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

void declare_plan(OptionsDescription& options) {
  declare_metrics_file(options);
}

int plan_command(const Invocation& invocation) {
  return report(invocation, {"plan", invocation.list("args")});
}

void declare_run(OptionsDescription& options) {
  options.add_options()("apply", "remove what the plan lists, of approved jobs");
  declare_metrics_file(options);
}

int run_command(const Invocation& invocation) {
  if (!invocation.has("apply")) return plan_command(invocation);
  check_trust(invocation.globals);
  return report(invocation, {"apply", invocation.list("args")});
}

}  // namespace winnow
