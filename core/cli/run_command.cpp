#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <optional>
#include <sstream>
#include <utility>

#include "core/base/clock.h"
#include "core/base/failure.h"
#include "core/base/log.h"
#include "core/cli/commands.h"
#include "core/cli/plan_output.h"
#include "core/cli/style.h"
#include "core/cli/supervisor.h"
#include "core/plan/plan_file.h"
#include "core/report/html_report.h"
#include "core/report/json.h"
#include "core/report/markdown.h"
#include "core/report/metrics.h"
#include "core/report/notify.h"
#include "core/report/status.h"
#include "core/report/text.h"
#include "core/safety/own_state.h"
#include "core/safety/trusted.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

constexpr const char* kMetricsFile = "metrics-file";
constexpr const char* kPage = "html";

void declare_metrics_file(OptionsDescription& options) {
  options.add_options()(kMetricsFile, po::value<std::string>()->value_name("FILE"),
                        "FILE.prom for node_exporter's textfile collector, with figures of all jobs");
}

/// A run of which nobody is told must not look like a success.
void tell_metrics(const Invocation& invocation, RunReport& report) {
  try {
    const Config config = load_config(find_config(invocation.globals.config), SystemClock().now());
    write_metrics(metrics_after(config, report), invocation.text(kMetricsFile));
  } catch (const Failure& failure) {
    spdlog::error("the metrics are not written: {}", failure.what());
    report.status = most_severe({report.status, kFailed});
  }
}

/// Those who are to be told how a run ends, made ready before it begins.
class Listeners {
 public:
  explicit Listeners(const Globals& globals)
      : config_(load_config(find_config(globals.config), SystemClock().now())) {
    if (config_.notify.empty()) return;
    try {
      notifier_.emplace(config_, Environment(config_.env_files));
    } catch (const Failure& failure) {
      unreadable_ = failure.what();
    }
  }

  /// As with the metrics: a run of which nobody is told must not look like a success. What keeps somebody from
  /// being told keeps no job from its work.
  void tell(RunReport& report) const {
    std::vector<std::string> problems;
    if (notifier_) problems = notifier_->tell(report);
    if (!unreadable_.empty()) problems.push_back("nobody can be told: " + unreadable_);
    for (const std::string& words : problems) {
      spdlog::error("{}", words);
      report.status = most_severe({report.status, kFailed});
    }
  }

 private:
  Config config_;
  std::optional<Notifier> notifier_;
  std::string unreadable_;  ///< why the env files could not be read; else empty
};

void write_page_of(const RunReport& report, const Invocation& invocation) {
  const Config config = load_config(find_config(invocation.globals.config), SystemClock().now());
  std::optional<State> state = open_existing_state(config);
  std::ostringstream page;
  print_html(report, state ? surroundings_of(report, config, *state, report.as_of) : Surroundings{}, page);
  write_page(invocation.text(kPage), page.str());
}

/// Runs it and prints the report; with --output also writes the plan file. `listeners`: null for none.
int work(const Invocation& invocation, RunRequest request, const Listeners* listeners = nullptr) {
  request.at_once = at_once(invocation);
  // Before anything is tried, lest a run be over when it turns out that nobody can be told.
  if (invocation.has(kMetricsFile)) check_metrics_file(invocation.text(kMetricsFile));
  if (invocation.has(kPage)) check_page_file(invocation.text(kPage));
  std::optional<PlanOutput> output;
  if (invocation.has("output")) {
    output.emplace(invocation.text("output"), invocation.has("all") ? PlanDetail::all : PlanDetail::decided);
    request.worker_options = [&](const std::string& job) { return output->worker_options(job); };
  }
  RunReport report = supervise(invocation.globals, request);
  if (output) output->write(report);
  if (invocation.has(kMetricsFile)) tell_metrics(invocation, report);
  if (invocation.has(kPage)) write_page_of(report, invocation);
  if (listeners != nullptr) listeners->tell(report);
  if (invocation.globals.json) {
    std::cout << to_json(report).dump(2) << '\n';
  } else if (invocation.has("markdown")) {
    print_markdown(report, std::cout);
  } else {
    const Style style = style_of(invocation.globals);
    print_report(report, style, std::cout);
    if (output && style.detail != Detail::troubles) output->print(report, std::cout);
  }
  return report.status;
}

}  // namespace

void declare_plan(OptionsDescription& options) {
  options.add_options()("output,o", po::value<std::string>()->value_name("FILE"),
                        "also write the plan, item by item, to this file")("all", "in the file: kept items too")(
      "markdown", "as Markdown, for a comment on a change")(kPage, po::value<std::string>()->value_name("FILE"),
                                                            "also as a page for a browser");
  declare_at_once(options);
  declare_metrics_file(options);
}

int plan_command(const Invocation& invocation) {
  return work(invocation, {"plan", invocation.list("args"), {}});
}

void declare_run(OptionsDescription& options) {
  options.add_options()("apply", "remove what the plan lists, of approved jobs")(
      "plan", po::value<std::string>()->value_name("FILE"),
      "with --apply: remove only what this approved plan file lists");
  declare_at_once(options);
  declare_metrics_file(options);
}

int run_command(const Invocation& invocation) {
  if (!invocation.has("apply")) {
    if (invocation.has("plan"))
      throw configuration_failure("", "--plan needs --apply", "winnow run --apply --plan FILE");
    const Listeners listeners(invocation.globals);
    return work(invocation, {"plan", invocation.list("args"), {}}, &listeners);
  }
  const Config config = load_config(find_config(invocation.globals.config), SystemClock().now());
  check_trust(config, "--apply");
  // Cron would take it for a run that ended well for ever.
  if (config.jobs.empty()) throw configuration_failure(config.file.string(), "there are no jobs in it", "give one");
  const Listeners listeners(invocation.globals);
  RunRequest request{"apply", invocation.list("args"), {}};
  if (invocation.has("plan")) {
    if (invocation.text("plan").empty())
      throw configuration_failure("--plan", "it names no file", "name a plan file");
    const std::string file = fs::absolute(invocation.text("plan")).string();
    const PlanFile plan = read_plan_file(file);
    for (const std::string& job : request.jobs) plan.entry(job);
    if (request.jobs.empty()) {
      for (const PlanEntry& entry : plan.jobs) request.jobs.push_back(entry.job);
    }
    request.worker_options = [file](const std::string&) { return std::vector<std::string>{"--plan", file}; };
  }
  return work(invocation, std::move(request), &listeners);
}

}  // namespace winnow
