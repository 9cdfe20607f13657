#include "core/judge/stores.h"

#include <algorithm>
#include <functional>

#include "core/base/file.h"
#include "core/judge/declared.h"
#include "core/judge/nested.h"
#include "core/plugin/loaded.h"
#include "core/state/reserve.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;

/// A database and what SQLite lays beside it.
std::vector<fs::path> database_files(const fs::path& database) {
  std::vector<fs::path> out = {database};
  for (const char* ending : {"-wal", "-shm", "-journal"}) out.emplace_back(database.string() + ending);
  return out;
}

bool is_same_text(std::string_view one, std::string_view other) {
  return one == other;
}

/// What follows the server's name in an identity: "/backups" of "s3:localhost:7070/backups"; empty: no server is
/// named.
std::string_view name_at_server(std::string_view identity) {
  return identity.substr(std::min(identity.find('/'), identity.size()));
}

/// Throws Failure with the store's place in the TOML.
const LoadedPlugin& plugin_of(const StoreConfig& store, Registry& registry) {
  try {
    return registry.get(store.plugin, store.sha256);
  } catch (const Failure& failure) {
    const std::string file = failure.place().empty() ? "" : failure.place() + ": ";
    throw Failure(store.place.text() + ": [stores." + store.name + "]", file + failure.message(), failure.remedy());
  }
}

}  // namespace

std::vector<fs::path> state_files(const fs::path& state) {
  std::vector<fs::path> out = database_files(state);
  out.push_back(state.parent_path() / "leases");
  out.push_back(reserve_of(state));
  return out;
}

Failure failure_of(const std::string& where, const Error& error) {
  return {where, error.what()};
}

KeyRules Stores::rules_of(const StoreConfig& store, const OptionSchema& schema, const std::vector<Value>& values,
                          std::uint32_t flags) const {
  KeyRules rules;
  rules.allow = store.allow;
  rules.kind = (flags & WINNOW_FILE_NAMES) != 0 ? KeyKind::file : KeyKind::object;
  // A tree that holds winnow's own files must never sweep them, nor what another store of the TOML has for its own:
  // its holds and its bin would be passed by.
  std::vector<fs::path> own = state_files(config_.state);
  own.insert(own.end(), {config_.file, config_.trash});
  own.insert(own.end(), config_.env_files.begin(), config_.env_files.end());
  for (const StoreConfig& other : config_.stores) {
    if (other.name == store.name) continue;
    for (const fs::path& path : paths_of(other)) {
      std::error_code ignored;
      const std::vector<fs::path> all = fs::is_directory(path, ignored) ? std::vector{path} : database_files(path);
      own.insert(own.end(), all.begin(), all.end());
    }
  }
  for (std::size_t i = 0; i < schema.rows.size(); ++i) {
    if ((schema.rows[i]->flags & WINNOW_PATH) == 0 || values[i].is_null()) continue;
    for (const fs::path& path : own) {
      if (path.empty()) continue;
      if (std::string name = below(path, values[i].text); !name.empty() && name != ".")
        rules.protected_names.push_back(std::move(name));
    }
  }
  return rules;
}

std::vector<fs::path> Stores::paths_of(const StoreConfig& store) const {
  std::vector<fs::path> out;
  try {
    const LoadedPlugin& plugin = plugin_of(store, registry_);
    const std::vector<Value> values = bind_store(store, plugin, config_, environment_, Fill::yes);
    const OptionSchema schema = schema_of(plugin);
    for (std::size_t i = 0; i < schema.rows.size(); ++i) {
      if ((schema.rows[i]->flags & WINNOW_PATH) != 0 && !values[i].is_null()) out.emplace_back(values[i].text);
    }
  } catch (const Failure&) {
    return {};  // its own trouble: it is told where that store is used
  }
  return out;
}

void Stores::refuse_own_files(const StoreConfig& store) const {
  for (const fs::path& path : paths_of(store)) {
    for (const fs::path& own : state_files(config_.state)) {
      if (!is_same_file(path, own)) continue;
      throw configuration_failure(store.place.text() + ": [stores." + store.name + "]",
                                  path.string() + " is winnow's own state (" + config_.state.string() + ")",
                                  "a store and the state are never one file: name the application's database");
    }
    for (const fs::path& own : {config_.state.parent_path() / "leases", config_.trash}) {
      if (below(path, own).empty()) continue;
      throw configuration_failure(store.place.text() + ": [stores." + store.name + "]",
                                  path.string() + " lies in winnow's own folder " + own.string(),
                                  "what the bin holds is purged by a trash-purge job, and by nothing else");
    }
  }
}

std::vector<std::string> Stores::overlaps() const {
  std::vector<std::string> out;
  for (const StoreConfig& inner : config_.stores) {
    for (const StoreConfig& outer : config_.stores) {
      if (inner.name == outer.name) continue;
      for (const std::string& way : ways_into(inner, outer)) {
        const std::string two = "[stores." + inner.name + "] and [stores." + outer.name + "]";
        if (way != ".") {
          out.push_back(inner.place.text() + ": [stores." + inner.name + "] lies inside [stores." + outer.name +
                        "], as " + way +
                        ": jobs of the outer one leave all of it alone (protected), and those "
                        "of the inner one are refused by apply, since what the outer one's paths name and hold "
                        "is not seen from it");
        } else if (inner.name < outer.name) {
          out.push_back(inner.place.text() + ": " + two + " are the same thing under two names; keep one");
        }
      }
    }
  }
  return out;
}

