#include "core/plugin/registry.h"

#include <algorithm>
#include <set>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/config/shipped_folders.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEnding = ".so";

std::string remedy_for(const std::string& id, const std::vector<std::string>& known) {
  if (std::string meant = did_you_mean(id, known); !meant.empty()) return meant;
  if (id.find('/') != std::string::npos || id.ends_with(kEnding))
    return "name it by its id, without folder and " + std::string(kEnding) +
           "; its folder stands in [winnow] plugins";
  return "`winnow plugin list` shows what there is";
}

}  // namespace

Registry Registry::of(const Config& config) {
  std::vector<fs::path> folders = config.plugins;
  for (const fs::path& folder : shipped_folders("plugins")) {
    if (std::find(folders.begin(), folders.end(), folder) == folders.end()) folders.push_back(folder);
  }
  return Registry(std::move(folders));
}

const LoadedPlugin& Registry::get(const std::string& id, const std::optional<std::string>& pin) {
  if (const auto known = loaded_.find(id); known != loaded_.end()) {
    // Whoever named it first may have pinned nothing, or something else.
    if (pin) check_pin(known->second.file, *pin);
    return known->second;
  }
  if (id.find('/') == std::string::npos) {
    for (const fs::path& folder : folders_) {
      require_folder("plugins", folder, "is it misspelt, or not mounted? `winnow plugin list` shows what there is");
      const fs::path file = folder / (id + std::string(kEnding));
      if (!fs::exists(file)) continue;
      std::string others;
      for (LoadedPlugin& plugin : load_library(file, pin)) {
        if (plugin.table->id == id) return loaded_.emplace(id, std::move(plugin)).first->second;
        others += (others.empty() ? "" : ", ") + printable(plugin.table->id);
      }
      throw Failure(file.string(), "it holds no plugin named \"" + id + "\" but " + others,
                    loaded_.contains(others)
                        ? "that is what " + loaded_.at(others).file.string() +
                              " holds: build both with -fvisibility=hidden, or one's code stands for the other's"
                        : "the file's name must be a plugin's id");
    }
  }
  std::string places;
  for (const fs::path& folder : folders_) {
    places += (places.empty() ? "" : ", ") + folder.string();
    if (!fs::is_directory(folder)) places += " (no such folder)";
  }
  throw Failure("", "there is no plugin \"" + id + "\" in " + places, remedy_for(id, ids()));
}

std::vector<std::string> Registry::ids() const {
  std::set<std::string> out;
  for (const fs::path& folder : folders_) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
      if (entry.path().extension() == kEnding) out.insert(entry.path().stem().string());
    }
  }
  return {out.begin(), out.end()};
}

OptionSchema schema_of(const LoadedPlugin& plugin, std::vector<std::string> host_keys) {
  OptionSchema schema{plugin.table->id, {}, std::move(host_keys)};
  for (const winnow_option* const* row = plugin.table->options; *row != nullptr; ++row) schema.rows.push_back(*row);
  return schema;
}

}  // namespace winnow
