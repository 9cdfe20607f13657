/// Reads the rows of the batch that comes next while the one in hand is judged, sealed and deleted: a thread of its
/// own, on a connection of its own that only reads.
///
/// It begins inside the write transaction of a batch, when nobody else can write, and its rows are used inside the
/// next one, only if the database's data_version is what it was: then no connection but the store's own has
/// committed in between, and that one deleted other rows to which nothing refers; whatever else it does forgets
/// them. Else they are thrown away and read again. Databases with a rollback journal are left out: there a reader
/// would keep the batch from its COMMIT.
///
/// Thread rule: one thread calls the members.
#pragma once

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "range_reader.h"

namespace winnow::sqlite {

class ReadAhead {
 public:
  /// `open`: a connection for reading; called by the thread.
  explicit ReadAhead(std::function<std::unique_ptr<Connection>()> open) : open_(std::move(open)) {}
  ~ReadAhead() { forget(); }
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  /// What the remove() after the next one will probably be for.
  void expect(std::string_view target, std::span<const std::string_view> keys);
  /// Begins to read what is expected, if it stands close together in `table`, of which the reader is. Inside a
  /// transaction of `writer`.
  void begin(Connection& writer, const Table& table, std::unique_ptr<RangeReader> reader);
  /// Inside the next transaction of `writer`: what was read, if it is of `range`, as `reader` would read it now.
  /// Null if not.
  std::unique_ptr<RangeRows> take(Connection& writer, const RowRange& range, const RangeReader& reader);

  /// Stops reading, and throws away what was read: to be called before anything else is written.
  void forget();

 private:
  struct Work {
    std::unique_ptr<RangeReader> reader;
    std::int64_t version;  ///< of the database's data, when it began
    std::future<std::unique_ptr<RangeRows>> rows;
  };
  std::function<std::unique_ptr<Connection>()> open_;
  std::unique_ptr<Connection> connection_;  ///< of the thread, while it runs
  std::string target_;                      ///< expected
  std::vector<std::string> keys_;           ///< expected; empty: nothing is
  std::atomic<bool> stopping_ = false;
  std::optional<Work> work_;
};

}  // namespace winnow::sqlite
