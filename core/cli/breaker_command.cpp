#include <algorithm>
#include <iostream>
#include <sstream>

#include "core/base/durations.h"
#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/cli/commands.h"
#include "core/cli/hold_add.h"
#include "core/cli/session.h"
#include "core/report/health.h"
#include "core/report/status.h"
#include "core/safety/breaker.h"
#include "core/safety/trusted.h"
#include "core/state/clock_leaps.h"
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

std::string words_of(const BreakerHealth& breaker) {
  std::string out = breaker.job + "  " + with_commas(breaker.used) + " of " + with_commas(breaker.max_deletes) +
                    " used in " + breaker.window;
  if (breaker.allowed > 0) out += ", " + with_commas(breaker.allowed) + " more let through once";
  if (breaker.latch) {
    out += "\n    tripped at " + iso(breaker.latch->at) + " by run " + breaker.latch->run + ": " +
           breaker.latch->reason;
  }
  return out;
}

int show(const Invocation& invocation, const std::vector<std::string>& names, Session& session) {
  World& world = session.world();
  Json list = Json::array();
  for (const JobConfig* job : jobs_of(world.config, names)) {
    const BreakerHealth breaker = breaker_of(world.state, *job, world.as_of);
    list.push_back(to_json(breaker));
    if (!invocation.globals.json) std::cout << words_of(breaker) << '\n';
  }
  if (invocation.globals.json) std::cout << Json{{"jobs", list}}.dump(2) << '\n';
  return kDone;
}

int reset(const Invocation& invocation, const std::vector<std::string>& names, Session& session) {
  const std::string reason = need_reason(invocation);
  World& world = session.world();
  Transaction transaction(world.state);
  Json jobs = Json::array();
  std::ostringstream words;
  for (const JobConfig* job : jobs_of(world.config, names)) {
    const bool was_tripped = Reservations(world.state).release_latch(job->name);
    jobs.push_back({{"job", job->name}, {"was_tripped", was_tripped}});
    words << job->name << (was_tripped ? " may run again\n" : " was not tripped\n");
    if (!was_tripped) continue;
    Ledger(world.state)
        .append(world.clock.now(), "breaker reset",
                {{"job", job->name}, {"operator", world.who}, {"reason", reason}});
  }
  const std::string doubt =
      distrust_clock(world.state, world.as_of, shortest_keep(world.config), world.clock.witness());
  if (!doubt.empty()) {
    Ledger(world.state).append(world.clock.now(), "clock accepted", {{"operator", world.who}, {"reason", reason}});
    const Time last = *last_clock(world.state);
    ClockLeaps(world.state).note(last, world.as_of);
    words << "the clock is taken as it is: " << iso_minutes(world.as_of) << " UTC\n";
    if (last < world.as_of) {
      words << "what lies in the bin is kept longer by " << winnow::words_of(world.as_of - last)
            << ": nobody can tell whether that time has passed\n";
    }
  }
  accept_clock(world.state, world.as_of, world.clock.witness());
  transaction.commit();
  if (invocation.globals.json) {
    std::cout << Json{{"jobs", jobs}, {"clock_accepted", !doubt.empty()}}.dump(2) << '\n';
  } else {
    std::cout << words.str();
  }
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
  check_state_trust(session.config(), "breaker reset");
  return reset(invocation, words, session);
}

}  // namespace winnow
