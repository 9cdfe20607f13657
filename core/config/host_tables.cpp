/// [winnow], [trash] and [[notify]].
#include <algorithm>

#include "core/base/failure.h"
#include "core/base/http.h"
#include "core/config/environment.h"
#include "core/config/tables.h"

namespace winnow {
namespace {

const std::vector<std::string> kWinnowKeys = {"state",     "trash",       "plugins",     "policies", "timezone",
                                              "env_files", "plan_expiry", "drill_every", "deadline"};
const std::vector<std::string> kTrashKeys = {"path", "retention", "min_free"};
const std::vector<std::string> kNotifyKeys = {"kind", "url", "on"};
const std::vector<std::string> kNotifyKinds = {"slack", "webhook", "healthchecks"};
const std::vector<std::string> kNotifyWords = {"success",        "attention", "planned", "applied",
                                               "partial",        "failed",    "tripped", "locked",
                                               "needs_approval", "gated",     "paused"};

std::filesystem::path in_folder(const Config& config, const std::string& path) {
  return (config.folder / path).lexically_normal();
}

/// One text, or a list of them.
std::vector<std::filesystem::path> read_paths(const Entry& entry, const Config& config) {
  std::vector<std::filesystem::path> out;
  if (!entry.node().is_array()) return {in_folder(config, entry.text())};
  for (const Entry& element : entry.elements()) out.push_back(in_folder(config, element.text()));
  return out;
}

/// Without its state winnow can do nothing at all, so that an unset name is here a mistake of the whole file.
std::string fill_state(const Entry& entry, const Config& config) {
  const std::string text = entry.text();
  if (text.find("${") == std::string::npos) return text;
  try {
    return Environment(config.env_files).fill(text, entry.place().text() + ": state");
  } catch (const Failure& failure) {
    throw configuration_failure(failure.place(), failure.message(), failure.remedy());
  }
}

/// "store:archive" or "store:archive/host-a".
void read_trash_store(const Entry& entry, Config& config) {
  constexpr std::string_view kScheme = "store:";
  constexpr const char* kForm =
      "write \"store:NAME\", or \"store:NAME/FOLDER\" where several states share the store";
  const std::string text = entry.text();
  if (!text.starts_with(kScheme)) {
    entry.fail("must name a store", std::string(kForm) + "; a folder of the bin is [trash] path");
  }
  const std::string name = text.substr(kScheme.size(), text.find('/') - kScheme.size());
  const std::string inside = text.find('/') == std::string::npos ? "trash" : text.substr(text.find('/') + 1);
  const auto is_fine = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  };
  const bool fine = !inside.empty() && inside.front() != '.' && std::all_of(inside.begin(), inside.end(), is_fine);
  if (name.empty() || !fine) entry.fail("names no store, or no folder", kForm);
  config.trash_store = name;
  config.trash_inside = inside;
  config.trash_store_place = entry.place();
}

}  // namespace

std::optional<Duration> read_winnow_table(const Section& section, Config& config) {
  section.refuse_others(kWinnowKeys);
  if (const auto entry = section.find("env_files")) {
    config.env_files = read_paths(*entry, config);
    config.env_files_place = entry->place();
  }
  if (const auto entry = section.find("state")) {
    const std::filesystem::path written = fill_state(*entry, config);
    config.state_is_absolute = written.is_absolute();
    config.state = in_folder(config, written);
    config.state_place = entry->place();
  }
  if (const auto entry = section.find("trash")) read_trash_store(*entry, config);
  if (const auto entry = section.find("plugins")) config.plugins = read_paths(*entry, config);
  if (const auto entry = section.find("policies")) config.policies = in_folder(config, entry->text());
  if (const auto entry = section.find("plan_expiry")) config.plan_expiry = entry->duration();
  if (const auto entry = section.find("drill_every")) config.drill_every = entry->duration();
  if (const auto entry = section.find("timezone")) {
    config.zone_name = entry->text();
    try {
      config.zone = Zone(config.zone_name);
    } catch (const Failure& failure) {
      entry->fail(failure.what());
    }
  }
  const auto deadline = section.find("deadline");
  return deadline ? std::optional(deadline->duration()) : std::nullopt;
}

void read_trash_table(const Section& section, Config& config) {
  section.refuse_others(kTrashKeys);
  if (const auto entry = section.find("path")) config.trash = in_folder(config, entry->text());
  if (const auto entry = section.find("retention")) config.trash_retention = entry->duration();
  if (const auto entry = section.find("min_free")) {
    config.trash_min_free = entry->percent();
    if (config.trash_min_free >= 1) entry->fail("must be below 100%", "write it like \"5%\"");
  }
}

NotifyConfig read_notify_row(const Section& section) {
  section.refuse_others(kNotifyKeys);
  NotifyConfig row;
  row.place = section.place();
  row.kind = section.need("kind", "slack, webhook or healthchecks").one_of(kNotifyKinds);
  const Entry url = section.need("url", "where to send, often \"${NAME}\"");
  row.url = url.text();
  check_references(row.url, url.place().text() + ": url");
  if (!row.url.starts_with("${") && !is_web_url(row.url)) {
    url.fail("is no URL of the web", "give one that begins with https:// or http://, or \"${NAME}\"");
  }
  if (const auto on = section.find("on")) {
    row.on = on->texts();
    for (const Entry& word : on->elements()) word.one_of(kNotifyWords);
  }
  return row;
}

}  // namespace winnow
