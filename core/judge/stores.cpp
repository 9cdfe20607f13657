#include "core/judge/stores.h"

#include "core/judge/declared.h"
#include "core/plugin/loaded.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;

/// `inner` relative to `root` if it lies in it, else empty.
std::string below(const fs::path& inner, const fs::path& root) {
  const fs::path relative = fs::weakly_canonical(inner).lexically_relative(fs::weakly_canonical(root));
  const std::string text = relative.string();
  return text.empty() || text == "." || text.starts_with("..") ? std::string{} : text;
}

}  // namespace

Failure failure_of(const std::string& where, const Error& error) {
  return {where, error.what()};
}

KeyRules Stores::rules_of(const StoreConfig& store, const OptionSchema& schema, const std::vector<Value>& values,
                          std::uint32_t flags) const {
  KeyRules rules;
  rules.allow = store.allow;
  rules.kind = (flags & WINNOW_FILE_NAMES) != 0 ? KeyKind::file : KeyKind::object;
  // A tree that holds winnow's own files must never sweep them.
  for (std::size_t i = 0; i < schema.rows.size(); ++i) {
    if ((schema.rows[i]->flags & WINNOW_PATH) == 0 || values[i].is_null()) continue;
    for (const fs::path& own : {config_.file, config_.state, config_.trash}) {
      if (std::string name = below(own, values[i].text); !name.empty())
        rules.protected_names.push_back(std::move(name));
    }
  }
  return rules;
}

OpenStore& Stores::get(const std::string& name) {
  if (const auto known = open_.find(name); known != open_.end()) return known->second;
  const StoreConfig& store = config_.store(name);
  const LoadedPlugin& plugin = registry_.get(store.plugin, store.sha256);
  const std::vector<Value> values = bind_store(store, plugin, config_, environment_, Fill::yes);
  OpenStore open{&store, {}, std::string(plugin.table->id) + " " + plugin.table->version, std::nullopt, nullptr};
  try {
    open.store = make_store(plugin, values, host_);
    open.identity = open.store->identity();
  } catch (const Error& error) {
    throw failure_of(store.place.text() + ": [stores." + name + "]", error);
  }
  if ((plugin.table->store->flags & WINNOW_KEYED_BY_NAME) != 0) {
    open.key_rules = rules_of(store, schema_of(plugin), values, plugin.table->store->flags);
  }
  return open_.emplace(name, std::move(open)).first->second;
}

OpenStore& Stores::add(const std::string& name, std::unique_ptr<Store> store) {
  const StoreConfig& config = config_.store(name);
  std::string identity = store->identity();
  return open_.emplace(name, OpenStore{&config, std::move(identity), config.plugin, std::nullopt, std::move(store)})
      .first->second;
}

OpenStore& Stores::with_identity(const std::string& name, const std::string& identity) {
  for (const StoreConfig& store : config_.stores) {
    if (store.name == name && get(name).identity == identity) return get(name);
  }
  for (const StoreConfig& store : config_.stores) {
    if (get(store.name).identity == identity) return get(store.name);
  }
  throw Failure("", "no store of the TOML is " + identity,
                "name it again to bring back or settle what came from it");
}

}  // namespace winnow
