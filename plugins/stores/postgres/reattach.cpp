// Parked partitions: put back, destroyed, looked for after a crash, or shown.
//
// Each is a transaction of its own. What is done stays done where the permit ends on the way, and no lock is held
// over the next one: attaching locks the table, a default partition and the tables that foreign keys lead to; so
// does dropping but for the first two.
#include <algorithm>

#include "parked_table.h"
#include "parking/bin.h"
#include "partition_store.h"
#include "winnow/permit.hpp"

namespace winnow::postgres {
namespace {

enum class Place { parked, home, elsewhere, nowhere };

std::optional<std::string> oid_by_name(sql::Driver& driver, const std::string& name) {
  const sql::Param names[] = {name};
  return driver.value("SELECT to_regclass($1::text)::oid::text", names);
}

/// Where the very partition of the receipt is. `table`: oid of the table that it came from; empty: that is gone.
/// Only what is certainly not there any more is nowhere.
Place place_of(sql::Driver& driver, const Receipt& receipt, const std::string& table) {
  const std::optional<Whereabouts> at = find_by_oid(driver, receipt.oid);
  if (!at) return oid_by_name(driver, receipt.parked()) ? Place::elsewhere : Place::nowhere;
  const bool attached = !table.empty() && at->parent == table && at->bound == receipt.bound;
  if (at->name == receipt.name && at->schema == receipt.schema && attached) return Place::home;
  if (at->name == receipt.name && at->schema == receipt.bin && at->parent.empty()) return Place::parked;
  // A number is given again to another table once its own is dropped.
  const bool another = at->name != receipt.name && at->schema != receipt.bin;
  return another ? Place::nowhere : Place::elsewhere;
}

/// One partition of a restore() or purge() call.
class Piece {
 public:
  Piece(sql::Driver& driver, Host& host, const winnow_piece& piece, std::string table)
      : driver_(driver),
        host_(host),
        receipt_(read_receipt(view(piece.content))),
        table_(std::move(table)),
        transaction_(driver) {
    keep_winnow_off(driver_, table_);
    wait_shortly(driver_);
  }

  winnow_outcome restore(bool rehearsed) {
    const std::string oid = oid_by_name(driver_, table_).value_or("");
    if (oid.empty()) return keep(table_ + " is not there any more", WINNOW_FAILED);
    switch (place_of(driver_, receipt_, oid)) {
      case Place::home: return WINNOW_DONE;
      case Place::nowhere: return keep("is not in the bin any more", WINNOW_GONE);
      case Place::elsewhere: return keep("was taken out of the bin by somebody else", WINNOW_FAILED);
      case Place::parked: break;
    }
    if (oid_by_name(driver_, receipt_.home())) return keep("another table has its name by now", WINNOW_OCCUPIED);
    // Last, what the server alone can tell: another partition of the range, or rows of it in a default partition.
    std::string why = attempt(driver_, [&] { prove_range(driver_, receipt_); });
    if (why.empty()) why = try_to([&] { attach(driver_, table_, receipt_); });
    if (!why.empty()) return keep(why, WINNOW_FAILED);
    return rehearsed ? WINNOW_DONE : end();
  }

  /// Only the very table of the receipt is dropped, and only where it was parked; what hangs on it by name (a view,
  /// a foreign key) keeps it.
  winnow_outcome purge() {
    Place place = place_of(driver_, receipt_, "");
    const std::string why = try_to([&] {
      if (place != Place::parked) return;
      driver_.execute("LOCK TABLE ONLY " + receipt_.parked() + " IN ACCESS EXCLUSIVE MODE");
      place = place_of(driver_, receipt_, "");  // nobody can attach or move it any more
      if (place == Place::parked) driver_.execute("DROP TABLE " + receipt_.parked());
    });
    if (!why.empty()) return keep(why, WINNOW_FAILED);
    if (place == Place::nowhere) return WINNOW_GONE;
    if (place != Place::parked) return keep("was taken out of the bin by somebody else; it stays", WINNOW_FAILED);
    return end();
  }

