#include "core/report/form_changes.h"

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/encoding.h"
#include "core/base/text.h"

namespace winnow {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLongest = 80;
constexpr std::size_t kDigits = 12;  // of a digest: enough to see that two differ

/// Leaves by their path; a list is one leaf, for what moved inside it says little.
void flatten(const Json& json, const std::string& path, std::map<std::string, Json>& out) {
  if (!json.is_object() || json.empty()) {
    out[path] = json;
    return;
  }
  for (const auto& [key, value] : json.items()) flatten(value, path.empty() ? key : path + "." + key, out);
}

std::string shown(const std::map<std::string, Json>& leaves, const std::string& path) {
  const auto at = leaves.find(path);
  if (at == leaves.end() || at->second.is_null()) return "(none)";
  const std::string text = at->second.is_string() ? at->second.get<std::string>() : at->second.dump();
  if (text.size() <= kLongest && text.find('\n') == std::string::npos) return printable(text);
  return with_commas(text.size()) + " bytes, sha256 " + sha256_hex(text).substr(0, kDigits);
}

}  // namespace

std::vector<FormChange> changes_between(const std::string& before, const std::string& after) {
  std::map<std::string, Json> old_leaves, new_leaves;
  flatten(Json::parse(before), "", old_leaves);
  flatten(Json::parse(after), "", new_leaves);
  std::set<std::string> paths;
  for (const auto* leaves : {&old_leaves, &new_leaves}) {
    for (const auto& [path, value] : *leaves) paths.insert(path);
  }
  std::vector<FormChange> out;
  for (const std::string& path : paths) {
    const auto was = old_leaves.find(path), is = new_leaves.find(path);
    const Json none;
    if ((was == old_leaves.end() ? none : was->second) == (is == new_leaves.end() ? none : is->second)) continue;
    out.push_back({path, shown(old_leaves, path), shown(new_leaves, path)});
  }
  return out;
}

}  // namespace winnow
