#include <algorithm>

#include "store.h"
#include "time_index.h"

namespace winnow {

using namespace sqlite;

void SqliteStore::scan(const Selection& selection, const ItemSink& out) {
  Page page(selection.fields.size());
  std::optional<Table> table;
  std::optional<TimeIndex> index;
  std::optional<Walk> walk;
  std::optional<Walk> next;  // where the page ends: only a page that was read whole moves the walk
  const std::size_t wanted = page_size(selection);
  do {
    if (host_.stopping()) throw Error(WINNOW_STOPPED, "stopped by the host");
    read([&](Connection& connection) {
      page.clear();
      if (!table) {
        table = require_table(connection, selection.target);
        index = index_for(connection, *table, selection);
        walk = index ? Walk(*table, *index) : Walk(*table);
      }
      next = walk;
      RowReader reader = reader_of(connection, *table, selection);
      const FormOf form_of_column = forms(connection, *table, selection);
      while (!next->at_end() && page.size() < wanted) {
        FilterLeaves leaves(*table, selection.time_field, form_of_column, next->parameters() + 1);
        const std::string condition = sql::condition(selection.scope, leaves);
        Statement rows(connection, "SELECT " + reader.list() + ", " + next->columns() + next->from(condition));
        next->bind(rows);
        rows.bind_all(next->parameters() + 1, leaves.values());
        bool is_full = false;
        while (!is_full && rows.step()) {
          reader.load(rows.get());
          reader.add_item(page, host_);
          is_full = page.size() >= wanted && next->can_stand_at(rows.get(), reader.width());
        }
        if (is_full) {
          next->stand_at(rows.get(), reader.width());
        } else {
          next->next_step();
        }
      }
    });
    walk.swap(next);
    if (page.size() > 0 && out(page.items()) == Next::stop) throw Error(WINNOW_STOPPED, "stopped by the host");
  } while (!walk->at_end());
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
