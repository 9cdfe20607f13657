#include <algorithm>
#include <filesystem>
#include <iostream>
#include <sstream>

#include "core/base/clock.h"
#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/cli/commands.h"
#include "core/cli/style.h"
#include "core/config/config.h"
#include "core/plan/plan_file.h"
#include "core/report/html_report.h"
#include "core/report/json.h"
#include "core/report/past_runs.h"
#include "core/report/status.h"
#include "core/report/text.h"
#include "core/safety/own_state.h"
#include "core/state/runs.h"
#include "core/state/state.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;
namespace po = boost::program_options;

/// A plan file as the report of the plan that it is.
RunReport report_of_file(const PlanFile& file, const Config& config, State& state) {
  RunReport out;
  out.run = file.run;
  out.mode = "plan";
  out.as_of = file.as_of;
  out.config = config.file.string();
  out.plan_file = file.path.string();
  const bool approved = Approvals(state).is_file_approved(file.digest);
  for (const PlanEntry& entry : file.jobs) {
    JobReport& job = out.jobs.emplace_back();
    const Json form = Json::parse(entry.form.json);
    job.job = entry.job;
    job.rule = form.at("rule").get<std::string>();
    job.target = form.at("target").get<std::string>();
    job.fingerprint = entry.form.fingerprint;
    job.approved = approved;
    job.cutoff = entry.cutoff;
    job.tally = entry.tally;
    job.judgement = entry.judgement;
    if (const auto known = std::ranges::find(config.jobs, entry.job, &JobConfig::name);
        known != config.jobs.end()) {
      job.store = known->store;
      job.limits = known->limits;
    }
    if (entry.along > 0)
      job.tally.notes.push_back(count_of(entry.along, "row that hangs on them goes, or loses its reference,",
                                         "rows that hang on them go, or lose their reference,") +
                                " too");
  }
  return out;
}

/// The report of a past run; of a plan file where there is one of that name.
RunReport report_of(const std::string& name, const Config& config, State& state, Time now) {
  const bool is_file = name.find_first_of("/.") != std::string::npos || std::filesystem::exists(name);
  if (is_file) return report_of_file(read_plan_file(name), config, state);
  return past_report(state, find_past_run(state, name, now));
}

void print(const Json& runs) {
  for (const Json& run : runs) {
    std::string when = run.at("started").get<std::string>().substr(0, 16);
    when[10] = ' ';
    const bool applied = run.at("mode") == "apply";
    std::cout << run.at("run").get<std::string>() << "  " << when << " UTC  " << (applied ? "apply" : "plan ")
              << (run.at("status").is_null() ? "  no end yet" : "  status " + run.at("status").dump()) << "  "
              << (applied ? "removed " + with_commas(run.at("removed").get<std::uint64_t>())
                          : with_commas(run.at("nominated").get<std::uint64_t>()) + " would go")
              << "  by " << run.at("operator").get<std::string>() << " ";
    std::string separator = "(";
    for (const Json& job : run.at("jobs")) {
      std::cout << separator << job.at("job").get<std::string>() << ' ' << job.at("status").get<std::string>()
                << (job.at("attention").empty() ? "" : " (needs attention)");
      separator = ", ";
    }
    std::cout << ")\n";
  }
  if (runs.empty()) std::cout << "no run yet\n";
}

}  // namespace

void declare_history(OptionsDescription& options) {
  options.add_options()("limit", po::value<std::string>()->default_value("20")->value_name("N"),
                        "at most so many runs");
}

int history_command(const Invocation& invocation) {
  const Time now = SystemClock().now();
  const Config config = load_config(find_config(invocation.globals.config), now);
  State state = require_state(config);
  // A job that has left the TOML has a history still; one that never was is a slip of the pen.
  for (const std::string& job : invocation.list("args")) {
    if (!Runs(state).last(job)) config.job(job);
  }
  const Json runs = list_past_runs(state, invocation.list("args"), invocation.number("limit"), now);
  if (invocation.globals.json) {
    std::cout << Json{{"runs", runs}}.dump(2) << '\n';
  } else {
    print(runs);
  }
  return kDone;
}

void declare_show(OptionsDescription& options) {
  options.add_options()("html", po::value<std::string>()->value_name("FILE"), "as a page for a browser");
}

int show_command(const Invocation& invocation) {
  const std::vector<std::string> names = invocation.list("args");
  if (names.size() != 1)
    throw configuration_failure("", "name one run or plan file", "winnow show RUN, or: winnow show latest");
  const Time now = SystemClock().now();
  const Config config = load_config(find_config(invocation.globals.config), now);
  State state = require_state(config);
  const RunReport report = report_of(names.front(), config, state, now);
  if (invocation.has("html")) {
    std::ostringstream page;
    print_html(report, surroundings_of(report, config, state, now), page);
    write_page(invocation.text("html"), page.str());
  }
  if (invocation.globals.json) {
    std::cout << to_json(report).dump(2) << '\n';
  } else if (invocation.has("html")) {
    std::cout << invocation.text("html") << " written\n";
  } else {
    // Who asks for a report wants all of it, wherever it goes.
    Style style = style_of(invocation.globals);
    style.detail = Detail::blocks;
    print_report(report, style, std::cout);
  }
  return kDone;
}

}  // namespace winnow
