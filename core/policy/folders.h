/// Where policies are looked up by the name of their file: "closed_tickets.lua".
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/config/config.h"

namespace winnow {

/// Thread rule: const after construction.
class PolicyFolders {
 public:
  /// Searched in this order.
  explicit PolicyFolders(std::vector<std::filesystem::path> folders) : folders_(std::move(folders)) {}

  /// The TOML's folder if it names one, then those of this installation.
  static PolicyFolders of(const Config& config);
  /// This installation's: beside the program (build tree), then where it was installed to.
  static PolicyFolders shipped();

  /// The first file of that name, or nullopt; an absolute name is taken as it is. An empty name is no file's.
  std::optional<std::filesystem::path> look_up(const std::string& name) const;
  /// The same, where it must be there. Throws Failure (job) with a suggestion.
  std::filesystem::path find(const std::string& name) const;

  /// The names of all policies, sorted, each once.
  std::vector<std::string> names() const;

 private:
  std::vector<std::filesystem::path> folders_;
};

/// The names of the files in one folder that are policies, sorted; none where there is no such folder.
std::vector<std::string> policy_names_in(const std::filesystem::path& folder);

}  // namespace winnow
