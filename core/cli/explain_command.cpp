#include "core/plan/explain.h"

#include <iostream>
#include <nlohmann/json.hpp>

#include "core/base/failure.h"
#include "core/cli/commands.h"
#include "core/cli/session.h"
#include "core/judge/declared.h"
#include "core/report/status.h"
#include "core/safety/breaker.h"
#include "core/safety/form.h"
#include "winnow/copy.hpp"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

std::string_view word_of(Truth truth) {
  return truth == Truth::yes ? "yes" : truth == Truth::no ? "no" : "unknown";
}

/// What else stands between a nominated item and its removal.
std::vector<std::string> hurdles(const Setup& setup, World& world) {
  std::vector<std::string> out;
  const auto approval = Approvals(world.state).of(setup.job->name);
  if (!approval) {
    out.emplace_back("the job is not approved");
  } else if (!accepts(approval->form, setup.form)) {
    out.push_back("the job has changed since it was approved on " + iso_minutes(approval->at));
  }
  if (const auto latch = Reservations(world.state).latch_of(setup.job->name))
    out.push_back("tripped: " + latch->reason);
  if (const std::string words = blocker_of(setup); !words.empty()) out.push_back(words);
  return out;
}

Json json_of(const Explanation& item, const std::vector<std::string>& before) {
  Json terms = Json::array();
  for (const ExplainedTerm& term : item.terms) {
    terms.push_back({{"term", term.words}, {"value", term.value}, {"truth", word_of(term.truth)}});
  }
  return {{"key", name_json(item.key)},
          {"goes", item.goes},
          {"why", item.why},
          {"time", item.time ? Json(iso(*item.time)) : Json()},
          {"bytes", item.bytes},
          {"terms", terms},
          {"matches", item.matches},
          {"rule", item.reviewed ? Json{{"nominates", item.nominated}, {"words", item.rule_words}} : Json()},
          {"guard", item.refused.empty() ? Json() : Json(item.refused)},
          {"holds", item.holds},
          {"before_removal", before}};
}

void print(const Explanation& item, const std::vector<std::string>& before) {
  std::cout << printable(item.key) << (item.goes ? " would go: " : " stays: ") << item.why << '\n';
  if (item.time) std::cout << "    time    " << iso_minutes(*item.time) << " UTC\n";
  for (const ExplainedTerm& term : item.terms) {
    std::cout << "    term    " << word_of(term.truth) << "  " << term.words << "  (it is " << term.value << ")\n";
  }
  if (item.reviewed && item.refused.empty()) {
    std::cout << "    rule    " << (item.nominated ? "nominates it" : "keeps it")
              << (item.rule_words.empty() ? "" : ": " + item.rule_words) << '\n';
  }
  std::cout << "    guard   " << (item.refused.empty() ? "nothing against it" : item.refused) << '\n';
  for (const std::string& hold : item.holds) std::cout << "    hold    " << hold << '\n';
  for (const std::string& hurdle : before) std::cout << "    first   " << hurdle << '\n';
}

}  // namespace

void declare_explain(OptionsDescription&) {}

int explain_command(const Invocation& invocation) {
  const std::vector<std::string> words = invocation.list("args");
  if (words.size() != 2) throw configuration_failure("", "name a job and a key", "winnow explain JOB KEY");
  const Time now = SystemClock().now();
  Session session(invocation.globals, new_run_id(now), now);
  check_declared(session.config(), session.world().registry);
  World& world = session.world();
  const Setup setup = set_up(session.config().job(words[0]), world);
  const std::optional<Explanation> item = explain(setup, world, words[1]);
  if (!item) {
    throw Failure(setup.job->store + "/" + setup.job->target, "there is no item \"" + printable(words[1]) + "\"",
                  "winnow trash list shows what was removed");
  }
  const std::vector<std::string> before = hurdles(setup, world);
  if (invocation.globals.json) {
    std::cout << json_of(*item, before).dump(2) << '\n';
  } else {
    print(*item, before);
  }
  return kDone;
}

}  // namespace winnow
