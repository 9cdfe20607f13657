#include <algorithm>

#include "store.h"

namespace winnow {
namespace {

using namespace sqlite;

/// Walks a table in the order of its key, a page at a time; remembers where it stands.
///
/// Each page is a read of its own. One statement over the whole table would show a single state, but would for as
/// long as the host judges items keep the application from committing (rollback journal) or the WAL from being
/// checkpointed. A single state is not needed: every item is read and judged again before it goes.
class Walk {
 public:
  explicit Walk(const Table& table) : table_(&table) {
    order_ = table.rowid.empty() ? key_order(table) : table.rowid;
  }

  /// What follows the SELECT list. Parameters up to ?N, N = parameters(), are this walk's.
  std::string from(const std::string& condition) const {
    std::string out = " FROM main." + identifier(table_->name);
    // Without this SQLite might take an index for the condition and sort its matches anew for every page.
    if (!table_->rowid.empty()) out += " NOT INDEXED";
    out += " WHERE (" + condition + ")";
    if (started_) {
      std::string marks = "?1";
      for (std::size_t i = 2; i <= last_.size(); ++i) marks += ", ?" + std::to_string(i);
      out += " AND (" + order_ + ") > (" + marks + ")";
    }
    return out + " ORDER BY " + order_;
  }
  int parameters() const { return static_cast<int>(last_.size()); }
  void bind(Statement& statement) const { bind_key(statement, 1, last_); }

  /// The order's columns, to be read after the list.
  const std::string& order() const { return order_; }
  /// Where the row stands; `first`: the column at which order() begins.
  void stand_at(sqlite3_stmt* row, int first) {
    started_ = true;
    const std::size_t count = table_->rowid.empty() ? table_->key.size() : 1;
    last_.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      const Cell value = cell(row, first + static_cast<int>(i));
      last_[i] = {value.type, value.integer, value.real, std::string(value.bytes)};
    }
  }

 private:
  const Table* table_;
  std::string order_;
  bool started_ = false;
  std::vector<Stored> last_;
};

}  // namespace

void SqliteStore::scan(const Selection& selection, const ItemSink& out) {
  Page page(selection.fields.size());
  std::optional<Table> table;
  std::optional<Walk> walk;
  std::optional<Walk> next;  // where the page ends: only a page that was read whole moves the walk
  std::size_t found = 0;
  const std::size_t wanted = page_size(selection);
  do {
    if (host_.stopping()) throw Error(WINNOW_STOPPED, "stopped by the host");
    read([&](Connection& connection) {
      page.clear();
      if (!table) {
        table = require_table(connection, selection.target);
        walk.emplace(*table);
      }
      next = walk;
      RowReader reader = reader_of(connection, *table, selection);
      const FormOf form_of_column = forms(connection, *table, selection);
      FilterLeaves leaves(*table, selection.time_field, form_of_column, walk->parameters() + 1);
      const std::string condition = sql::condition(selection.scope, leaves);
      Statement rows(connection, "SELECT " + reader.list() + ", " + walk->order() + walk->from(condition) +
                                     " LIMIT " + std::to_string(wanted));
      walk->bind(rows);
      rows.bind_all(walk->parameters() + 1, leaves.values());
      while (rows.step()) {
        reader.load(rows.get());
        reader.add_item(page, host_);
        if (page.size() == wanted) next->stand_at(rows.get(), reader.width());
      }
    });
    found = page.size();
    walk.swap(next);
    if (found > 0 && out(page.items()) == Next::stop) throw Error(WINNOW_STOPPED, "stopped by the host");
  } while (found == wanted);
}

void SqliteStore::fetch(const Selection& selection, std::span<const std::string_view> keys, const ItemSink& out) {
  Page page(selection.fields.size());
  const std::size_t wanted = page_size(selection);
  for (std::size_t begin = 0; begin < keys.size(); begin += wanted) {
    if (host_.stopping()) throw Error(WINNOW_STOPPED, "stopped by the host");
    const auto some = keys.subspan(begin, std::min(wanted, keys.size() - begin));
    read([&](Connection& connection) {
      page.clear();
      const Table table = require_table(connection, selection.target);
      RowReader reader = reader_of(connection, table, selection);
      Statement row(connection, "SELECT " + reader.list() + " FROM main." + identifier(table.name) + " WHERE " +
                                    key_condition(table, 1));
      for (const std::string_view key : some) {
        const auto values = parse_key(table, key);
        if (!values) continue;
        bind_key(row, 1, *values);
        // SQLite may find a row whose key is only equal to it (collation, 1 and 1.0): another item.
        if (row.step()) {
          reader.load(row.get());
          if (reader.key() == key) reader.add_item(page, host_);
        }
        row.reset();
      }
    });
    if (page.size() > 0 && out(page.items()) == Next::stop) throw Error(WINNOW_STOPPED, "stopped by the host");
  }
}

}  // namespace winnow
