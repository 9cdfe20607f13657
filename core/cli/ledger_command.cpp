#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/cli/commands.h"
#include "core/cli/session.h"
#include "core/config/config.h"
#include "core/report/status.h"
#include "core/safety/own_state.h"
#include "core/state/ledger.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;
namespace po = boost::program_options;

int say(const LedgerCheck& check, const Globals& globals) {
  if (globals.json) {
    const bool holds = check.problem.empty();
    std::cout << Json{{"holds", holds},
                      {"records", check.records},
                      {"head", holds ? Json(check.head.hash) : Json()},
                      {"problem", holds ? Json() : Json(check.problem)}}
                     .dump(2)
              << '\n';
    return holds ? kDone : kFailed;
  }
  if (!check.problem.empty()) {
    std::cout << "the ledger does not hold: " << check.problem << '\n';
    return kFailed;
  }
  if (globals.loudness == Loudness::quiet) return kDone;
  std::cout << "the ledger holds: " << count_of(static_cast<std::uint64_t>(check.records), "record", "records")
            << ", head " << check.head.hash << '\n';
  return kDone;
}

}  // namespace

void declare_ledger(OptionsDescription& options) {
  options.add_options()("head", po::value<std::string>(), "a head kept elsewhere that must be found");
}

int ledger_command(const Invocation& invocation) {
  const std::vector<std::string> words = invocation.list("args");
  const std::string what = words.empty() ? "" : words.front();
  const std::string wanted = invocation.text("head");
  if (invocation.has("head") && wanted.empty()) {
    throw configuration_failure("--head", "it names no head", "name the one that must be found, or leave it out");
  }
  if (words.size() > (what == "verify" ? 2U : 1U)) {
    throw configuration_failure("winnow ledger " + what, "\"" + words.back() + "\" is one argument too many",
                                "`winnow ledger --help` shows the usage");
  }
  if (what == "verify" && words.size() == 2) {
    std::ifstream file(words[1], std::ios::binary);
    if (!file) throw Failure(words[1], "cannot read it", "make it with: winnow ledger export > FILE");
    return say(verify_export(file, wanted), invocation.globals);
  }
  if (what != "verify" && what != "export" && what != "head") {
    throw configuration_failure("", "ledger knows head, verify and export, not \"" + printable(what) + "\"",
                                "winnow ledger head, ledger verify, or ledger export");
  }
  State state = require_state(load_config(find_config(invocation.globals.config), SystemClock().now()));
  if (what == "verify") return say(Ledger(state).verify(wanted), invocation.globals);
  if (what == "export") {
    std::ostringstream lines;
    Ledger(state).export_to(invocation.globals.json ? lines : std::cout);
    if (invocation.globals.json) {
      Json records = Json::array();
      std::istringstream in(lines.str());
      for (std::string line; std::getline(in, line);) records.push_back(Json::parse(line));
      std::cout << Json{{"records", records}}.dump(2) << '\n';
    }
  } else if (invocation.globals.json) {
    std::cout << Json{{"head", Ledger(state).head().hash}}.dump(2) << '\n';
  } else {
    std::cout << Ledger(state).head().hash << '\n';
  }
  return kDone;
}

}  // namespace winnow
