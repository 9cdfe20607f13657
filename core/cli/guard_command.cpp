#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "core/base/failure.h"
#include "core/cli/commands.h"
#include "core/cli/session.h"
#include "core/report/status.h"
#include "core/safety/key_rules.h"
#include "winnow/copy.hpp"

namespace winnow {
namespace {

/// NUL-separated keys.
std::vector<std::string> read_keys(std::istream& in) {
  std::vector<std::string> out;
  for (std::string key; std::getline(in, key, '\0');) out.push_back(key);
  return out;
}

}  // namespace

void declare_guard(OptionsDescription&) {}

int guard_command(const Invocation& invocation) {
  std::vector<std::string> words = invocation.list("args");
  if (words.empty()) throw configuration_failure("", "name a store", "winnow guard STORE [KEY...]");
  const Time now = SystemClock().now();
  Session session(invocation.globals, new_run_id(now), now);
  OpenStore& store = session.world().stores.get(words.front());
  words.erase(words.begin());
  const std::vector<std::string> keys = words.empty() ? read_keys(std::cin) : words;
  const KeyRules rules = store.key_rules.value_or(KeyRules{store.config->allow, {}, KeyKind::object});

  nlohmann::ordered_json verdicts = nlohmann::ordered_json::array();
  for (const std::string& key : keys) {
    const auto reason = refuse_key(key, rules);
    verdicts.push_back({{"key", name_json(key)},
                        {"allowed", !reason},
                        {"reason", reason ? nlohmann::ordered_json(*reason) : nullptr}});
    if (!invocation.globals.json) {
      std::cout << (reason ? "refused " : "allowed ") << printable(key)
                << (reason ? "  " + std::string(*reason) : "") << '\n';
    }
  }
  if (invocation.globals.json) std::cout << nlohmann::ordered_json{{"keys", verdicts}}.dump(2) << '\n';
  return kDone;
}

}  // namespace winnow
