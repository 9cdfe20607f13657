#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>

#include "copies.h"
#include "dialect.h"
#include "row_range.h"
#include "sql/strangers.h"
#include "store.h"

namespace winnow {
namespace {

using namespace sqlite;

constexpr std::size_t kTimeAsked = 256;  ///< rows between two looks at the permit's end

/// How the rows of a call come back, the fastest way first; each next one does what the one before cannot.
enum class Way {
  at_once,    ///< neighbours that refer to nothing: what lives there, all INSERTs, what lives there now
  one_by_one  ///< for a while one may refer to another that comes later
};

/// Lets rows come back without foreign keys being asked: what refers to nothing did so before, or is found here.
/// Outside of transactions only.
class WithoutForeignKeys {
 public:
  explicit WithoutForeignKeys(Connection& connection) : connection_(connection) {
    connection_.execute("PRAGMA foreign_keys = OFF");
  }
  ~WithoutForeignKeys() { sqlite3_exec(connection_.get(), "PRAGMA foreign_keys = ON", nullptr, nullptr, nullptr); }
  WithoutForeignKeys(const WithoutForeignKeys&) = delete;
  WithoutForeignKeys& operator=(const WithoutForeignKeys&) = delete;

 private:
  Connection& connection_;
};

/// One restore() call inside its transaction.
class Restoration {
 public:
  Restoration(Connection& connection, std::span<const winnow_header> headers, Way way)
      : connection_(connection), tables_(connection, headers), way_(way) {}

  /// False: it cannot be done in this way, and the transaction must be rolled back.
  bool run(const winnow_permit& permit, std::span<const winnow_piece> pieces,
           std::vector<winnow_outcome>& results) {
    std::fill(results.begin(), results.end(), winnow_outcome{WINNOW_NOT_TRIED});
    if (way_ == Way::at_once) return run_at_once(permit, pieces, results);
    run_one_by_one(permit, pieces, results);
    return true;
  }

  /// Takes out again what refers to a row that is missing, although it did not when it was copied, and then what
  /// hangs on that. Rows that refer to each other in a circle stay, as do all that miss nothing.
  void take_out_orphans(std::span<const winnow_piece> pieces, std::vector<winnow_outcome>& results) {
    for (bool more = true; more;) {
      more = false;
      for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (results[i] != WINNOW_DONE) continue;
        CopiedTable& table = tables_.of(pieces[i]);
        const bool is_reference_alone =
            is_reference(view(pieces[i].content)) && table.standing(pieces[i]) == Standing::orphaned;
        std::optional<std::string> missing;
        if (is_reference_alone) missing = table.table().name;
        if (!missing && written_.contains(i)) missing = table.missing_parent(pieces[i]);
        if (!missing) continue;
        if (!is_reference_alone) table.take_back(pieces[i]);
        const winnow_outcome ended =
            hung_on_displaced(pieces, results, pieces[i], *missing)
                ? stranger(table)
                : failed(table, "a row of \"" + *missing + "\" that it needs is missing; restore that first");
        end_all(pieces, results, pieces[i], ended);
        more = true;
      }
    }
  }

  /// Takes out again what refers to a row that has by now what a row had that is not back. `all`: the pieces, of
  /// which `results` are, and the witnesses behind them.
  void take_out_of_strangers(std::span<const winnow_piece> all, std::vector<winnow_outcome>& results) {
    if (written_.empty()) return;
    const SqliteDialect dialect(connection_);
    std::deque<sql::Table> described;
    std::map<CopiedTable*, std::size_t> known;
    std::vector<sql::Kin> tables;
    for (std::size_t i = 0; i < all.size(); ++i) {
      CopiedTable& table = tables_.of(all[i]);
      if (!table.obstacle().empty()) continue;
      const auto [at, is_new] = known.try_emplace(&table, tables.size());
      if (is_new) {
        described.push_back(dialect.describe(connection_, table.table().name));
        tables.push_back({described.back(), {}, {}, [&table](std::string_view content, const auto& names) {
                            return table.values(content, names);
                          }});
      }
      tables[at->second].places.push_back(i);
      if (is_reference(view(all[i].content))) continue;
      const bool is_back =
          i < results.size() ? results[i] == WINNOW_DONE : table.standing(all[i]) == Standing::same;
      if (!is_back) tables[at->second].displaced.push_back(&all[i]);
    }
    for (const std::size_t i : sql::hanging_on_strangers(dialect, connection_, tables, all, written_)) {
      if (results[i] != WINNOW_DONE) continue;  // another copy of the row was met before
      CopiedTable& table = tables_.of(all[i]);
      table.take_back(all[i]);
      end_all(all.first(results.size()), results, all[i], stranger(table));
    }
  }

