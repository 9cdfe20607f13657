#include <iostream>
#include <nlohmann/json.hpp>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/cli/commands.h"
#include "core/cli/hold_add.h"
#include "core/cli/session.h"
#include "core/report/status.h"
#include "core/state/ledger.h"
#include "core/state/pauses.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;
namespace po = boost::program_options;

int pause(const Invocation& invocation, const std::string& job, World& world) {
  Pause pause{world.who, need_reason(invocation), world.clock.now(), read_until(invocation, world)};
  Transaction transaction(world.state);
  Pauses(world.state).pause(job, pause);
  const std::string until = pause.until ? iso(*pause.until) : "";
  Ledger(world.state)
      .append(pause.at, "paused",
              {{"job", job}, {"operator", world.who}, {"reason", pause.reason}, {"until", until}});
  transaction.commit();
  if (invocation.globals.json) {
    std::cout << Json{{"job", job}, {"paused", true}, {"until", pause.until ? Json(until) : Json()}}.dump(2)
              << '\n';
  } else {
    std::cout << job << " is paused"
              << (pause.until ? " until " + iso_minutes(*pause.until) + " UTC" : " until somebody resumes it")
              << '\n';
  }
  return kDone;
}

int resume(const Invocation& invocation, const std::string& job, World& world) {
  const std::string reason = need_reason(invocation);
  Transaction transaction(world.state);
  const bool was_paused = Pauses(world.state).resume(job);
  if (was_paused) {
    Ledger(world.state)
        .append(world.clock.now(), "resumed", {{"job", job}, {"operator", world.who}, {"reason", reason}});
  }
  transaction.commit();
  if (invocation.globals.json) {
    std::cout << Json{{"job", job}, {"paused", false}, {"was_paused", was_paused}}.dump(2) << '\n';
  } else {
    std::cout << job << (was_paused ? " goes on with the next run\n" : " was not paused\n");
  }
  return kDone;
}

}  // namespace

void declare_job(OptionsDescription& options) {
  options.add_options()("reason", po::value<std::string>(), "why; kept in the ledger")(
      "until", po::value<std::string>()->value_name("DATE"), "pause: the last day on which it is paused");
}

int job_command(const Invocation& invocation) {
  const std::vector<std::string> words = invocation.list("args");
  const std::vector<std::string> verbs = {"pause", "resume"};
  const std::string verb = words.empty() ? "" : words.front();
  if (verb != "pause" && verb != "resume") {
    const std::string meant = did_you_mean(verb, verbs);
    throw configuration_failure("winnow job", "it knows pause and resume, not \"" + printable(verb) + "\"",
                                meant.empty() ? "winnow job pause JOB --reason \"...\"" : meant);
  }
  if (words.size() != 2) {
    throw configuration_failure("winnow job " + verb, "name one job",
                                "winnow job " + verb + " JOB --reason \"...\"");
  }
  const Time now = SystemClock().now();
  Session session(invocation.globals, new_run_id(now), now);
  session.config().job(words[1]);
  return verb == "pause" ? pause(invocation, words[1], session.world())
                         : resume(invocation, words[1], session.world());
}

}  // namespace winnow
