#include <algorithm>
#include <array>
#include <iostream>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/bin/belonging.h"
#include "core/cli/commands.h"
#include "core/cli/selection.h"
#include "core/cli/trash_commands.h"
#include "core/safety/own_state.h"
#include "core/safety/trusted.h"
#include "core/state/reserve.h"

namespace winnow {
namespace {

constexpr const char* kSelection = "run job key where";

/// Whether it takes something out of the bin or into it; the others only look.
enum class Acts { no, on_the_bin };

struct Verb {
  const char* name;
  Acts acts;
  const char* options;  ///< those of the command that it takes
  int (*run)(const Invocation& invocation, const std::vector<std::string>& words, Session& session);
};
constexpr std::array kVerbs = {
    Verb{"list", Acts::no, kSelection, trash_list},
    Verb{"stats", Acts::no, "", trash_stats},
    Verb{"show", Acts::no, "raw", trash_show},
    Verb{"restore", Acts::on_the_bin, "", trash_restore},
    Verb{"check", Acts::no, "read-data", trash_check},
    Verb{"adopt", Acts::on_the_bin, "reason", trash_adopt},
    Verb{"purge", Acts::on_the_bin, "run job key where leftovers lost reason apply", trash_purge},
};
constexpr std::array kOptions = {"run",       "job",       "key",  "where",  "raw",
                                 "read-data", "leftovers", "lost", "reason", "apply"};

bool takes(const Verb& verb, const std::string& option) {
  return (" " + std::string(verb.options) + " ").find(" " + option + " ") != std::string::npos;
}

const Verb& find_verb(const std::string& name) {
  std::vector<std::string> names;
  for (const Verb& verb : kVerbs) {
    if (verb.name == name) return verb;
    names.emplace_back(verb.name);
  }
  std::string all;
  for (const std::string& known : names) all += (all.empty() ? "" : ", ") + known;
  const std::string hint = did_you_mean(name, names);
  throw configuration_failure("", "trash knows " + all + ", not \"" + printable(name) + "\"",
                              hint.empty() ? "`winnow trash list` shows what lies there" : hint);
}

/// What is shown is what the state knows. Those that act refuse to, and `check` counts it among its problems.
void warn_of_mistrust(const Verb& verb, Session& session) {
  if (verb.acts == Acts::on_the_bin || verb.run == trash_check) return;
  try {
    const auto mistrust = mistrust_mark(session.world().state, session.world().medium);
    if (mistrust) std::cerr << "winnow: " << mistrust->what() << '\n';
  } catch (const Failure&) {
    // A bin that cannot be asked is told of by what asks it for more.
  }
}

}  // namespace

void declare_trash(OptionsDescription& options) {
  declare_selection(options);
  options.add_options()("raw", "show: the bytes as they are")(
      "reason", boost::program_options::value<std::string>(), "purge, adopt: why, for the ledger")(
      "apply", "purge: destroy, not only show")(
      "leftovers",
      "purge: copies that a removal which was killed left of objects that live, and what a backup of the bin "
      "brought back of what was purged")(
      "lost", "purge: segments of --run or --job whose file is missing or damaged, with all that lay in them")(
      "read-data", "check: read and digest everything");
}

int trash_command(const Invocation& invocation) {
  std::vector<std::string> words = invocation.list("args");
  const Verb& verb = find_verb(words.empty() ? "" : words.front());
  if (!words.empty()) words.erase(words.begin());
  for (const char* option : kOptions) {
    if (invocation.has(option) && !takes(verb, option)) {
      throw configuration_failure("winnow trash " + std::string(verb.name), std::string("it takes no --") + option,
                                  "leave that out");
    }
  }
  const Time now = SystemClock().now();
  Config config = load_config(find_config(invocation.globals.config), now);
  // Before the state is opened, and until it is closed: on a full disk neither can be done without.
  const RoomToPurge room(config.state);
  Session session(std::move(config), new_run_id(now), now);
  if (verb.acts == Acts::on_the_bin) check_state_trust(session.config(), "trash " + std::string(verb.name));
  const bool only_shows = verb.run == trash_purge && !invocation.has("apply");
  if (verb.acts == Acts::on_the_bin && !only_shows) claim_state(session.config(), session.world().state);
  warn_of_mistrust(verb, session);
  return verb.run(invocation, words, session);
}

}  // namespace winnow
