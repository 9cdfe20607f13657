#include <algorithm>

#include "core/base/text.h"
#include "core/config/tables.h"

namespace winnow {
namespace {

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// An entry of `allow` that names nothing would allow every name.
void check_allowed(const Entry& entry) {
  const std::string text = entry.text();
  if (text == "*" || text == "/") {
    entry.fail("\"" + text + "\" has no name in it", "name the targets, for example \"backups/\" or \"backup-*\"");
  }
}

}  // namespace

const std::vector<std::string>& host_store_keys() {
  static const std::vector<std::string> keys = {"plugin",   "allow",          "sha256",         "earliest",
                                                "named_by", "unknown_values", "optional_fields"};
  return keys;
}

void check_name(const Entry& entry) {
  const std::string& name = entry.name();
  const bool fine = std::all_of(name.begin(), name.end(),
                                [](char c) { return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-'; });
  if (name.empty() || !fine || name.front() == '.' || name.front() == '-') {
    const Entry shown("\"" + name + "\"", entry.node(), entry.place());
    shown.fail("is not a name", "use letters, digits, \".\", \"_\" and \"-\", beginning with a letter or a digit");
  }
}

std::string read_sha256(const Entry& entry) {
  std::string digest = entry.text();
  const bool hex = digest.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
  if (digest.size() != 64 || !hex) entry.fail("must be 64 hex digits", "sha256sum FILE prints them");
  std::transform(digest.begin(), digest.end(), digest.begin(),
                 [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
  return digest;
}

std::string read_store_name(const Entry& entry, const Config& config) {
  std::string wanted = entry.text();
  std::vector<std::string> names;
  for (const StoreConfig& store : config.stores) names.push_back(store.name);
  if (std::find(names.begin(), names.end(), wanted) == names.end()) {
    const std::string meant = did_you_mean(wanted, names);
    entry.fail("there is no [stores." + printable(wanted) + "]",
               meant.empty() ? "write that table, or name a store that is there" : meant);
  }
  return wanted;
}

Time read_earliest(const Entry& entry, const Config& config) {
  const Time earliest = entry.time(config.zone);
  if (earliest > config.now) entry.fail("lies ahead of the clock", "times before it are taken for \"never\"");
  return earliest;
}

StoreConfig read_store_table(const Entry& entry, const Config& config) {
  check_name(entry);
  const Section section = entry.section("[stores." + entry.name() + "]");
  StoreConfig store;
  store.name = entry.name();
  store.place = section.place();
  store.plugin = section.need("plugin", "the kind of store, for example \"sqlite\" or \"files\"").text();
  // A store that only keeps the bin has no targets at all.
  const bool keeps_bin = store.name == config.trash_store;
  if (section.find("allow") || !keeps_bin) {
    const Entry allow = section.need("allow", "the only targets that may ever be touched");
    store.allow = allow.texts();
    for (const Entry& element : allow.elements()) check_allowed(element);
  }
  if (const auto sha256 = section.find("sha256")) store.sha256 = read_sha256(*sha256);
  if (const auto unknown = section.find("unknown_values")) store.unknown_values = read_unknown_values(*unknown);
  if (const auto fields = section.find("optional_fields")) store.optional_fields = fields->texts();
  if (const auto earliest = section.find("earliest")) store.earliest = read_earliest(*earliest, config);
  store.own = section.table();
  for (const std::string& key : host_store_keys()) store.own.erase(key);
  return store;
}

}  // namespace winnow
