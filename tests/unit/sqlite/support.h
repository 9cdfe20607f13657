/// What the tests of the SQLite store share: a database in a folder of its own, a host, a bin in memory.
#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

#include "core/base/times.h"
#include "core/items/matcher.h"
#include "sqlite/store.h"

namespace winnow::test {

/// Reads times as the real host does, with UTC as its zone.
class QuietHost final : public Host {
 public:
  void log(int, std::string_view message) override { messages.emplace_back(message); }
  Time now() const override { return time_of(0); }
  bool stopping() const override { return stop; }
  std::int64_t read_time(std::string_view iso) const override {
    const auto time = parse_item_time(iso, zone);
    return time ? micros_of(*time) : WINNOW_TIME_UNREADABLE;
  }
  std::uint32_t reason(std::string_view) override { return 1; }
  void finding(std::string_view, double, bool, std::string_view) override {}

  Zone zone;
  bool stop = false;
  std::vector<std::string> messages;
};

struct KeptPiece {
  std::size_t item;
  std::string target, key, content;
  std::int64_t time;
  std::vector<Value> fields;
};

/// Keeps what is put; takes all items unless told otherwise.
class MemoryBin final : public Bin {
 public:
  explicit MemoryBin(std::size_t fields = 0) : nfields(fields) {}
  void open(std::string_view target, std::string_view header) override { headers[std::string(target)] = header; }
  void put(const winnow_piece& piece) override;
  void seal(std::span<std::uint8_t> take) override;
  void refuse(std::size_t item, std::string_view reason) override { reasons[item] = reason; }

  std::size_t nfields;
  std::map<std::string, std::string> headers;
  std::vector<KeptPiece> pieces;
  std::map<std::size_t, std::string> reasons;  ///< why the store keeps items
  std::vector<std::size_t> refused;            ///< items not to be taken
  std::size_t witnesses = 0;                   ///< so many of the last pieces are only shown to restore()
  std::function<void()> while_sealing;         ///< runs inside seal()
};

/// An item that owns what it shows.
struct OwnedItem {
  std::string key, version;
  std::int64_t time = WINNOW_TIME_NONE;
  std::uint64_t bytes = 0;
  std::vector<Value> fields;
};

/// A database file in a temporary folder, with a store on it.
class Database {
 public:
  explicit Database(const std::string& sql);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Runs SQL on a connection that is closed afterwards.
  void execute(const std::string& sql) const;
  /// The first column of all rows, joined by '|'.
  std::string query(const std::string& sql) const;
  /// Schema and all rows of all tables with their rowids and storage classes.
  std::string dump() const;

  SqliteStore& store();
  /// Forgets the store, as the end of a process would.
  void close() { store_.reset(); }

  std::vector<OwnedItem> scan(const Selection& selection);
  std::vector<OwnedItem> fetch(const Selection& selection, const std::vector<std::string>& keys);
  std::vector<winnow_outcome> remove(const Selection& selection, const std::vector<OwnedItem>& items,
                                     MemoryBin& bin, std::uint32_t flags = 0);
  std::vector<winnow_outcome> restore(const MemoryBin& bin);
  std::vector<winnow_outcome> settle(const MemoryBin& bin);

  std::string folder;
  std::string path;
  QuietHost host;

 private:
  template <class Call>
  std::vector<winnow_outcome> with_pieces(winnow_action action, const MemoryBin& bin, Call call);
  std::unique_ptr<SqliteStore> store_;
};

/// Everything of a table, all columns that are named.
Selection everything(const std::string& target, std::vector<std::string> fields = {});
/// Rows of `target` whose `column` is before `cutoff`; the column is the time field.
Selection older_than(const std::string& target, const std::string& column, const std::string& cutoff);

std::vector<std::string> keys_of(const std::vector<OwnedItem>& items);
std::unique_ptr<SqliteStore> open_store(const std::string& path, Host& host);

/// Runs `body` in a child process, which is killed in the end as by kill -9. Throws if it did not come that far.
void in_killed_process(const std::function<void()>& body);

/// Name, size, time of change and SHA-256 of each file of the folder.
std::map<std::string, std::string> fingerprints(const std::string& folder);

}  // namespace winnow::test
