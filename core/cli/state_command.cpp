#include <iostream>
#include <nlohmann/json.hpp>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/cli/commands.h"
#include "core/cli/hold_add.h"
#include "core/cli/session.h"
#include "core/report/status.h"
#include "core/safety/own_state.h"
#include "core/safety/trusted.h"

namespace winnow {

void declare_state(OptionsDescription& options) {
  options.add_options()("reason", boost::program_options::value<std::string>(), "why; kept in the ledger");
}

int state_command(const Invocation& invocation) {
  const std::vector<std::string> words = invocation.list("args");
  if (words.empty() || words.front() != "take") {
    throw configuration_failure(
        "winnow state", words.empty() ? "it knows take" : "it knows take, not \"" + printable(words.front()) + "\"",
        "winnow state take --reason \"...\"");
  }
  const Time now = SystemClock().now();
  const Config config = load_config(find_config(invocation.globals.config), now);
  check_state_trust(config, "state take");
  const std::string before = take_state(config, operator_name(), need_reason(invocation), now);
  if (invocation.globals.json) {
    std::cout << nlohmann::ordered_json{{"state", config.state.string()},
                                        {"toml", config.file.string()},
                                        {"before", before.empty() ? nlohmann::ordered_json()
                                                                  : nlohmann::ordered_json(before)}}
                     .dump(2)
              << '\n';
  } else {
    std::cout << config.state.string() << " is that of " << config.file.string()
              << (before.empty() ? "" : " from here on, and of " + before + " no more") << '\n';
  }
  return kDone;
}

}  // namespace winnow
