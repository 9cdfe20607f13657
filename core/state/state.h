/// The state database: opened, checked, its schema made or recognised.
///
/// What it remembers is asked of one class a subject: Runs, Reservations, Approvals, HoldRows, BinIndex, Places,
/// Lease and Ledger, each made from a State wherever it is needed. No SQL stands outside of this folder
/// (tests/contract/sql).
///
/// Durability: WAL with synchronous=FULL, so a commit that returned survives a power cut. Evidence comes first: who
/// cannot open or write this database removes nothing. Thread rule: one thread a State; processes may share the
/// file.
#pragma once

#include <filesystem>
#include <string>

#include "core/state/sqlite.h"
#include "winnow/value.hpp"

namespace winnow {

class State {
 public:
  /// Opens, making the folder (0700, with a .gitignore) and the schema where they are missing. Throws Failure.
  static State open(const std::filesystem::path& path);
  /// The same, but answers nothing where there is no state yet.
  static std::optional<State> open_existing(const std::filesystem::path& path);

  /// Random identity of this state: segments carry it.
  const std::string& id() const { return id_; }
  /// Names a key of an item in the ledger: HMAC-SHA-256 with a key that never leaves the state.
  std::string key_name(std::string_view store, std::string_view target, std::string_view key) const;

  std::optional<std::string> meta(std::string_view name);
  void set_meta(std::string_view name, std::string_view value);

  const std::filesystem::path& path() const { return db_->path(); }
  /// The folder of lock files beside the database.
  std::filesystem::path lease_folder() const;

 private:
  // One class a subject; SQL stands in them and nowhere else.
  friend class Approvals;
  friend class BinIndex;
  friend class HoldRows;
  friend class Lease;
  friend class Ledger;
  friend class Places;
  friend class Reservations;
  friend class Runs;
  friend class Transaction;
  friend struct StateForTests;

  explicit State(std::unique_ptr<Database> db);
  Database& db() { return *db_; }

  std::unique_ptr<Database> db_;
  std::string id_;
  std::string hmac_key_;
};

}  // namespace winnow
