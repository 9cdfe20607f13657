#include "core/policy/folders.h"

#include <algorithm>
#include <set>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/config/shipped_folders.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEnding = ".lua";

}  // namespace

PolicyFolders PolicyFolders::of(const Config& config) {
  std::vector<fs::path> folders = shipped_folders("policies");
  if (!config.policies.empty()) folders.insert(folders.begin(), config.policies);
  return PolicyFolders(std::move(folders));
}

PolicyFolders PolicyFolders::shipped() {
  return PolicyFolders(shipped_folders("policies"));
}

std::optional<fs::path> PolicyFolders::look_up(const std::string& name) const {
  for (const fs::path& folder : folders_) {
    fs::path file = folder / name;
    if (fs::is_regular_file(file)) return file;
  }
  return std::nullopt;
}

fs::path PolicyFolders::find(const std::string& name) const {
  // Its own copy of a shipped policy may stand in a folder that the TOML names: the shipped one is not meant then.
  for (const fs::path& folder : folders_) require_folder("policies", folder, "is it misspelt, or not mounted?");
  if (auto file = look_up(name)) return *file;
  for (const fs::path& folder : folders_) {
    if (fs::exists(folder / name)) throw Failure((folder / name).string(), "it is no file, so it is no policy");
  }
  std::string places;
  for (const fs::path& folder : folders_) {
    if (!fs::is_directory(folder)) continue;
    places += (places.empty() ? "" : ", ") + folder.string();
  }
  const std::string meant = did_you_mean(name, names());
  throw Failure("", "there is no policy \"" + name + "\"" + (places.empty() ? "" : " in " + places),
                meant.empty() ? "name a file there, or its folder as [winnow] policies" : meant);
}

std::vector<std::string> PolicyFolders::names() const {
  std::set<std::string> out;
  for (const fs::path& folder : folders_) {
    for (std::string& name : policy_names_in(folder)) out.insert(std::move(name));
  }
  return {out.begin(), out.end()};
}

std::vector<std::string> policy_names_in(const fs::path& folder) {
  std::vector<std::string> out;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == kEnding && entry.is_regular_file(ignored))
      out.push_back(entry.path().filename().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace winnow
