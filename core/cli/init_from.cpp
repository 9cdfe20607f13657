#include "core/cli/init_from.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <set>

#include "core/base/clock.h"
#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/cli/proposal.h"
#include "core/judge/declared.h"
#include "core/judge/stores.h"
#include "core/plugin/host_services.h"
#include "core/plugin/loaded.h"
#include "core/plugin/registry.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;

constexpr const char* kVariable = "WINNOW_STORE_URL";

/// A store at a place, and how the TOML names it.
struct Source {
  std::string plugin;
  std::string option;
  std::string value;        ///< as it is opened
  std::string written;      ///< as the TOML has it
  std::string name;         ///< of the store
  bool has_secret = false;  ///< the value stands in the environment
};

/// Letters, digits and "-_." as names of stores and jobs may have; never empty.
std::string as_name(std::string_view text, const char* otherwise) {
  std::string out;
  for (const char c : text) {
    const bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    if (fine || (!out.empty() && out.back() != '-')) out += fine ? c : '-';
  }
  while (out.ends_with('-')) out.pop_back();
  return out.empty() ? otherwise : out;
}

/// The first option that a store cannot do without; null: there is none.
const winnow_option* required_option(const winnow_plugin& plugin) {
  for (const winnow_option* const* row = plugin.options; *row != nullptr; ++row) {
    if (((*row)->flags & WINNOW_REQUIRED) != 0) return *row;
  }
  return nullptr;
}

bool has_password(const std::string& rest) {
  const std::string authority = rest.substr(0, rest.find('/'));
  const std::size_t at = authority.rfind('@');
  return (at != std::string::npos && authority.find(':') < at) || rest.find("password=") != std::string::npos;
}

/// SCHEME://REST is for the store whose name begins the scheme, as postgres does postgresql.
std::optional<Source> server_at(const std::string& from, const winnow_plugin& plugin, const winnow_option& option) {
  const std::size_t end = from.find("://");
  if (end == std::string::npos || !from.substr(0, end).starts_with(plugin.id)) return std::nullopt;
  const std::string rest = from.substr(end + 3);
  if (std::string_view(option.name) != "url") {
    const std::string value = rest.substr(0, rest.find('/'));
    return Source{plugin.id, option.name, value, value, as_name(value, plugin.id)};
  }
  const std::size_t slash = rest.find('/');
  const std::string database = slash == std::string::npos ? "" : rest.substr(slash + 1, rest.find('?') - slash - 1);
  Source out{plugin.id, option.name, from, from, as_name(database, plugin.id)};
  out.has_secret = has_password(rest);
  if (out.has_secret) out.written = std::string("${") + kVariable + "}";
  return out;
}

/// A store that takes a path: of a folder where items are files, else of a file.
std::optional<Source> path_at(const std::string& from, const winnow_plugin& plugin, const winnow_option& option) {
  std::error_code ignored;
  const bool holds_files = (plugin.store->flags & WINNOW_KEYED_BY_NAME) != 0;
  const bool fits = holds_files ? fs::is_directory(from, ignored) : fs::is_regular_file(from, ignored);
  if ((option.flags & WINNOW_PATH) == 0 || !fits) return std::nullopt;
  const fs::path path = fs::canonical(from);
  return Source{plugin.id, option.name, from, from, as_name(path.stem().string(), plugin.id)};
}

Source source_of(const std::string& from, Registry& registry) {
  for (const std::string& id : registry.ids()) {
    const winnow_plugin& plugin = *registry.get(id).table;
    const winnow_option* const option = plugin.store == nullptr ? nullptr : required_option(plugin);
    if (option == nullptr) continue;
    if (auto out = server_at(from, plugin, *option)) return *out;
    if (auto out = path_at(from, plugin, *option)) return *out;
  }
  throw configuration_failure(
      from, "there is no such file or folder, and no store knows such a URL",
      "name a database file, a folder, or the URL of a server, such as postgresql://HOST/NAME");
}

