#include "catalog.h"

#include <algorithm>
#include <numeric>

namespace winnow::sqlite {
namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

Affinity affinity_of(const std::string& declared) {
  const std::string type = lowered(declared);
  if (contains(type, "int")) return Affinity::integer;
  if (contains(type, "char") || contains(type, "clob") || contains(type, "text")) return Affinity::text;
  if (type.empty() || contains(type, "blob")) return Affinity::blob;
  if (contains(type, "real") || contains(type, "floa") || contains(type, "doub")) return Affinity::real;
  return Affinity::numeric;
}

/// Levenshtein distance, for suggestions.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t change = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j + 1] + 1, row[j] + 1, change});
    }
  }
  return row[b.size()];
}

/// "; did you mean "x"?", or nothing where no name is near.
std::string suggestion(std::string_view wrong, const std::vector<std::string>& names) {
  const std::string* best = nullptr;
  std::size_t least = std::max<std::size_t>(2, wrong.size() / 3) + 1;
  for (const std::string& name : names) {
    const std::size_t edits = distance(lowered(wrong), lowered(name));
    if (edits < least) {
      least = edits;
      best = &name;
    }
  }
  return best == nullptr ? "" : "; did you mean \"" + *best + "\"?";
}

std::vector<std::string> table_names(Connection& connection) {
  std::vector<std::string> out;
  Statement list(connection, "SELECT name FROM main.sqlite_schema WHERE type IN ('table', 'view') ORDER BY name");
  while (list.step()) out.push_back(list.text(0));
  return out;
}

std::optional<Blocker> blocker_of_kind(const std::string& name, const std::string& kind) {
  if (lowered(name).starts_with("sqlite_")) {
    return Blocker{"a table of SQLite's own", "choose a table of the application"};
  }
  if (kind == "view") return Blocker{"a view", "only `references` may name one; name the table behind it"};
  if (kind == "virtual") return Blocker{"a virtual table", "its rows belong to a module; use that module's means"};
  if (kind == "shadow") return Blocker{"a shadow table of a virtual table", "use the virtual table's means"};
  return std::nullopt;
}

void read_columns(Connection& connection, Table& table) {
  Statement info(connection,
                 "SELECT name, type, pk, hidden, \"notnull\" FROM pragma_table_xinfo(?1, 'main') ORDER BY cid");
  info.bind_text(1, table.name);
  std::vector<std::pair<std::int64_t, std::size_t>> key;
  while (info.step()) {
    Column column;
    column.name = info.text(0);
    column.declared = info.text(1);
    column.never_null = sqlite3_column_int(info.get(), 4) != 0;
    column.affinity = affinity_of(column.declared);
    if (sqlite3_column_int(info.get(), 3) != 0) {
      table.generated.push_back(std::move(column));
      continue;
    }
    if (const std::int64_t in_key = sqlite3_column_int64(info.get(), 2); in_key > 0) {
      key.emplace_back(in_key, table.columns.size());
    }
    table.columns.push_back(std::move(column));
  }
  std::size_t place = 0;
  for (auto* list : {&table.columns, &table.generated}) {
    for (Column& column : *list) column.place = place++;
  }
  std::sort(key.begin(), key.end());
  for (const auto& [in_key, index] : key) table.key.push_back(index);
}

/// The rowid's own names may be taken by columns, which then hide it.
std::string rowid_name(const Table& table) {
  for (const char* const alias : {"rowid", "_rowid_", "oid"}) {
    const auto hides = [alias](const Column& column) { return lowered(column.name) == alias; };
    if (std::none_of(table.columns.begin(), table.columns.end(), hides) &&
        std::none_of(table.generated.begin(), table.generated.end(), hides)) {
      return alias;
    }
  }
  return {};
}

/// The primary key's index may compare otherwise than its columns: PRIMARY KEY (k COLLATE BINARY) of a NOCASE
/// column.
void read_key_collations(Connection& connection, Table& table) {
  Statement parts(
      connection,
      "SELECT i.name, i.coll FROM pragma_index_list(?1, 'main') AS l, pragma_index_xinfo(l.name, 'main') "
      "AS i WHERE l.origin = 'pk' AND i.key = 1");
  parts.bind_text(1, table.name);
  while (parts.step()) {
    const std::string name = parts.text(0);
    for (const std::size_t index : table.key) {
      if (table.columns[index].name == name) table.columns[index].key_collation = parts.text(1);
    }
  }
}

/// INTEGER PRIMARY KEY is the rowid unless SQLite made an index for it (as it does for ... DESC).
bool is_rowid(Connection& connection, const Table& table) {
  if (table.key.size() != 1 || lowered(table.columns[table.key[0]].declared) != "integer") return false;
  Statement indexes(connection, "SELECT 1 FROM pragma_index_list(?1, 'main') WHERE origin = 'pk'");
  indexes.bind_text(1, table.name);
  return !indexes.step();
}

}  // namespace

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool declares_time(const Column& column) {
  const std::string type = lowered(column.declared);
  return contains(type, "date") || contains(type, "time");
}

bool Table::has_column(std::string_view column_name) const {
  const auto is_it = [wanted = lowered(column_name)](const Column& column) {
    return lowered(column.name) == wanted;
  };
  return std::any_of(columns.begin(), columns.end(), is_it) ||
         std::any_of(generated.begin(), generated.end(), is_it);
}

const Column& Table::column(std::string_view column_name) const {
  std::vector<std::string> names;
  for (const auto* list : {&columns, &generated}) {
    for (const Column& column : *list) {
      if (column.name == column_name) return column;
      names.push_back(column.name);
    }
  }
  throw Error(WINNOW_BAD_CONFIG, "table \"" + name + "\" has no column \"" + std::string(column_name) + "\"" +
                                     suggestion(column_name, names));
}

Found look_up(Connection& connection, std::string_view name) {
  Found out;
  Statement list(connection, "SELECT name, type, wr FROM pragma_table_list WHERE schema = 'main' AND name = ?1");
  list.bind_text(1, name);
  if (!list.step()) {
    throw Error(WINNOW_BAD_CONFIG, connection.path() + ": no table \"" + std::string(name) + "\"" +
                                       suggestion(name, table_names(connection)));
  }
  out.table.name = list.text(0);
  out.blocker = blocker_of_kind(out.table.name, list.text(1));
  out.is_view = list.text(1) == "view";
  read_columns(connection, out.table);
  if (out.blocker) return out;
  read_key_collations(connection, out.table);
  if (sqlite3_column_int(list.get(), 2) == 0) {
    if (is_rowid(connection, out.table)) {
      out.table.integer_key = out.table.key[0];
      out.table.rowid = identifier(out.table.columns[out.table.key[0]].name);
    } else {
      out.table.rowid = rowid_name(out.table);
      if (out.table.rowid.empty()) {
        out.blocker = Blocker{"columns named rowid, _rowid_ and oid hide the row number", "rename one of them"};
      }
    }
  }
  if (out.table.key.empty()) {
    out.blocker = Blocker{"no primary key", "row numbers change under VACUUM; declare a PRIMARY KEY"};
  }
  return out;
}

Table require_table(Connection& connection, std::string_view name) {
  return require_table(look_up(connection, name));
}

Table require_table(Found found) {
  if (found.blocker) {
    throw Error(WINNOW_UNSUPPORTED, "\"" + found.table.name + "\" cannot be worked on: " + found.blocker->what +
                                        "; " + found.blocker->remedy);
  }
  return std::move(found.table);
}

}  // namespace winnow::sqlite
