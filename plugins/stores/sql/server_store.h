/// The engine of stores on SQL servers: tables are targets, rows are items. What each member must hold stands at
/// winnow_store in winnow/plugin.h; what differs between servers stands behind ServerDialect and Driver.
///
/// It works in sets: a batch is locked and read by one statement for each thousand keys, and erased by one, which
/// says the whole predicate again. Thread rule: one call at a time on an instance.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sql/dialect.h"
#include "sql/lock_ahead.h"
#include "sql/rows.h"
#include "winnow/store.hpp"

namespace winnow::sql {

class ServerStore : public Store {
 public:
  /// `connect` opens a connection; it is called again for statements that run while another shows its rows.
  using Connect = std::function<std::unique_ptr<Driver>()>;
  /// Words for a replica that is further behind than it may be; empty: there is none.
  using Behind = std::function<std::string(Driver& primary)>;
  /// `behind`: asked before each batch, which waits for the replica; nullptr: none is waited for.
  ServerStore(std::unique_ptr<ServerDialect> dialect, Connect connect, Host& host, Behind behind)
      : dialect_(std::move(dialect)),
        connect_(std::move(connect)),
        host_(host),
        behind_(std::move(behind)),
        ahead_(*dialect_, host_) {}

  std::string identity() override;
  std::vector<Fact> inspect(std::string_view target) override;
  std::optional<std::uint64_t> total(std::string_view target) override;
  void scan(const Selection& selection, const ItemSink& out) override;
  void fetch(const Selection& selection, std::span<const std::string_view> keys, const ItemSink& out) override;
  void expect(std::string_view target, std::span<const std::string_view> keys) override;
  void remove(const winnow_permit& permit, const Selection& selection, std::span<const winnow_item> items, Bin& bin,
              std::span<winnow_outcome> outcomes) override;
  void restore(const winnow_permit& permit, std::span<const winnow_header> headers,
               std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) override;
  /// Throws Error(WINNOW_UNSUPPORTED): copies of rows lie with the host.
  void purge(const winnow_permit& permit, std::span<const winnow_piece> pieces,
             std::span<winnow_outcome> outcomes) override;
  void settle(const winnow_permit& permit, std::span<const winnow_header> headers,
              std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) override;
  /// Does nothing: each batch takes a lock of its own in the server.
  void lock(std::string_view) override {}
  std::vector<DependantCount> dependants(std::string_view target, std::span<const std::string_view> keys) override;
  std::optional<std::vector<DependantRow>> dependant_rows(std::string_view target,
                                                          std::span<const std::string_view> keys) override;
  std::vector<Referrer> referrers(std::string_view target, std::span<const std::string_view> keys) override;
  std::vector<std::string> targets() override;

 private:
  /// A connection that nobody uses, for as long as somebody keeps it.
  std::shared_ptr<Driver> borrowed();
  /// A connection that is kept for others once nobody keeps it any more.
  std::shared_ptr<Driver> lent(std::unique_ptr<Driver> driver);

  /// The same for a call that is no remove(): nothing stays locked for a next batch meanwhile.
  std::shared_ptr<Driver> borrowed_alone();

  /// The table as it was a second ago at most, which is enough to look at its rows: many calls do so in a row. What
  /// removes or restores describes it anew, under its lock.
  std::shared_ptr<const Table> known(Driver& driver, std::string_view target);

  /// Until no replica is too far behind. Throws Error(WINNOW_UNAVAILABLE) where that does not come about.
  void wait_for_replicas(Driver& driver);

  LockAhead::Batch locked_now(const Selection& selection, std::span<const std::string_view> keys);
  /// Once the server has nothing more to refuse of a batch of this table.
  void lock_ahead(const Table& table, const Selection& selection);

  struct Described {
    std::chrono::steady_clock::time_point at;
    std::shared_ptr<const Table> table;
  };

  std::unique_ptr<ServerDialect> dialect_;
  std::map<std::string, Described, std::less<>> described_;
  Connect connect_;
  Host& host_;
  Behind behind_;
  std::vector<std::unique_ptr<Driver>> idle_;
  LockAhead ahead_;  ///< goes first: what it has borrowed comes back
};

/// Does something to a table, and names it where the server gave up waiting for a lock, or was told to: its own
/// words may not. Throws Error(WINNOW_UNAVAILABLE) then.
template <class Work>
auto naming(std::string_view target, const Work& work) {
  try {
    return work();
  } catch (const ServerError& error) {
    if (error.why() != Refusal::locked) throw;
    throw Error(WINNOW_UNAVAILABLE,
                "\"" + std::string(target) + "\" is not to be had just now; try again later: " + error.what());
  }
}

}  // namespace winnow::sql