std::vector<JobKind> job_kinds(Registry& registry) {
  std::vector<JobKind> out;
  for (const std::string& id : registry.ids()) {
    const winnow_plugin& plugin = *registry.get(id).table;
    if (plugin.job == nullptr || (plugin.job->flags & WINNOW_OVER_THE_BIN) != 0) continue;
    const std::uint32_t flags = plugin.job->flags;
    const char* const retention = (flags & WINNOW_RETENTION_REQUIRED) != 0   ? "365d"
                                  : (flags & WINNOW_RETENTION_OR_NEVER) != 0 ? "90d"
                                                                             : "";
    out.push_back({id, plugin.summary, plugin.job->column == nullptr ? "" : plugin.job->column, retention});
  }
  return out;
}

class Look {
 public:
  explicit Look(const std::string& from)
      : now_(SystemClock().now()),
        registry_(Registry::of(Config{})),
        source_(source_of(from, registry_)),
        host_(now_, Zone(), stop_) {
    Config config;
    config.now = now_;
    config.folder = fs::current_path();
    StoreConfig store;
    store.name = source_.name;
    store.plugin = source_.plugin;
    store.own.insert_or_assign(source_.option, source_.value);
    const LoadedPlugin& plugin = registry_.get(source_.plugin);
    holds_files_ = (plugin.table->store->flags & WINNOW_KEYED_BY_NAME) != 0;
    store_ = make_store(plugin, bind_store(store, plugin, config, Environment({}), Fill::no), host_);
  }

  std::string toml() {
    std::vector<std::string> targets = store_->targets();
    std::erase_if(targets, [](const std::string& name) { return !is_utf8(name); });  // no TOML can say them
    const bool nothing = targets.empty();
    std::string out =
        "# What `winnow init --from` found. Every job is a comment: read it, decide how long things stay, take the "
        "marks\n"
        "# away, and go on with `winnow check` and `winnow plan`. docs/configuration.md explains every key.\n\n"
        "[limits]                            # over one of them nothing is removed\n"
        "max_deletes = 10000                 # items a job and day\n"
        "max_share   = \"50%\"                 # of a target, in one run\n\n"
        "[trash]\nretention = \"14d\"                   # what is older is destroyed, by a trash-purge job "
        "only\n\n";
    if (source_.has_secret)
      out += std::string("# export ") + kVariable + "='the URL with its password'; never write it here\n";
    out += "[stores." + table_name(source_.name) + "]\nplugin = " + as_toml(source_.plugin) + "\n" +
           source_.option + " = " + as_toml(source_.written) +
           "\n# all that winnow may ever touch here: take out what it may not\nallow = [";
    for (const std::string& target : targets) out += "\n  " + as_toml(target) + ",";
    if (nothing)
      out += holds_files_ ? "\n  \"prefix/\",   # nothing was found" : "\n  \"table\",   # nothing was found";
    out += "\n]\n";
    const std::vector<JobKind> kinds = job_kinds(registry_);
    for (const std::string& target : targets) out += "\n" + proposal(seen(target), job_name(target), kinds);
    return out;
  }

 private:
  static std::string table_name(const std::string& name) {
    return name.find('.') == std::string::npos ? name : as_toml(name);
  }

  /// One target that cannot be looked at, for lack of a right to it, does not hide the others.
  SeenTarget seen(const std::string& target) {
    SeenTarget out{source_.name, target, {}, std::nullopt, holds_files_};
    try {
      out.facts = store_->inspect(target);
      out.items = store_->total(target);
    } catch (const Error& error) {
      if (error.code() == WINNOW_UNAVAILABLE) throw;
      out.facts.push_back({WINNOW_FACT_BLOCKER, WINNOW_NULL, error.what(), ""});
    }
    return out;
  }

  std::string job_name(const std::string& target) {
    const std::string name = as_name(target, "job");
    std::string out = name;
    for (int n = 2; !names_.insert(out).second; ++n) out = name + "-" + std::to_string(n);
    return out;
  }

  Time now_;
  std::atomic<bool> stop_ = false;
  Registry registry_;
  Source source_;
  HostServices host_;
  std::unique_ptr<Store> store_;
  bool holds_files_ = false;
  std::set<std::string> names_;
};

}  // namespace

std::string toml_from(const std::string& from) {
  try {
    return Look(from).toml();
  } catch (const Error& error) {
    throw failure_of("--from", error);
  }
}

}  // namespace winnow
