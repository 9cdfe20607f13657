/// Locks and reads the rows of the batch that comes next while the one in hand is sealed, deleted and committed: a
/// thread of its own, on a connection of its own, in the transaction that will delete them. So what is read cannot
/// change, and nothing has to be proved of it later.
///
/// The rows of two batches are locked meanwhile. It begins only when the server has nothing more to refuse of the
/// first, and only of tables to which no others refer: a DELETE of any other may wait for rows of other sessions,
/// and these for the rows that were locked ahead, which no server sees as a deadlock.
///
/// Thread rule: one thread calls the members.
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sql/locked_rows.h"

namespace winnow::sql {

class LockAhead {
 public:
  LockAhead(const ServerDialect& dialect, Host& host) : dialect_(dialect), host_(host) {}
  ~LockAhead() = default;
  LockAhead(const LockAhead&) = delete;
  LockAhead& operator=(const LockAhead&) = delete;

  /// What the remove() after the next one will probably be for. No keys: none will follow; lets go of what is
  /// locked, and begins anew.
  void expect(std::string_view target, std::span<const std::string_view> keys);
  /// Whether begin() would have anything to do after a batch of this table. Where it failed once, or was in vain,
  /// it is not tried again: a pool may have no second connection to give, and a job may always ask for something
  /// else.
  bool wanted(const Table& table) const;
  /// Begins to lock and read what is expected. `connect`: a connection that nobody else uses; called by the thread.
  void begin(const Selection& selection, std::function<std::shared_ptr<Driver>()> connect);

  /// A batch that was locked ahead, and its connection.
  struct Batch {
    std::shared_ptr<Driver> driver;
    std::unique_ptr<LockedRows> rows;  ///< entered for good
  };
  /// What was locked, if it is these keys of this selection; nullopt if not, and then nothing is locked any more.
  std::optional<Batch> take(const Selection& selection, std::span<const std::string_view> keys);

  /// Lets go of what was locked ahead, because something else comes first.
  void forget();

 private:
  struct Work {
    std::vector<std::string> keys;
    std::shared_ptr<Driver> driver;
    std::future<std::unique_ptr<LockedRows>> rows;  ///< waits for the thread's end; goes before what that uses
  };
  const ServerDialect& dialect_;
  Host& host_;
  std::string target_;             ///< expected
  std::vector<std::string> keys_;  ///< expected; empty: nothing is
  bool failed_ = false;            ///< or in vain
  std::unique_ptr<Work> work_;
};

}  // namespace winnow::sql
