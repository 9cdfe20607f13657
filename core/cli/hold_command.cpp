#include <iostream>
#include <nlohmann/json.hpp>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/cli/commands.h"
#include "core/cli/hold_add.h"
#include "core/cli/selection.h"
#include "core/report/status.h"
#include "core/safety/trusted.h"
#include "core/state/ledger.h"
#include "winnow/copy.hpp"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;
namespace po = boost::program_options;

constexpr std::size_t kKeysShown = 5;

Json json_of(const Hold& hold) {
  Json keys = Json::array();
  for (const std::string& key : hold.keys) keys.push_back(name_json(key));
  return {{"hold", hold.id},
          {"store", hold.store},
          {"identity", hold.identity},
          {"target", hold.target},
          {"keys", keys},
          {"where", hold.where},
          {"reason", hold.reason},
          {"operator", hold.who},
          {"at", iso(hold.at)},
          {"until", hold.until ? Json(iso(*hold.until)) : Json()},
          {"released_at", hold.released_at ? Json(iso(*hold.released_at)) : Json()}};
}

/// "keys 17, 18 and 3 more where customer_id = 42", or "everything".
std::string words_of(const Hold& hold) {
  std::string out;
  for (std::size_t i = 0; i < hold.keys.size() && i < kKeysShown; ++i) {
    out += (i > 0 ? ", " : hold.keys.size() == 1 ? "key " : "keys ") + printable(hold.keys[i]);
  }
  if (hold.keys.size() > kKeysShown) out += " and " + with_commas(hold.keys.size() - kKeysShown) + " more";
  if (!hold.where.empty()) out += (out.empty() ? "where " : " where ") + printable(hold.where);
  return out.empty() ? "everything" : out;
}

/// ", until 2027-01-31 23:59", ", ended ..." or ", released ..."; empty for one that has no end.
std::string end_of(const Hold& hold, Time now) {
  if (hold.released_at) return ", released " + iso_minutes(*hold.released_at);
  if (!hold.until) return {};
  return (hold.stands(now) ? ", until " : ", ended ") + iso_minutes(*hold.until);
}

int list(const Invocation& invocation, Session& session) {
  Json holds = Json::array();
  std::size_t standing = 0;
  for (const Hold& hold : HoldRows(session.world().state).all()) {
    const bool stands = hold.stands(session.world().as_of);
    if (!stands && !invocation.has("all")) continue;
    standing += stands ? 1 : 0;
    if (invocation.globals.json) {
      holds.push_back(json_of(hold));
      continue;
    }
    std::cout << hold.id << "  " << printable(hold.store + (hold.target.empty() ? "" : "/" + hold.target)) << "  "
              << words_of(hold) << "\n    " << printable(hold.reason) << "  (" << printable(hold.who) << ", "
              << iso_minutes(hold.at) << ")" << end_of(hold, session.world().as_of) << '\n';
  }
  if (invocation.globals.json) {
    std::cout << Json{{"holds", holds}}.dump(2) << '\n';
  } else {
    std::cout << count_of(standing, "hold stands", "holds stand") << '\n';
  }
  return kDone;
}

int release(const Invocation& invocation, const std::vector<std::string>& words, Session& session) {
  if (words.size() != 1)
    throw configuration_failure("", "name one hold", "winnow hold release ID --reason \"...\"");
  const std::string reason = need_reason(invocation);
  World& world = session.world();
  Transaction transaction(world.state);
  if (!HoldRows(world.state).release(words.front(), world.clock.now())) {
    throw Failure("", "no hold \"" + printable(words.front()) + "\" stands", "winnow hold list shows them");
  }
  Ledger(world.state)
      .append(world.clock.now(), "released",
              {{"hold", words.front()}, {"operator", world.who}, {"reason", reason}});
  transaction.commit();
  if (invocation.globals.json) {
    std::cout << Json{{"released", words.front()}}.dump(2) << '\n';
    return kDone;
  }
  std::cout << "released " << printable(words.front()) << "; what it held may go with the next run\n";
  return kDone;
}

}  // namespace

void declare_hold(OptionsDescription& options) {
  declare_selection(options);
  options.add_options()("reason", po::value<std::string>(), "why; kept in the ledger")(
      "until", po::value<std::string>()->value_name("DATE"), "add: the last day on which it holds")(
      "all", "list: ended and released ones too");
}

int hold_command(const Invocation& invocation) {
  std::vector<std::string> words = invocation.list("args");
  const std::string verb = words.empty() ? "" : words.front();
  if (verb != "add" && verb != "list" && verb != "release") {
    throw configuration_failure("", "hold knows add, list and release, not \"" + printable(verb) + "\"",
                                "winnow hold add STORE/TARGET, hold list, or hold release ID");
  }
  words.erase(words.begin());
  if (verb != "add" && invocation.has("until")) {
    throw configuration_failure("winnow hold " + verb, "it takes no --until",
                                "to end a hold earlier: winnow hold release ID --reason \"...\"");
  }
  const Time now = SystemClock().now();
  Session session(invocation.globals, new_run_id(now), now);
  if (verb != "list") check_state_trust(session.config(), "hold " + verb);
  if (verb == "add") return hold_add(invocation, words, session);
  if (verb == "list" && !words.empty()) {
    throw configuration_failure("winnow hold list", "\"" + printable(words.front()) + "\" is one argument too many",
                                "it lists all of them");
  }
  return verb == "list" ? list(invocation, session) : release(invocation, words, session);
}

}  // namespace winnow
