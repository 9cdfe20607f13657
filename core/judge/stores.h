/// The stores of a TOML, opened when they are first needed and at most once.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/failure.h"
#include "core/config/config.h"
#include "core/config/environment.h"
#include "core/plugin/registry.h"
#include "core/safety/key_rules.h"
#include "winnow/job.hpp"
#include "winnow/store.hpp"

namespace winnow {

/// An opened store with what the host knows of it.
struct OpenStore {
  const StoreConfig* config;
  std::string identity;
  std::string plugin;                 ///< "sqlite 1.0.0"
  std::optional<KeyRules> key_rules;  ///< where items are files or objects
  std::unique_ptr<Store> store;
  bool parks = false;     ///< copies stay in its own bin; the host's has receipts
  std::string options{};  ///< canonical, for the fingerprint
};

/// Thread rule: one thread.
class Stores {
 public:
  Stores(const Config& config, const Environment& environment, Registry& registry, Host& host)
      : config_(config), environment_(environment), registry_(registry), host_(host) {}

  /// Throws Failure with the store's place in the TOML.
  OpenStore& get(const std::string& name);
  /// A further instance of the store, apart from that of get(). Throws Failure.
  std::unique_ptr<Store> another(const std::string& name);
  /// The store whose identity this is: `name` if it still is that one, else any of the TOML's that answers so.
  OpenStore& with_identity(const std::string& name, const std::string& identity);
  /// Stands in for the plugin of the store `name` of the TOML: tests bring stores that fail when they are told to.
  OpenStore& add(const std::string& name, std::unique_ptr<Store> store);

  /// Throws Failure (configuration) where the store is winnow's own state or lies in its bin: no job may work
  /// there.
  void refuse_own_files(const StoreConfig& store) const;
  /// Stores of the TOML that lie inside each other, or are one thing under two names, told by device and inode.
  std::vector<std::string> overlaps() const;
  /// Why no job may remove from this store: it lies inside another of the TOML, or may be one with it under another
  /// identity, so that what is named and held through that one is not seen. Empty: nothing. Throws Failure as
  /// get().
  std::string neighbour_of(const std::string& name);

 private:
  /// The paths of a store's options, with nothing opened; empty where they cannot be told.
  std::vector<std::filesystem::path> paths_of(const StoreConfig& store) const;
  KeyRules rules_of(const StoreConfig& store, const OptionSchema& schema, const std::vector<Value>& values,
                    std::uint32_t flags) const;
  std::string identity_if_known(const std::string& name);
  /// Where one lies in the other: "." where they are one.
  std::vector<std::string> ways_into(const StoreConfig& inner, const StoreConfig& outer) const;

  const Config& config_;
  const Environment& environment_;
  Registry& registry_;
  Host& host_;
  std::map<std::string, OpenStore> open_;
};

/// The state with what lies beside it: SQLite's files, the leases. Some may not exist.
std::vector<std::filesystem::path> state_files(const std::filesystem::path& state);

/// An Error of a store or rule as a Failure at `where`.
Failure failure_of(const std::string& where, const Error& error);

}  // namespace winnow
