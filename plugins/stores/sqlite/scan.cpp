#include <algorithm>
#include <future>
#include <system_error>

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

/// On a thread of its own; not valid where none is to be had.
template <class Task>
std::future<void> begin(Task task) {
  try {
    return std::async(std::launch::async, std::move(task));
  } catch (const std::system_error&) {
    return {};
  }
}

}  // namespace

/// What a scan has come to. A page is read by one thread at a time.
class SqliteStore::Scan {
 public:
  Scan(SqliteStore& store, const Selection& selection)
      : store_(store), selection_(selection), wanted_(page_size(selection)) {}

  /// The next page, unless the target is a view(). `by`: the reading that does it.
  void read(Page& page, std::unique_ptr<Reading>& by) {
    std::optional<Walk> next;  // where the page ends: only a page that was read whole moves the walk
    store_.read(by, [&](Connection& connection) {
      page.clear();
      if (!walk_) look_up_target(connection);
      if (view_) return;
      next = walk_;
      fill(page, connection, *next);
    });
    walk_.swap(next);
  }
  const std::optional<Table>& view() const { return view_; }
  bool at_end() const { return walk_->at_end(); }

 private:
  void look_up_target(Connection& connection) {
    Found found = look_up(connection, selection_.target);
    if (found.is_view) {
      view_ = std::move(found.table);
      return;
    }
    table_ = require_table(std::move(found));
    index_ = store_.index_for(connection, *table_, selection_);
    walk_ = index_ ? Walk(*table_, *index_) : Walk(*table_);
  }

  void fill(Page& page, Connection& connection, Walk& next) {
    RowReader reader = store_.reader_of(connection, *table_, selection_);
    const FormOf form_of_column = store_.forms(connection, *table_, selection_);
    while (!next.at_end() && page.size() < wanted_) {
      FilterLeaves leaves(*table_, selection_.time_field, form_of_column, next.parameters() + 1);
      leaves.let_equal_through();
      const std::string condition = sql::condition(selection_.scope, leaves);
      Statement rows(connection, "SELECT " + reader.list() + ", " + next.columns() + next.from(condition));
      next.bind(rows);
      rows.bind_all(next.parameters() + 1, leaves.values());
      bool is_full = false;
      while (!is_full && rows.step()) {
        reader.load(rows.get());
        reader.add_item(page, store_.host_);
        is_full = page.size() >= wanted_ && next.can_stand_at(rows.get(), reader.width());
      }
      if (is_full) {
        next.stand_at(rows.get(), reader.width());
      } else {
        next.next_step();
      }
    }
  }

  SqliteStore& store_;
  const Selection& selection_;
  const std::size_t wanted_;
  std::optional<Table> table_;
  std::optional<Table> view_;
  std::optional<TimeIndex> index_;
  std::optional<Walk> walk_;
};

/// While the host judges a page the next one is read, by a thread and a reading of its own, because the host asks
/// of the store meanwhile. Where the database is only to be read from a copy, one reading is dear enough.
void SqliteStore::scan(const Selection& selection, const ItemSink& out) {
  require_all_in_sight();
  Scan scan(*this, selection);
  std::unique_ptr<Reading> of_thread;
  Page pages[2] = {Page(selection.fields.size()), Page(selection.fields.size())};
  scan.read(pages[0], reading_);
  if (scan.view()) return scan_view(only_asked(*scan.view(), selection), selection, out);
  for (std::size_t at = 0;; at = 1 - at) {
    if (host_.stopping()) throw Error(WINNOW_STOPPED, "stopped by the host");
    const bool is_last = scan.at_end();
    std::future<void> ahead;  // waits for its thread, however this ends
    if (!is_last && !writer_ && reading_ && !reading_->is_of_copy()) {
      ahead = begin([&scan, &of_thread, &page = pages[1 - at]] { scan.read(page, of_thread); });
    }
    if (!pages[at].empty() && out(pages[at].items()) == Next::stop) {
      throw Error(WINNOW_STOPPED, "stopped by the host");
    }
    if (is_last) return;
    ahead.valid() ? ahead.get() : scan.read(pages[1 - at], reading_);
  }
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
