/// Whole partitions of PostgreSQL tables: a table is a target, each partition that hangs directly on it an item.
///
///   [stores.parts]
///   plugin = "postgres-partitions"
///   url    = "${PG_URL}"
///   allow  = ["events"]
///
/// Removing detaches a partition and parks it in a schema of its batch, `winnow_trash_2026-06-19T22-31-00-000Z`;
/// restoring attaches it again; purging drops it. No row is read, so that each takes as long for any size
/// (attaching looks through the partition once). Thread rule: one call at a time on an instance.
#pragma once

#include <memory>
#include <string>

#include "dialect.h"
#include "driver.h"
#include "partitions.h"
#include "winnow/options.hpp"
#include "winnow/store.hpp"

namespace winnow::postgres {

class PartitionStore final : public Store {
 public:
  PartitionStore(const OptionValues& options, Host& host);

  /// That of the store of rows, with kSetsOf before it.
  std::string identity() override;
  std::vector<Fact> inspect(std::string_view target) override;
  std::optional<std::uint64_t> total(std::string_view target) override;
  void scan(const Selection& selection, const ItemSink& out) override;
  void fetch(const Selection& selection, std::span<const std::string_view> keys, const ItemSink& out) override;
  void remove(const winnow_permit& permit, const Selection& selection, std::span<const winnow_item> items, Bin& bin,
              std::span<winnow_outcome> outcomes) override;
  void restore(const winnow_permit& permit, std::span<const winnow_header> headers,
               std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) override;
  void purge(const winnow_permit& permit, std::span<const winnow_piece> pieces,
             std::span<winnow_outcome> outcomes) override;
  void settle(const winnow_permit& permit, std::span<const winnow_header> headers,
              std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) override;
  /// Does nothing: each batch takes a lock of its own in the server.
  void lock(std::string_view) override {}
  std::vector<Referrer> referrers(std::string_view target, std::span<const std::string_view> keys) override;
  std::vector<std::string> targets() override;
  /// All that lies in schemas of the bin, whichever winnow put it there. Where a table came from it does not say
  /// itself: only a receipt brings it back.
  void parked(const ParkedSink& out) override;

 private:
  PostgresDriver& driver();

  std::string url_, schema_;
  PostgresDialect dialect_;
  Host& host_;
  std::unique_ptr<PostgresDriver> driver_;
};

extern const Options kPartitionOptions;

}  // namespace winnow::postgres
