/// Folders of plugins and of policies: the program's own, and those that a TOML names. Thread rule of all: any.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace winnow {

/// The program's own, each once. `kind`: "plugins" or "policies". Some may not be there.
std::vector<std::filesystem::path> shipped_folders(std::string_view kind);

/// Throws Failure where a folder that the TOML names is not there: it may hold what is meant, and another of that
/// name would be taken.
void require_folder(std::string_view kind, const std::filesystem::path& folder, const std::string& remedy);

}  // namespace winnow
