/// Finds plugins by id. The file of plugin "audit-prune" is audit-prune.so, in the first folder that has one.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/config/options.h"
#include "core/plugin/library.h"

namespace winnow {

/// Thread rule: one thread.
class Registry {
 public:
  /// Searched in this order.
  explicit Registry(std::vector<std::filesystem::path> folders) : folders_(std::move(folders)) {}

  /// The folders of the TOML, then those of this installation: beside the program (build tree), lib/winnow/plugins.
  static Registry of(const Config& config);

  /// Throws Failure: no such plugin (with a suggestion), or why it was not loaded.
  const LoadedPlugin& get(const std::string& id, const std::optional<std::string>& pin = std::nullopt);

  /// Ids of all files found, sorted; nothing is loaded.
  std::vector<std::string> ids() const;

 private:
  std::vector<std::filesystem::path> folders_;
  std::map<std::string, LoadedPlugin> loaded_;
};

/// The declared options of a plugin; `host_keys` are the host's names in the same table, for suggestions.
OptionSchema schema_of(const LoadedPlugin& plugin, std::vector<std::string> host_keys = {});

}  // namespace winnow
