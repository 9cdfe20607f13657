/// One plugin library: checked, loaded for the life of the process, its plugins validated.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "winnow/plugin.h"

namespace winnow {

struct LoadedPlugin {
  std::filesystem::path file;
  const winnow_plugin* table;  ///< valid for the life of the process
};

/// Throws Failure unless `pin` is the file's sha256.
void check_pin(const std::filesystem::path& file, const std::string& pin);

/// Checks trust (trust.h), the pin if one is given, the exported symbol and ABI, then loads with RTLD_NOW and
/// RTLD_LOCAL. Never unloads: code of a plugin may still be referred to. Throws Failure with file and remedy.
/// Thread rule: one thread.
std::vector<LoadedPlugin> load_library(const std::filesystem::path& file, const std::optional<std::string>& pin);

}  // namespace winnow
