#include "bench.h"

#include "core/base/failure.h"
#include "core/bin/bin_view.h"
#include "core/bin/medium.h"
#include "core/plan/planner.h"
#include "tests/unit/temporary_folder.h"

namespace winnow::test {
namespace {

std::string target_of(const std::string& job) {
  const std::size_t begin = job.find("target = \"") + 10;
  return job.substr(begin, job.find('"', begin) - begin);
}

void weigh_all(const Config& config, World& world, Outcome& out) {
  const Setup setup = set_up(config.job("it"), world);
  if (!setup.selection) return;
  PlanSinks sinks;
  sinks.nominated = [&](const PlannedItem& item) {
    out.nominated.insert(item.key);
    out.reasons[item.key] = world.host.words(item.reason);
  };
  weigh(setup, *setup.selection, world, out.tally, sinks);
  for (const Finding& finding : world.host.findings()) out.findings.emplace(finding.name, finding);
}

}  // namespace

Outcome plan(const std::string& sql, const std::string& job, const std::string& timezone) {
  const TemporaryFolder folder;
  Database(folder.path() / "app.db", Database::Open::create).script(sql.c_str());
  Outcome out;
  try {
    const Time now = *parse_time(kNow, Zone());
    const Config config = parse_config("[winnow]\ntimezone = \"" + timezone +
                                           "\"\n[stores.app]\nplugin = \"sqlite\"\npath = \"app.db\"\nallow = [\"" +
                                           target_of(job) + "\"]\n[jobs.it]\nstore = \"app\"\n" + job,
                                       folder.path() / "winnow.toml", now);
    const Environment environment({});
    Registry registry({WINNOW_PLUGIN_DIR});
    State state = State::open(folder.path() / "state.db");
    SystemClock clock;
    const std::atomic<bool> stopping = false;
    HostServices host(now, config.zone, stopping);
    Stores stores(config, environment, registry, host);
    BinOfWorld bin;
    const FolderMedium medium(config.trash);
    World world{config, environment, registry, state, clock, host, stores, bin, medium, "run", now, "tester"};
    weigh_all(config, world, out);
  } catch (const std::exception& error) {
    out.failure = error.what();
  }
  return out;
}

}  // namespace winnow::test
