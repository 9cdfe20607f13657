// Parked partitions: put back, destroyed, or looked for after a crash.
#include <algorithm>
#include <set>

#include "parked_table.h"
#include "partition_store.h"
#include "winnow/permit.hpp"

namespace winnow::postgres {
namespace {

enum class Place { parked, home, elsewhere, nowhere };

/// Where the very partition of the receipt is. `table`: oid of the table that it came from; empty: that is gone.
Place place_of(sql::Driver& driver, const Receipt& receipt, const std::string& table) {
  const std::optional<Whereabouts> at = find_by_oid(driver, receipt.oid);
  // A number is given again to another table once its own is dropped.
  if (!at || at->name != receipt.name) return Place::nowhere;
  if (at->schema == receipt.bin && at->parent.empty()) return Place::parked;
  const bool attached = !table.empty() && at->parent == table && at->bound == receipt.bound;
  return attached && at->schema == receipt.schema ? Place::home : Place::elsewhere;
}

std::optional<std::string> oid_by_name(sql::Driver& driver, const std::string& name) {
  const sql::Param names[] = {name};
  return driver.value("SELECT to_regclass($1::text)::oid::text", names);
}

}  // namespace

void PartitionStore::restore(const winnow_permit& permit, std::span<const winnow_header>,
                             std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  check_permit(permit, WINNOW_RESTORE, keys_of(pieces));
  PostgresDriver& connection = driver();
  sql::Transaction transaction(connection);
  const std::string table = table_name(view(permit.target), schema_);
  keep_winnow_off(connection, table);
  const std::string oid = oid_by_name(connection, table).value_or("");
  std::vector<winnow_outcome> results(pieces.size(), WINNOW_NOT_TRIED);
  std::set<std::string> bins;
  const auto keep = [&](const Receipt& receipt, const std::string& why, winnow_outcome outcome) {
    host_.log(WINNOW_WARN, receipt.home() + ": " + why);
    return outcome;
  };
  const auto bring_back = [&](const Receipt& receipt) -> winnow_outcome {
    if (oid.empty()) return keep(receipt, table + " is not there any more", WINNOW_FAILED);
    switch (place_of(connection, receipt, oid)) {
      case Place::home: return WINNOW_DONE;
      case Place::nowhere: return keep(receipt, "is not in the bin any more", WINNOW_GONE);
      case Place::elsewhere: return keep(receipt, "was taken out of the bin by somebody else", WINNOW_FAILED);
      case Place::parked: break;
    }
    if (oid_by_name(connection, receipt.home())) {
      return keep(receipt, "another table has its name by now", WINNOW_OCCUPIED);
    }
    // Last, what the server alone can tell: another partition of the range, or rows of it in a default partition.
    const std::string why = attempt(connection, [&] { attach(connection, table, receipt); });
    if (!why.empty()) return keep(receipt, why, WINNOW_FAILED);
    bins.insert(receipt.bin);
    return WINNOW_DONE;
  };
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    require_in_time(permit);
    results[i] = bring_back(read_receipt(view(pieces[i].content)));
  }
  for (const std::string& bin : bins) drop_if_empty(connection, bin);
  if ((permit.flags & WINNOW_REHEARSE) != 0) {  // seen to work; the transaction ends here without a trace
    std::copy(results.begin(), results.end(), outcomes.begin());
    return;
  }
  const sql::CommitEnd end = transaction.commit();
  for (std::size_t i = 0; i < results.size(); ++i) outcomes[i] = sql::after(end, results[i]);
}

/// Only the very table of the receipt is dropped, and only where it was parked; what hangs on it by name (a view,
/// a foreign key) keeps it.
void PartitionStore::purge(const winnow_permit& permit, std::span<const winnow_piece> pieces,
                           std::span<winnow_outcome> outcomes) {
  check_permit(permit, WINNOW_PURGE, keys_of(pieces));
  PostgresDriver& connection = driver();
  sql::Transaction transaction(connection);
  std::vector<winnow_outcome> results(pieces.size(), WINNOW_NOT_TRIED);
  std::set<std::string> bins;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    require_in_time(permit);
    const Receipt receipt = read_receipt(view(pieces[i].content));
    const Place place = place_of(connection, receipt, "");
    if (place != Place::parked) {
      results[i] = place == Place::nowhere ? WINNOW_GONE : WINNOW_REFUSED;
      if (place == Place::elsewhere)
        host_.log(WINNOW_WARN, receipt.parked() + " was taken out of the bin; it stays");
      continue;
    }
    const std::string why = attempt(connection, [&] { connection.execute("DROP TABLE " + receipt.parked()); });
    results[i] = why.empty() ? WINNOW_DONE : WINNOW_REFUSED;
    if (!why.empty()) host_.log(WINNOW_WARN, receipt.parked() + ": " + why);
    bins.insert(receipt.bin);
  }
  for (const std::string& bin : bins) drop_if_empty(connection, bin);
  const sql::CommitEnd end = transaction.commit();
  for (std::size_t i = 0; i < results.size(); ++i) outcomes[i] = sql::after(end, results[i]);
}

void PartitionStore::settle(const winnow_permit& permit, std::span<const winnow_header>,
                            std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  check_permit(permit, WINNOW_SETTLE, keys_of(pieces));
  PostgresDriver& connection = driver();
  const sql::Transaction transaction(connection);  // rolled back: settling changes nothing
  const std::string table = table_name(view(permit.target), schema_);
  // The lock that each batch holds until it ends: once it is ours, the old session has committed or never will.
  keep_winnow_off(connection, table);
  const std::string oid = oid_by_name(connection, table).value_or("");
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Receipt receipt = read_receipt(view(pieces[i].content));
    switch (place_of(connection, receipt, oid)) {
      case Place::home: outcomes[i] = WINNOW_SAME; break;
      case Place::parked: outcomes[i] = WINNOW_DONE; break;
      case Place::elsewhere: outcomes[i] = WINNOW_IN_DOUBT; break;
      case Place::nowhere:
        outcomes[i] = oid_by_name(connection, receipt.home()) ? WINNOW_CHANGED : WINNOW_GONE;
        break;
    }
  }
}

}  // namespace winnow::postgres
