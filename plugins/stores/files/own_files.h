/// Whole files of the host's own, in .winnow/ below the root, where nothing is ever an item: its bin, if the TOML
/// says so. What each does is said at put_file and its like in plugin.h. Thread rule: any, for different names.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beneath.h"

namespace winnow::files {

/// All throw PathError, or Error(WINNOW_BROKEN).
void put_own(const Beneath& tree, std::string_view name, std::string_view content);
std::optional<std::string> get_own(const Beneath& tree, std::string_view name);
std::vector<std::string> list_own(const Beneath& tree, std::string_view folder);
void drop_own(const Beneath& tree, std::string_view name);

}  // namespace winnow::files