 private:
  template <class Step>
  std::string try_to(const Step& step) {
    std::string why;
    insist(driver_, host_, table_, [&] { why = attempt(driver_, step); });
    return why;
  }

  winnow_outcome keep(const std::string& why, winnow_outcome outcome) {
    host_.log(WINNOW_WARN, receipt_.home() + ": " + why);
    return outcome;
  }

  winnow_outcome end() {
    drop_if_empty(driver_, receipt_.bin);
    return sql::after(transaction_.commit(), WINNOW_DONE);
  }

  sql::Driver& driver_;
  Host& host_;
  Receipt receipt_;
  std::string table_;
  sql::Transaction transaction_;
};

}  // namespace

void PartitionStore::restore(const winnow_permit& permit, std::span<const winnow_header>,
                             std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  check_permit(permit, WINNOW_RESTORE, keys_of(pieces));
  const bool rehearsed = (permit.flags & WINNOW_REHEARSE) != 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    require_in_time(permit);
    outcomes[i] = Piece(driver(), host_, pieces[i], table_name(view(permit.target), schema_)).restore(rehearsed);
  }
}

void PartitionStore::purge(const winnow_permit& permit, std::span<const winnow_piece> pieces,
                           std::span<winnow_outcome> outcomes) {
  check_permit(permit, WINNOW_PURGE, keys_of(pieces));
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    require_in_time(permit);
    outcomes[i] = Piece(driver(), host_, pieces[i], table_name(view(permit.target), schema_)).purge();
  }
}

void PartitionStore::settle(const winnow_permit& permit, std::span<const winnow_header>,
                            std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  check_permit(permit, WINNOW_SETTLE, keys_of(pieces));
  PostgresDriver& connection = driver();
  const sql::Transaction transaction(connection);  // rolled back: settling changes nothing
  const std::string table = table_name(view(permit.target), schema_);
  // The lock that each batch, undo and purge holds until it ends: once it is ours, the old session has committed or
  // never will.
  keep_winnow_off(connection, table);
  const std::string oid = oid_by_name(connection, table).value_or("");
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    switch (place_of(connection, read_receipt(view(pieces[i].content)), oid)) {
      case Place::home: outcomes[i] = WINNOW_SAME; break;
      case Place::parked: outcomes[i] = WINNOW_DONE; break;
      case Place::elsewhere: outcomes[i] = WINNOW_IN_DOUBT; break;
      case Place::nowhere: outcomes[i] = WINNOW_GONE; break;
    }
  }
}

void PartitionStore::parked(const ParkedSink& out) {
  struct Table {
    std::string schema, name;
    std::uint64_t bytes;
  };
  std::vector<Table> tables;
  const sql::Param prefix[] = {std::string(kBinSchemas)};
  // Pages as they were counted last: to ask for sizes is to wait for whoever holds a table for himself.
  driver().query(
      "SELECT n.nspname, c.relname, greatest(c.relpages, 0)::bigint * current_setting('block_size')::bigint "
      "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
      "WHERE starts_with(n.nspname, $1::text) AND c.relkind IN ('r', 'p') AND NOT c.relispartition "
      "ORDER BY n.nspname, c.relname",
      prefix, [&tables](std::span<const sql::Cell> row) {
        tables.push_back(
            {std::string(row[0].value()), std::string(row[1].value()), std::stoull(std::string(row[2].value()))});
        return Next::more;
      });
  for (const Table& table : tables) {
    const std::optional<std::string> place = place_of_bin(table.schema);
    if (!place) continue;
    const std::string path = quoted_name(table.schema) + "." + quoted_name(table.name);
    winnow_parked shown{};
    shown.path = borrow(std::string_view{path});
    shown.place = borrow(std::string_view{*place});
    shown.trouble =
        borrow(std::string_view{"only the receipt in the bin of the winnow that parked it brings it back"});
    shown.removed = host_.read_time(parking::parked_at(*place));
    shown.bytes = table.bytes;
    out(shown);
  }
}

}  // namespace winnow::postgres