std::vector<std::string> Stores::ways_into(const StoreConfig& inner, const StoreConfig& outer) const {
  std::vector<std::string> out;
  for (const fs::path& path : paths_of(inner)) {
    for (const fs::path& root : paths_of(outer)) {
      std::string way = below_any_mount(path, root);
      std::error_code ignored;
      // A database inside a tree is common, and left alone by the tree's jobs.
      if (!way.empty() && (way == "." || fs::is_directory(path, ignored))) out.push_back(std::move(way));
    }
  }
  return out;
}

std::string Stores::neighbour_of(const std::string& name) {
  const StoreConfig& own = config_.store(name);
  const OpenStore& open = get(name);
  // Databases have one name on many servers.
  const std::string_view bucket = open.key_rules ? name_at_server(open.identity) : std::string_view{};
  for (const StoreConfig& other : config_.stores) {
    if (other.name == name) continue;
    for (const std::string& way : ways_into(own, other)) {
      if (way == ".") continue;
      return "[stores." + name + "] lies inside [stores." + other.name + "], as " + way +
             ", so that what is named or held through that one is not seen from here: let the job work on " +
             "store \"" + other.name + "\", and keep one of the two";
    }
    if (bucket.empty() || other.plugin != own.plugin) continue;
    const std::string identity = identity_if_known(other.name);
    if (identity != open.identity && name_at_server(identity) == bucket) {
      return "[stores." + name + "] and [stores." + other.name +
             "] may be one bucket by two names of its server, and what is named or held through the one is not "
             "seen from the other: write the same endpoint in both; two buckets that do differ need a TOML each";
    }
  }
  return {};
}

std::string Stores::identity_if_known(const std::string& name) {
  try {
    return get(name).identity;
  } catch (const Failure&) {
    return {};  // its own trouble: it is told where that store is used
  }
}

OpenStore& Stores::get(const std::string& name) {
  if (const auto known = open_.find(name); known != open_.end()) return known->second;
  const StoreConfig& store = config_.store(name);
  const LoadedPlugin& plugin = plugin_of(store, registry_);
  const std::vector<Value> values = bind_store(store, plugin, config_, environment_, Fill::yes);
  OpenStore open{&store, {}, std::string(plugin.table->id) + " " + plugin.table->version, std::nullopt, nullptr};
  try {
    open.store = make_store(plugin, values, host_);
    open.identity = open.store->identity();
  } catch (const Error& error) {
    throw failure_of(store.place.text() + ": [stores." + name + "]", error);
  }
  open.options = canonical_options(schema_of(plugin), store.own);
  open.parks = (plugin.table->store->flags & (WINNOW_KEYED_BY_NAME | WINNOW_PARKS)) != 0;
  if ((plugin.table->store->flags & WINNOW_KEYED_BY_NAME) != 0) {
    open.key_rules = rules_of(store, schema_of(plugin), values, plugin.table->store->flags);
  }
  return open_.emplace(name, std::move(open)).first->second;
}

std::unique_ptr<Store> Stores::another(const std::string& name) {
  const StoreConfig& store = config_.store(name);
  const LoadedPlugin& plugin = plugin_of(store, registry_);
  try {
    return make_store(plugin, bind_store(store, plugin, config_, environment_, Fill::yes), host_);
  } catch (const Error& error) {
    throw failure_of(store.place.text() + ": [stores." + name + "]", error);
  }
}

OpenStore& Stores::add(const std::string& name, std::unique_ptr<Store> store) {
  const StoreConfig& config = config_.store(name);
  std::string identity = store->identity();
  return open_.emplace(name, OpenStore{&config, std::move(identity), config.plugin, std::nullopt, std::move(store)})
      .first->second;
}

OpenStore& Stores::with_identity(const std::string& name, const std::string& identity) {
  std::vector<std::string> names = {name};
  for (const StoreConfig& store : config_.stores) {
    if (store.name != name) names.push_back(store.name);
  }
  std::string unreached;
  for (const auto& is_it : {std::function(is_same_text), std::function(is_same_place)}) {
    for (const std::string& one : names) {
      try {
        const bool there = std::any_of(config_.stores.begin(), config_.stores.end(),
                                       [&](const StoreConfig& store) { return store.name == one; });
        if (there && is_it(identity, get(one).identity)) return get(one);
      } catch (const Failure& failure) {
        unreached = failure.what();  // it may be this one, or have nothing to do with it
      }
    }
  }
  throw Failure(
      "", "no store of the TOML is " + identity + (unreached.empty() ? "" : "; not asked: " + unreached),
      "name it again to bring back or settle what came from it; where it moved, a symbolic link at the old "
      "place will do");
}

}  // namespace winnow