  /// Why pieces failed, each reason once.
  const std::set<std::string>& reasons() const { return reasons_; }

 private:
  bool run_at_once(const winnow_permit& permit, std::span<const winnow_piece> pieces,
                   std::vector<winnow_outcome>& results) {
    if (pieces.empty()) return false;
    const std::string_view target = view(pieces.front().target);
    const bool are_rows = std::ranges::all_of(pieces, [target](const winnow_piece& piece) {
      return view(piece.target) == target && !is_reference(view(piece.content));
    });
    if (!are_rows) return false;
    CopiedTable& table = tables_.of(pieces.front());
    if (!table.stands_alone()) return false;
    const std::optional<RowRange> range = RowRange::of(table.table(), keys_of(pieces));
    if (!range) return false;
    // What lives there already is not touched, and what came back is then compared with its copy: a column's type
    // may have become another since.
    const auto compare = [&](winnow_outcome if_same, winnow_outcome if_not) {
      RowRange here = *range;
      table.read(here.first(), here.last(), [&](std::int64_t number, std::string_view row) {
        const std::optional<std::size_t> at = here.meet(number);
        if (!at || results[*at] == WINNOW_DONE || results[*at] == WINNOW_OCCUPIED) return;
        const bool is_same = same_content(row, view(pieces[*at].content), FirstIs::column);
        results[*at] = is_same ? if_same : if_not;
      });
    };
    compare(WINNOW_DONE, WINNOW_OCCUPIED);
    std::vector<std::string_view> copies;  // that wait for one statement
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (i % kTimeAsked == 0) require_in_time(permit);
      if (results[i] == WINNOW_NOT_TRIED) copies.push_back(view(pieces[i].content));
      if (copies.size() < table.most_at_once()) continue;
      if (!table.bring_back(copies)) return false;
      copies.clear();
    }
    if (!copies.empty() && !table.bring_back(copies)) return false;
    compare(WINNOW_DONE, WINNOW_FAILED);
    return std::ranges::all_of(
        results, [](winnow_outcome result) { return result == WINNOW_DONE || result == WINNOW_OCCUPIED; });
  }

