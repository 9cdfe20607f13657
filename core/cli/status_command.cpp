#include <iostream>
#include <stdexcept>

#include "core/base/clock.h"
#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/cli/commands.h"
#include "core/config/config.h"
#include "core/report/health.h"
#include "core/report/status.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;
namespace po = boost::program_options;

/// A job that runs once a week may be a day late before anybody is woken.
constexpr const char* kMaxAge = "8d";

Duration read_max_age(const Invocation& invocation) {
  try {
    return parse_duration(invocation.text("max-age"));
  } catch (const std::invalid_argument& error) {
    throw configuration_failure("--max-age", error.what());
  }
}

/// "2026-11-21 06:47 UTC" of an ISO text; `otherwise` for null.
std::string time_text(const Json& iso, const char* otherwise) {
  if (iso.is_null()) return otherwise;
  std::string text = iso.get<std::string>().substr(0, 16);
  text[10] = ' ';
  return text + " UTC";
}

void print_job(const Json& job, const std::string& max_age) {
  std::cout << job.at("job").get<std::string>() << "\n    last success  "
            << time_text(job.at("last_success"), "never")
            << (job.at("late").get<bool>() ? ", none within " + max_age : std::string{}) << '\n';
  if (const Json& run = job.at("last_run"); !run.is_null()) {
    std::cout << "    last run      " << time_text(run.at("at"), "") << ", " << run.at("mode").get<std::string>()
              << ", " << run.at("status").get<std::string>() << "  " << run.at("run").get<std::string>() << '\n';
  }
  if (!job.contains("breaker")) return;
  const Json& breaker = job.at("breaker");
  if (breaker.at("tripped").get<bool>()) {
    std::cout << "    breaker       tripped " << time_text(breaker.at("since"), "") << ": "
              << breaker.at("reason").get<std::string>() << '\n';
  }
  if (job.at("holds") != 0) std::cout << "    holds         " << job.at("holds") << '\n';
}

void print(const Json& health) {
  for (const Json& job : health.at("jobs")) print_job(job, health.at("max_age"));
  const Json& bin = health.at("bin");
  std::cout << "bin\n    " << with_commas(bin.at("items").get<std::uint64_t>()) << " items";
  if (bin.at("overdue") != 0) {
    std::cout << ", " << with_commas(bin.at("overdue").get<std::uint64_t>())
              << " of them overdue: does a trash-purge job run?";
  }
  std::cout << '\n' << (health.at("healthy").get<bool>() ? "all is well\n" : "not all is well\n");
}

}  // namespace

void declare_status(OptionsDescription& options) {
  options.add_options()("max-age", po::value<std::string>()->default_value(kMaxAge)->value_name("AGE"),
                        "how old the last success of a job may be");
}

int status_command(const Invocation& invocation) {
  const Time now = SystemClock().now();
  const Duration max_age = read_max_age(invocation);
  const Config config = load_config(find_config(invocation.globals.config), now);
  std::optional<State> state = State::open_existing(config.state);
  const Json health = health_of(config, state ? &*state : nullptr, invocation.list("args"), {now, max_age});
  if (invocation.globals.json) {
    std::cout << health.dump(2) << '\n';
  } else {
    print(health);
  }
  return health.at("healthy").get<bool>() ? kDone : kFailed;
}

}  // namespace winnow
