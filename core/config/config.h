/// The TOML as plain structs, checked against what the host owns. docs/configuration.md is the user's page.
///
/// What a plugin declares for itself (Table `own`) is checked later against its declared options (options.h),
/// because that needs the plugin. `${NAME}` is filled in when a string is used (environment.h), so that an unset
/// one fails only the jobs that use it. Thread rule: plain data.
#pragma once

#include <toml++/toml.h>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/durations.h"
#include "core/base/times.h"
#include "winnow/filter.hpp"

namespace winnow {

/// A place in the TOML, printed "winnow.toml:14:3"; without a line, for what no file says, just "winnow.toml".
struct Place {
  std::string file;
  unsigned line = 0;
  unsigned column = 0;
  std::string table{};  ///< of a table: its name for messages, "[stores.app]"
  std::string text() const;
};

/// A `where` table: bound to the run's time for use, and as canonical JSON (unbound) for the fingerprint.
struct Where {
  Filter filter;
  std::string json;
};

/// The breaker's limits of one job: [limits] with the job's own on top.
struct Limits {
  std::uint64_t max_deletes = 10'000;
  Duration window;                  ///< rolling
  std::optional<double> max_share;  ///< 0 < share <= 1; nullopt: the default of the rule
  double max_growth = 3.0;          ///< times the largest of the last four runs
  double max_shrink = 0.5;          ///< of the target's items, lost by itself since the last run
  std::optional<double> pace;       ///< items a second
};

/// How a column writes the keys of what it names.
enum class KeyForm {
  key,   ///< the key itself
  url,   ///< a URL or its path: percent-encoded, perhaps with a query
  json,  ///< a JSON text or list of texts, each a key
};
struct Spelling {
  std::vector<std::string> cut;  ///< prefixes, of which the first that fits is taken off
  KeyForm form = KeyForm::key;
};

struct FileLink {
  std::string column;
  std::string store;
  Place place;
  Spelling spelling{};
};
struct Reference {
  std::string store, target, column;
  Place place;
  Spelling spelling{};
  std::optional<Where> where{};  ///< which of the rows count; nullopt: all
  /// "app/cases.contact"
  std::string name() const { return store + "/" + target + "." + column; }
};
/// What becomes of an orphan job where values may mean a file and nobody said how they are written.
enum class UnknownValues { refuse, accept };
/// One [[gates]] row as written; core/safety/gates reads and checks `own` by kind.
struct GateConfig {
  std::string kind;
  toml::table own;
  Place place;
};
struct NotifyConfig {
  std::string kind;
  std::string url;              ///< before ${NAME} is filled in
  std::vector<std::string> on;  ///< words of a job's status, or "success"; empty: not given
  Place place;
};

enum class EmptyFolders { remove, keep };  ///< what becomes of folders that a run emptied

enum class Cascade { refuse, archive };

/// What a job works on; the bin has a name as store and target too, for reports.
enum class WorksOn { store, bin };
inline constexpr const char* kBinStore = "trash";
inline constexpr const char* kBinTarget = "bin";

struct StoreConfig {
  std::string name;
  std::string plugin;
  std::optional<std::string> sha256;
  std::vector<std::string> allow;   ///< never empty
  std::vector<Reference> named_by;  ///< of a store of files: columns that name its files, for all jobs
  UnknownValues unknown_values = UnknownValues::refuse;
  std::vector<std::string> optional_fields;  ///< of a store that tells no fields: may be what no item has yet
  std::optional<Time> earliest;              ///< for its jobs that say nothing of their own
  toml::table own;                           ///< the plugin's options, as written
  Place place;
};

struct JobConfig {
  std::string name;
  std::string plugin;  ///< exactly one of plugin and policy is set
  std::string policy;
  std::optional<std::string> sha256;
  WorksOn works_on = WorksOn::store;  ///< the bin: neither store nor target is written
  std::string store;
  std::string target;
  std::string column;          ///< empty: the plugin's default
  std::string times;           ///< "", iso, s, ms, us
  Time earliest = kFirstTime;  ///< times before it mean "never", and keep
  std::optional<Duration> retention;
  std::optional<Where> where;
  std::optional<Where> hold_if;
  std::vector<FileLink> files;
  std::vector<Reference> references;
  UnknownValues unknown_values = UnknownValues::refuse;
  std::vector<GateConfig> gates;
  Limits limits;
  Cascade cascade = Cascade::refuse;
  EmptyFolders empty_folders = EmptyFolders::remove;  ///< of jobs over files
  std::optional<Duration> deadline;
  bool enabled = true;                     ///< false: paused
  toml::table params;                      ///< of a policy
  toml::table own;                         ///< of a plugin
  std::string definition;                  ///< the job's table as text, see definition.h
  std::optional<std::string> policy_text;  ///< of an approved policy, instead of its file
  std::map<std::string, Place> places;     ///< of each key of the job's table, and "" for the table itself

  const Place& place(const std::string& key) const;
};

/// The names of the keys that the host owns in a job's and in a store's table.
const std::vector<std::string>& host_job_keys();
const std::vector<std::string>& host_store_keys();

struct Config {
  std::filesystem::path file;    ///< absolute
  std::filesystem::path folder;  ///< of the file; relative paths are relative to it
  std::filesystem::path state;
  bool state_is_absolute = false;    ///< as it is written, and not seen from the TOML's folder
  std::optional<Place> state_place;  ///< where it is named; nullopt: it lies where none is named
  std::filesystem::path trash;       ///< of the bin; of its part files where it lies in a store
  std::string trash_store;           ///< the store in which it lies; empty: in the folder
  std::string trash_inside;          ///< the bin's folder among that store's files
  Place trash_store_place;
  std::vector<std::filesystem::path> plugins;
  std::filesystem::path policies;  ///< empty: none
  std::vector<std::filesystem::path> env_files;
  Place env_files_place;
  std::string zone_name = "UTC";
  Zone zone;
  Duration plan_expiry;
  std::optional<Duration> drill_every;  ///< how old the last drill of a job's copies may be; unset: nobody asks
  std::optional<Duration> trash_retention;
  double trash_min_free = 0.05;  ///< of the bin's file system
  std::vector<StoreConfig> stores;
  std::vector<JobConfig> jobs;  ///< in the order of the file
  std::vector<NotifyConfig> notify;
  Time now;  ///< to which `where` filters are bound

  const StoreConfig& store(const std::string& name) const;  ///< throws Failure (configuration)
  const JobConfig& job(const std::string& name) const;      ///< throws Failure with a suggestion
};

/// -c FILE, else $WINNOW_CONFIG, else ./winnow.toml. Throws Failure (configuration) if there is none.
std::filesystem::path find_config(const std::string& option);

/// Reads and checks the whole file; every mistake is a Failure of kind configuration with place and remedy.
Config load_config(const std::filesystem::path& file, Time now);

/// The same for a text, as the tests and the fuzzer use it; `file` names it in messages.
Config parse_config(std::string_view toml, const std::filesystem::path& file, Time now);

}  // namespace winnow
