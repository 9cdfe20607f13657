#include <algorithm>
#include <cstdlib>

#include "core/base/failure.h"
#include "core/base/file.h"
#include "core/config/config.h"
#include "core/config/other_version.h"
#include "core/config/parse.h"
#include "core/config/tables.h"

namespace winnow {
namespace {

const std::vector<std::string> kTables = {"winnow", "limits", "trash", "stores", "jobs", "notify"};

void require_trash_store(const Config& config) {
  const bool there = std::any_of(config.stores.begin(), config.stores.end(),
                                 [&](const StoreConfig& store) { return store.name == config.trash_store; });
  if (there) return;
  throw configuration_failure(config.trash_store_place.text() + ": trash",
                              "there is no [stores." + config.trash_store + "]",
                              "write that table, or name a store that is there");
}

/// The path under which the TOML was named, links in it as they are: of `cd /srv/app/current` the shell keeps that
/// name in $PWD where the system knows the folder alone to which the link leads.
std::filesystem::path as_named(const std::filesystem::path& file) {
  std::error_code none;
  const char* const shell = std::getenv("PWD");
  const bool is_here = shell != nullptr && *shell == '/' && std::filesystem::equivalent(shell, ".", none);
  return ((is_here ? std::filesystem::path(shell) : std::filesystem::current_path()) / file).lexically_normal();
}

/// Where the TOML lies, and not a link to it: what stands beside it is the same, whatever way led there.
std::filesystem::path own_folder(const std::filesystem::path& file) {
  return std::filesystem::weakly_canonical(std::filesystem::absolute(file)).parent_path();
}

/// `folder`: to which relative paths are relative.
Config parse_below(std::string_view text, const std::filesystem::path& file, const std::filesystem::path& folder,
                   Time now) {
  const Place document{file.string(), 1, 1};
  const toml::table tree = parse_toml(text, document);
  const Section root(tree, document);
  if (const auto bin = root.find("bin")) {
    throw configuration_failure(bin->place().text(), "there is no table [bin]",
                                "the bin's keys stand under [trash]");
  }
  root.refuse_others(kTables);

  Config config;
  config.file = as_named(file);
  config.folder = folder;
  config.state = config.folder / ".winnow" / "state.db";
  config.trash = config.folder / ".winnow" / "trash";
  config.plan_expiry = parse_duration("7d");
  config.now = now;

  JobDefaults defaults{default_limits(), std::nullopt};
  if (const auto winnow = root.find("winnow")) {
    defaults.deadline = read_winnow_table(winnow->section("[winnow]"), config);
  }
  if (const auto limits = root.find("limits")) {
    defaults.limits = read_limits(limits->section("[limits]"), std::move(defaults.limits));
  }
  if (const auto trash = root.find("trash")) read_trash_table(trash->section("[trash]"), config);
  if (const auto stores = root.find("stores")) {
    for (const Entry& store : stores->section("[stores]").entries_as_written()) {
      config.stores.push_back(read_store_table(store, config));
    }
    std::size_t at = 0;
    for (const Entry& store : stores->section("[stores]").entries_as_written()) {
      config.stores[at++].named_by = read_named_by(store, config);
    }
  }
  if (!config.trash_store.empty()) require_trash_store(config);
  if (const auto jobs = root.find("jobs")) {
    for (const Entry& job : jobs->section("[jobs]").entries_as_written()) {
      config.jobs.push_back(read_job_table(job, config, defaults));
    }
  }
  if (const auto notify = root.find("notify")) {
    for (const Section& row : notify->rows()) config.notify.push_back(read_notify_row(row));
  }
  return config;
}

std::string read_toml(const std::filesystem::path& file, std::string_view remedy) {
  try {
    return read_file(file);
  } catch (const Failure& failure) {
    throw configuration_failure(failure.place(), failure.message(), remedy);
  }
}

void require_env_files(const Config& config) {
  for (const std::filesystem::path& env_file : config.env_files) {
    try {
      read_file(env_file);
    } catch (const Failure& failure) {
      throw configuration_failure(config.env_files_place.text() + ": env_files", failure.what(),
                                  "make the file, or leave it out");
    }
  }
}

}  // namespace

Config parse_config(std::string_view text, const std::filesystem::path& file, Time now) {
  return parse_below(text, file, own_folder(file), now);
}

Config load_config(const std::filesystem::path& file, Time now) {
  Config config = parse_config(read_toml(file, "give a readable one with -c FILE"), file, now);
  require_env_files(config);
  return config;
}

Config load_other_version(const std::filesystem::path& file, const Config& present) {
  Config config = parse_below(read_toml(file, "name a TOML to compare with: winnow diff OLD.toml"), file,
                              present.folder, present.now);
  config.file = present.file;  // the state is that one's
  config.state = present.state;
  config.state_is_absolute = present.state_is_absolute;
  config.state_place = present.state_place;
  config.trash = present.trash;
  config.trash_store = present.trash_store;
  config.trash_inside = present.trash_inside;
  require_env_files(config);
  return config;
}

}  // namespace winnow
