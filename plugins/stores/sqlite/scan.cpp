#include <algorithm>

#include "store.h"
#include "time_index.h"

namespace winnow {

using namespace sqlite;

namespace {

/// The view with no other columns than those that are asked for: what computes the others may be slow, or fail.
Table only_asked(const Table& view, const Selection& selection) {
  std::vector<std::string> names = selection.fields;
  selection.scope.collect_fields(names);
  if (!selection.time_field.empty()) names.push_back(selection.time_field);
  Table out;
  out.name = view.name;
  for (const std::string& name : names) {
    const Column& column = view.column(name);
    if (out.has_column(name)) continue;
    out.columns.push_back(column);
    out.columns.back().place = out.columns.size() - 1;
  }
  return out;
}

}  // namespace

void SqliteStore::scan(const Selection& selection, const ItemSink& out) {
  require_one_name();
  Page page(selection.fields.size());
  std::optional<Table> table;
  std::optional<Table> view;
  std::optional<TimeIndex> index;
  std::optional<Walk> walk;
  std::optional<Walk> next;  // where the page ends: only a page that was read whole moves the walk
  const std::size_t wanted = page_size(selection);
  do {
    if (host_.stopping()) throw Error(WINNOW_STOPPED, "stopped by the host");
    read([&](Connection& connection) {
      page.clear();
      if (!table) {
        Found found = look_up(connection, selection.target);
        if (found.is_view) {
          view = std::move(found.table);
          return;
        }
        table = require_table(std::move(found));
        index = index_for(connection, *table, selection);
        walk = index ? Walk(*table, *index) : Walk(*table);
      }
      next = walk;
      RowReader reader = reader_of(connection, *table, selection);
      const FormOf form_of_column = forms(connection, *table, selection);
      while (!next->at_end() && page.size() < wanted) {
        FilterLeaves leaves(*table, selection.time_field, form_of_column, next->parameters() + 1);
        leaves.let_equal_through();
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
    if (view) return scan_view(only_asked(*view, selection), selection, out);
    walk.swap(next);
    if (page.size() > 0 && out(page.items()) == Next::stop) throw Error(WINNOW_STOPPED, "stopped by the host");
  } while (!walk->at_end());
}

void SqliteStore::scan_view(const Table& view, const Selection& selection, const ItemSink& out) {
  Page page(selection.fields.size());
  const std::size_t wanted = page_size(selection);
  bool has_shown = false;
  const auto show = [&] {
    if (page.size() == 0) return;
    has_shown = true;
    if (host_.stopping() || out(page.items()) == Next::stop) throw Error(WINNOW_STOPPED, "stopped by the host");
    page.clear();
  };
  read([&](Connection& connection) {
    // Read anew, it would show rows twice.
    if (has_shown) {
      throw Error(WINNOW_UNAVAILABLE,
                  path_ + ": the database changed while view \"" + view.name + "\" was read; try again later");
    }
    page.clear();
    RowReader reader = reader_of(connection, view, selection);
    const FormOf form_of_column = forms(connection, view, selection);
    FilterLeaves leaves(view, selection.time_field, form_of_column, 1);
    leaves.let_equal_through();
    const std::string condition = sql::condition(selection.scope, leaves);
    Statement rows(connection,
                   "SELECT " + reader.list() + " FROM main." + identifier(view.name) + " WHERE " + condition);
    rows.bind_all(1, leaves.values());
    while (rows.step()) {
      reader.load(rows.get());
      reader.add_item(page, host_);
      if (page.size() >= wanted) show();
    }
  });
  show();
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
