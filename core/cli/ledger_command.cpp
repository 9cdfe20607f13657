#include <fstream>
#include <iostream>

#include "core/base/failure.h"
#include "core/cli/commands.h"
#include "core/cli/session.h"
#include "core/config/config.h"
#include "core/report/status.h"
#include "core/state/ledger.h"

namespace winnow {
namespace {

namespace po = boost::program_options;

State open_state(const Invocation& invocation) {
  const Config config = load_config(find_config(invocation.globals.config), SystemClock().now());
  std::optional<State> state = State::open_existing(config.state);
  if (!state) throw Failure(config.state.string(), "there is no state yet", "it comes with the first plan");
  return std::move(*state);
}

int say(const LedgerCheck& check) {
  if (!check.problem.empty()) {
    std::cout << "the ledger does not hold: " << check.problem << '\n';
    return kFailed;
  }
  std::cout << "the ledger holds: " << check.records << " records, head " << check.head.hash << '\n';
  return kDone;
}

}  // namespace

void declare_ledger(OptionsDescription& options) {
  options.add_options()("head", po::value<std::string>()->default_value(""),
                        "a head kept elsewhere that must be found");
}

int ledger_command(const Invocation& invocation) {
  const std::vector<std::string> words = invocation.list("args");
  const std::string what = words.empty() ? "" : words.front();
  const std::string wanted = invocation.text("head");
  if (what == "verify" && words.size() == 2) {
    std::ifstream file(words[1], std::ios::binary);
    if (!file) throw Failure(words[1], "cannot read it");
    return say(verify_export(file, wanted));
  }
  if (what != "verify" && what != "export" && what != "head") {
    throw configuration_failure("", "ledger knows head, verify and export, not \"" + what + "\"");
  }
  State state = open_state(invocation);
  if (what == "verify") return say(verify_ledger(state.db(), wanted));
  if (what == "export") {
    export_ledger(state.db(), std::cout);
  } else {
    std::cout << ledger_head(state.db()).hash << '\n';
  }
  return kDone;
}

}  // namespace winnow
