#include <filesystem>
#include <iostream>

#include "core/base/clock.h"
#include "core/base/failure.h"
#include "core/cli/commands.h"
#include "core/cli/plugin_facts.h"
#include "core/plugin/registry.h"
#include "core/report/status.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

/// Without a TOML at hand, the installed ones.
Registry registry_of(const Globals& globals) {
  const bool named = !globals.config.empty() || std::getenv("WINNOW_CONFIG") != nullptr;
  if (!named && !std::filesystem::exists("winnow.toml")) return Registry::of(Config{});
  return Registry::of(load_config(find_config(globals.config), SystemClock().now()));
}

int list(const Invocation& invocation, Registry& registry) {
  Json plugins = Json::array();
  int status = kDone;
  for (const std::string& id : registry.ids()) {
    try {
      plugins.push_back(facts_of(registry.get(id)));
    } catch (const Failure& failure) {
      status = kFailed;
      plugins.push_back({{"id", id}, {"error", failure.what()}});
    }
  }
  if (invocation.globals.json) {
    std::cout << Json{{"plugins", plugins}}.dump(2) << '\n';
    return status;
  }
  for (const Json& plugin : plugins) {
    std::string id = plugin.at("id");
    id.resize(std::max<std::size_t>(id.size() + 2, 20), ' ');
    if (plugin.contains("error")) {
      std::cout << id << "NOT LOADED  " << plugin.at("error").get<std::string>() << '\n';
    } else {
      std::string kind = plugin.at("kind");
      kind.resize(7, ' ');
      std::cout << id << kind << plugin.at("version").get<std::string>() << "  "
                << plugin.at("summary").get<std::string>() << '\n';
    }
  }
  return status;
}

int show(const Invocation& invocation, Registry& registry, const std::string& id) {
  const Json facts = facts_of(registry.get(id));
  if (invocation.globals.json) {
    std::cout << facts.dump(2) << '\n';
  } else if (invocation.has("markdown")) {
    print_markdown(facts, std::cout);
  } else {
    print_plugin(facts, std::cout);
  }
  return kDone;
}

}  // namespace

void declare_plugin(OptionsDescription& options) {
  options.add_options()("markdown", "show: as a section of a reference page");
}

int plugin_command(const Invocation& invocation) {
  const std::vector<std::string> words = invocation.list("args");
  if (words.size() == 1 && words[0] == "list") {
    Registry registry = registry_of(invocation.globals);
    return list(invocation, registry);
  }
  if (words.size() == 2 && words[0] == "show") {
    Registry registry = registry_of(invocation.globals);
    return show(invocation, registry, words[1]);
  }
  throw configuration_failure("", "plugin knows list and show", "winnow plugin list, or: winnow plugin show ID");
}

}  // namespace winnow