  /// Goes through the pieces as long as that brings one back: a row may have waited for another.
  void run_one_by_one(const winnow_permit& permit, std::span<const winnow_piece> pieces,
                      std::vector<winnow_outcome>& results) {
    for (bool progress = true; progress;) {
      progress = false;
      reasons_.clear();
      for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (results[i] == WINNOW_DONE) continue;
        require_in_time(permit);
        results[i] = restore(pieces[i], i);
        progress = progress || results[i] == WINNOW_DONE;
      }
    }
  }

  winnow_outcome restore(const winnow_piece& piece, std::size_t at) {
    CopiedTable& table = tables_.of(piece);
    if (!table.obstacle().empty()) return failed(table, table.obstacle());
    const bool is_row = !is_reference(view(piece.content));
    switch (table.standing(piece)) {
      case Standing::same: return WINNOW_DONE;
      case Standing::differs: return WINNOW_OCCUPIED;
      case Standing::orphaned: return WINNOW_GONE;
      case Standing::absent: break;
    }
    if (!is_row && !table.is_otherwise_as_copied(piece)) return another_row(table);
    Savepoint savepoint(connection_);
    const int code = is_row ? table.bring_back(piece) : table.refer(piece);
    if (code != SQLITE_DONE) return refused(table, code);
    // A column's type may have become another since.
    if (table.standing(piece) != Standing::same) {
      return failed(table, "it did not come back as it was (has its table changed?); it stays in the bin");
    }
    savepoint.keep();
    written_.insert(at);
    return WINNOW_DONE;
  }

  winnow_outcome refused(const CopiedTable& table, int code) {
    switch (code) {
      case SQLITE_CONSTRAINT_UNIQUE:
      case SQLITE_CONSTRAINT_PRIMARYKEY:
      case SQLITE_CONSTRAINT_ROWID: return WINNOW_OCCUPIED;
      default: break;
    }
    if ((code & 0xff) != SQLITE_CONSTRAINT && (code & 0xff) != SQLITE_MISMATCH) connection_.fail(code);
    return failed(table, sqlite3_errmsg(connection_.get()));
  }

  /// A row that hung on several has a copy for each of them.
  static void end_all(std::span<const winnow_piece> pieces, std::vector<winnow_outcome>& results,
                      const winnow_piece& one, winnow_outcome ended) {
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const bool same_row = view(pieces[i].target) == view(one.target) && view(pieces[i].key) == view(one.key) &&
                            is_reference(view(pieces[i].content)) == is_reference(view(one.content));
      if (same_row && results[i] == WINNOW_DONE) results[i] = ended;
    }
  }

  /// Whether a row of `parent` went with this one, and stays in the bin because of another row.
  bool hung_on_displaced(std::span<const winnow_piece> pieces, const std::vector<winnow_outcome>& results,
                         const winnow_piece& one, const std::string& parent) {
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (results[i] != WINNOW_OCCUPIED && results[i] != WINNOW_STRANGER) continue;
      if (pieces[i].item == one.item && lowered(view(pieces[i].target)) == lowered(parent)) return true;
    }
    return false;
  }

  winnow_outcome stranger(const CopiedTable& table) {
    reasons_.insert("a copy of \"" + table.table().name +
                    "\" was not restored: another row has the place of the one on which it hung");
    return WINNOW_STRANGER;
  }

  winnow_outcome another_row(const CopiedTable& table) {
    reasons_.insert("a reference of \"" + table.table().name +
                    "\" was not written back: its row is another one by now, or has changed");
    return WINNOW_STRANGER;
  }

  winnow_outcome failed(const CopiedTable& table, const std::string& why) {
    reasons_.insert("a copy of \"" + table.table().name + "\" was not restored: " + why);
    return WINNOW_FAILED;
  }

  Connection& connection_;
  CopiedTables tables_;
  Way way_;
  std::set<std::size_t> written_;  ///< the pieces that were not there before
  std::set<std::string> reasons_;
};

}  // namespace

void SqliteStore::restore(const winnow_permit& permit, std::span<const winnow_header> headers,
                          std::span<const winnow_piece> all, std::span<winnow_outcome> outcomes) {
  check_permit(permit, WINNOW_RESTORE, keys_of(all));
  const auto first_witness = std::ranges::find(outcomes, winnow_outcome{WINNOW_WITNESS});
  const std::span<const winnow_piece> pieces =
      all.first(static_cast<std::size_t>(first_witness - outcomes.begin()));
  ahead_.forget();
  Connection& connection = writer();
  const WithoutForeignKeys no_foreign_keys(connection);
  const AsItWas rules(connection);
  std::vector<winnow_outcome> results(pieces.size());
  const auto answer = [&](winnow_outcome for_restored) {
    std::replace_copy(results.begin(), results.end(), outcomes.begin(), winnow_outcome{WINNOW_DONE}, for_restored);
  };
  const bool rehearsed = (permit.flags & WINNOW_REHEARSE) != 0;
  for (const Way way : {Way::at_once, Way::one_by_one}) {
    Transaction transaction(connection);
    Restoration restoration(connection, headers, way);
    if (!restoration.run(permit, pieces, results)) continue;
    restoration.take_out_of_strangers(all, results);
    // In a rehearsal a row may be alone: its parent may lie in the bin as it does.
    if (!rehearsed) restoration.take_out_orphans(pieces, results);
    if (rehearsed) {  // seen and compared; the transaction ends here without a trace
      for (const std::string& reason : restoration.reasons()) host_.log(WINNOW_WARN, reason);
      return answer(WINNOW_DONE);
    }
    connection.require_in_place();
    require_in_time(permit);
    const sql::CommitEnd end = transaction.commit();
    answer(sql::after(end, WINNOW_DONE));
    sql::require_committed(end, path_, "restored");
    for (const std::string& reason : restoration.reasons()) host_.log(WINNOW_WARN, reason);
    return;
  }
}

}  // namespace winnow
