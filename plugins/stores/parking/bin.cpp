#include "bin.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "text.h"
#include "winnow/copy.hpp"
#include "winnow/value.hpp"

namespace winnow::parking {

using nlohmann::ordered_json;

bool lies_in_own_folder(std::string_view path) {
  while (true) {
    const std::size_t slash = path.find('/');
    const std::string_view name = path.substr(0, slash);
    if (name == kBinFolder || name == kOwnFolder) return true;
    if (slash == path.npos) return false;
    path.remove_prefix(slash + 1);
  }
}

std::string own_path(std::string_view name) {
  constexpr std::string_view kFine = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/";
  const std::string path = std::string(kOwnFolder) + "/" + std::string(name);
  const bool fine = path.find_first_not_of(kFine) == path.npos && !path.ends_with('/') &&
                    path.find("//") == path.npos && path.find("/.") == path.npos;
  if (!fine) throw Error(WINNOW_BROKEN, shown(name) + " is no name of a file of winnow's own");
  return path;
}

bool is_parked(std::string_view path, std::string_view key) {
  if (!path.starts_with(std::string(kBinFolder) + "/")) return false;
  const std::size_t place_end = path.find('/', kBinFolder.size() + 1);
  return place_end != path.npos && path.substr(place_end + 1) == key;
}

std::string path_of(const ordered_json& json) {
  std::optional<std::string> path = name_in(json);
  if (!path) throw Error(WINNOW_BROKEN, "a path is neither a text nor Base64");
  return *std::move(path);
}

std::string parked_at(std::string_view place) {
  constexpr std::string_view kForm = "0000-00-00T00-00-00-000Z";
  std::string time(place.substr(std::min(place.size(), kBinFolder.size() + 1)));
  bool fine = place.starts_with(std::string(kBinFolder) + "/") && time.size() == kForm.size();
  for (std::size_t i = 0; fine && i < kForm.size(); ++i) {
    const bool digit = time[i] >= '0' && time[i] <= '9';
    fine = kForm[i] == '0' ? digit : time[i] == kForm[i];
  }
  if (!fine)
    throw Error(WINNOW_BROKEN, shown(place) + " is no place of the bin, as .trash/2026-06-19T22-31-00-000Z");
  time[13] = time[16] = ':';
  time[19] = '.';
  return time;
}

std::string write_meta(const MetaWords& words) {
  std::string out = "{\n  \"originalKey\": " + json_of(words.key);
  out += ",\n  \"deletedAt\": " + json_of(words.deleted_at);
  out += ",\n  \"reason\": " + json_of(words.reason);
  out += ",\n  \"run\": " + json_of(words.run);
  out += ",\n  \"size\": " + std::to_string(words.size);
  out += ",\n  \"mtime\": \"" + words.mtime + "\"";
  if (!words.folders.empty()) out += ",\n  \"folders\": " + std::string(words.folders);
  out += "\n}\n";
  return out;
}

Meta parse_meta(std::string_view json) {
  try {
    const ordered_json in = ordered_json::parse(json);
    return {path_of(in.at("originalKey")), in.at("deletedAt").get<std::string>(),
            in.contains("folders") ? in["folders"].dump() : std::string{}};
  } catch (const nlohmann::json::exception& error) {
    throw Error(WINNOW_BROKEN, std::string("its meta file is not of a known form: ") + error.what());
  }
}

bool same_meta(std::string_view a, std::string_view b) {
  const auto what_counts = [](std::string_view meta) {
    ordered_json json = ordered_json::parse(meta, nullptr, /*allow_exceptions=*/false);
    if (json.is_object()) {
      json.erase("run");
      json.erase("reason");
      json.erase("folders");  // an older version wrote none
    }
    return json;
  };
  const ordered_json one = what_counts(a);
  return one.is_object() && one == what_counts(b);
}

}  // namespace winnow::parking
