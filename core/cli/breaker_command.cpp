#include <algorithm>
#include <iostream>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/cli/commands.h"
#include "core/cli/hold_add.h"
#include "core/cli/session.h"
#include "core/report/health.h"
#include "core/report/status.h"
#include "core/safety/breaker.h"
#include "core/state/ledger.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;
namespace po = boost::program_options;

std::vector<const JobConfig*> jobs_of(const Config& config, const std::vector<std::string>& names) {
  std::vector<const JobConfig*> out;
  for (const std::string& name : names) out.push_back(&config.job(name));
  if (!names.empty()) return out;
  for (const JobConfig& job : config.jobs) out.push_back(&job);
  return out;
}

std::string words_of(const Json& breaker) {
  std::string out = breaker.at("job").get<std::string>() + "  " +
                    with_commas(breaker.at("used").get<std::uint64_t>()) + " of " +
                    with_commas(breaker.at("max_deletes").get<std::uint64_t>()) + " used in " +
                    breaker.at("window").get<std::string>();
  if (const auto allowed = breaker.at("allowed").get<std::uint64_t>(); allowed > 0) {
    out += ", " + with_commas(allowed) + " more let through once";
  }
  if (breaker.at("tripped").get<bool>()) {
    out += "\n    tripped at " + breaker.at("since").get<std::string>() + " by run " +
           breaker.at("run").get<std::string>() + ": " + breaker.at("reason").get<std::string>();
  }
  return out;
}

int show(const Invocation& invocation, const std::vector<std::string>& names, Session& session) {
  World& world = session.world();
  Json list = Json::array();
  for (const JobConfig* job : jobs_of(world.config, names))
    list.push_back(breaker_of(world.state, *job, world.as_of));
  if (invocation.globals.json) {
    std::cout << Json{{"jobs", list}}.dump(2) << '\n';
    return kDone;
  }
  for (const Json& breaker : list) std::cout << words_of(breaker) << '\n';
  return kDone;
}

int reset(const Invocation& invocation, const std::vector<std::string>& names, Session& session) {
  const std::string reason = need_reason(invocation);
  World& world = session.world();
  Database& db = world.state.db();
  Transaction transaction(db);
  for (const JobConfig* job : jobs_of(world.config, names)) {
    const bool was_tripped = release_latch(db, job->name);
    std::cout << job->name << (was_tripped ? " may run again\n" : " was not tripped\n");
    if (!was_tripped) continue;
    append_to_ledger(db, world.clock.now(), "breaker reset",
                     {{"job", job->name}, {"operator", world.who}, {"reason", reason}});
  }
  if (const std::string doubt = distrust_clock(world.state, world.as_of); !doubt.empty()) {
    append_to_ledger(db, world.clock.now(), "clock accepted", {{"operator", world.who}, {"reason", reason}});
    std::cout << "the clock is taken as it is: " << iso_minutes(world.as_of) << " UTC\n";
  }
  accept_clock(world.state, world.as_of);
  transaction.commit();
  return kDone;
}

}  // namespace

void declare_breaker(OptionsDescription& options) {
  options.add_options()("reason", po::value<std::string>(), "reset: why; kept in the ledger");
}

int breaker_command(const Invocation& invocation) {
  std::vector<std::string> words = invocation.list("args");
  const Time now = SystemClock().now();
  Session session(invocation.globals, new_run_id(now), now);
  if (words.empty() || words.front() != "reset") return show(invocation, words, session);
  words.erase(words.begin());
  return reset(invocation, words, session);
}

}  // namespace winnow
