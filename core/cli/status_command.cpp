#include <iostream>
#include <stdexcept>

#include "core/base/clock.h"
#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/cli/commands.h"
#include "core/config/config.h"
#include "core/report/health.h"
#include "core/report/status.h"
#include "core/safety/own_state.h"

namespace winnow {
namespace {

namespace po = boost::program_options;

/// A job that runs once a week may be a day late before anybody is woken.
constexpr const char* kMaxAge = "8d";

std::string time_text(const std::optional<Time>& time, const char* otherwise) {
  return time ? iso_minutes(*time) + " UTC" : otherwise;
}

void line(const char* label, const std::string& words) {
  std::cout << "    " << label << std::string(14 - std::string_view(label).size(), ' ') << words << '\n';
}

void print_job(const JobHealth& job) {
  std::cout << job.job << (job.problems.empty() ? "" : "  NOT WELL") << '\n';
  for (const Problem& problem : job.problems) line("problem", problem.words);
  line("last success", time_text(job.last_success, "never"));
  if (const auto& run = job.last_run) {
    line("last run", time_text(run->started, "") + ", " + run->mode + ", " + run->status + "  " + run->run);
  }
  if (job.holds != 0) line("holds", with_commas(job.holds));
}

void print(const Health& health) {
  for (const JobHealth& job : health.jobs) print_job(job);
  std::cout << "bin\n    " << count_of(health.bin_items, "item", "items") << ", about "
            << human_bytes(health.bin_bytes);
  if (health.for_a_person != 0) {
    std::cout << ", " << with_commas(health.for_a_person)
              << " of them in conflict or in doubt: a person decides (`winnow trash list`)";
  }
  if (health.overdue != 0) {
    std::cout << ", " << with_commas(health.overdue) << " of them overdue: does a trash-purge job run?";
  }
  std::cout << '\n';
  if (!health.bin_trouble.empty()) line("problem", health.bin_trouble);
  std::cout << (health.well() ? "all is well\n" : "not all is well\n");
}

}  // namespace

void declare_status(OptionsDescription& options) {
  options.add_options()("max-age", po::value<std::string>()->default_value(kMaxAge)->value_name("AGE"),
                        "how old the last success of a job may be");
}

Duration read_max_age(const Invocation& invocation) {
  try {
    return parse_duration(invocation.text("max-age"));
  } catch (const std::invalid_argument& error) {
    throw configuration_failure("--max-age", error.what());
  }
}

int status_command(const Invocation& invocation) {
  const Time now = SystemClock().now();
  const Duration max_age = read_max_age(invocation);
  const Config config = load_config(find_config(invocation.globals.config), now);
  std::optional<State> state = open_existing_state(config);
  const Health health = health_of(config, state ? &*state : nullptr, invocation.list("args"), {now, max_age});
  if (invocation.globals.json) {
    std::cout << to_json(health).dump(2) << '\n';
  } else if (invocation.globals.loudness != Loudness::quiet || !health.well()) {
    print(health);
  }
  return health.well() ? kDone : kFailed;
}

}  // namespace winnow
