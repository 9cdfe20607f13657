#include "copies.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace winnow::sqlite {
namespace {

[[noreturn]] void bad_header(std::string_view target) {
  throw Error(WINNOW_BROKEN,
              "the copies of \"" + std::string(target) + "\" have a header that is not of this store");
}

}  // namespace

std::set<std::string> columns_in(std::string_view name) {
  std::set<std::string> out;
  while (!name.empty()) {
    const std::size_t comma = std::min(name.find(','), name.size());
    out.emplace(name.substr(0, comma));
    name.remove_prefix(std::min(name.size(), comma + 1));
  }
  return out;
}

CopiedTable::CopiedTable(Connection& connection, const winnow_header& header) : connection_(connection) {
  const std::string_view target = view(header.target);
  const auto json = nlohmann::json::parse(view(header.header), nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("columns") || !json["columns"].is_array() || !json.contains("rowid") ||
      !json["rowid"].is_boolean()) {
    bad_header(target);
  }
  first_ = json["rowid"].get<bool>() ? FirstIs::rowid : FirstIs::column;
  for (const auto& column : json["columns"]) {
    if (!column.is_object() || !column.contains("name") || !column["name"].is_string()) bad_header(target);
    columns_.push_back(column["name"].get<std::string>());
  }
  if (has_rowid()) {
    if (columns_.empty()) bad_header(target);
    columns_.erase(columns_.begin());
  }
  try {
    table_ = require_table(connection_, target);
    check_columns();
  } catch (const Error& error) {
    if (error.code() != WINNOW_BAD_CONFIG && error.code() != WINNOW_UNSUPPORTED) throw;
    obstacle_ = error.what();
  }
}

void CopiedTable::check_columns() {
  if (has_rowid() && !table_.has_hidden_rowid()) {
    obstacle_ = "table \"" + table_.name + "\" no longer numbers its rows as its copies do";
    return;
  }
  if (has_rowid()) list_ = table_.rowid;
  for (const std::string& column : columns_) {
    if (table_.column(column).place >= table_.columns.size()) {
      obstacle_ = "column \"" + column + "\" of \"" + table_.name + "\" is computed now";
    }
    list_ += (list_.empty() ? "" : ", ") + identifier(column);
  }
  for (const std::size_t index : table_.key) {
    if (std::find(columns_.begin(), columns_.end(), table_.columns[index].name) == columns_.end()) {
      obstacle_ = "the primary key of \"" + table_.name + "\" is another than when the copy was made";
    }
  }
}

void CopiedTable::read_row(std::string_view content, std::vector<Stored>& out) const {
  if (!read_plain_row(content, out)) out = parse_copy(content).values;
  if (out.size() != width()) {
    throw Error(WINNOW_BROKEN, "a copy of \"" + table_.name + "\" does not have its header's columns");
  }
}

const std::vector<Stored>& CopiedTable::row(std::string_view content) {
  read_row(content, row_);
  return row_;
}

std::optional<std::vector<sql::Param>> CopiedTable::values(std::string_view content,
                                                           std::span<const std::string> names) {
  const std::vector<Stored>& all = row(content);
  std::vector<sql::Param> out;
  for (const std::string& name : names) {
    const auto at = std::ranges::find(columns_, lowered(name), lowered);
    if (at == columns_.end()) return std::nullopt;
    const Stored& value = all[static_cast<std::size_t>(at - columns_.begin()) + (has_rowid() ? 1 : 0)];
    out.emplace_back();
    if (value.type != SQLITE_NULL) append_json(out.back().emplace(), value.cell());
  }
  return out;
}

std::string_view CopiedTable::json_of(const Statement& row) {
  json_ = '[';
  for (std::size_t i = 0; i < width(); ++i) {
    if (i > 0) json_ += ',';
    append_json(json_, cell(row.get(), static_cast<int>(i)));
  }
  return json_ += ']';
}

const std::vector<Dangling>& CopiedTable::references() {
  if (!references_) references_ = dangling_references(connection_, table_);
  return *references_;
}

bool CopiedTable::stands_alone() {
  return obstacle_.empty() && table_.integer_key && !has_rowid() && references().empty();
}

void CopiedTable::read(std::int64_t first, std::int64_t last, const Living& show) {
  Statement rows(connection_, "SELECT " + list_ + ", " + table_.rowid + " FROM main." + identifier(table_.name) +
                                  " NOT INDEXED WHERE " + table_.rowid + " BETWEEN ?1 AND ?2 ORDER BY " +
                                  table_.rowid);
  rows.bind(1, first);
  rows.bind(2, last);
  const auto number = static_cast<int>(columns_.size());
  while (rows.step()) show(sqlite3_column_int64(rows.get(), number), json_of(rows));
}

Standing CopiedTable::standing(const winnow_piece& piece) {
  const auto key = parse_key(table_, view(piece.key));
  if (!key) throw Error(WINNOW_BROKEN, "a copy of \"" + table_.name + "\" has a key that is none of that table");
  return is_reference(view(piece.content)) ? standing_of_reference(piece, *key) : standing_of_row(piece, *key);
}

Standing CopiedTable::standing_of_row(const winnow_piece& piece, const std::vector<Stored>& key) {
  if (!current_) {
    current_ =
        std::make_unique<Statement>(connection_, "SELECT " + list_ + " FROM main." + identifier(table_.name) +
                                                     " WHERE " + key_condition(table_, 1));
  }
  current_->reset();
  bind_key(*current_, 1, key);
  Standing out = Standing::absent;
  if (current_->step()) {
    out = same_content(json_of(*current_), view(piece.content), first_) ? Standing::same : Standing::differs;
  }
  current_->reset();
  return out;
}

Standing CopiedTable::standing_of_reference(const winnow_piece& piece, const std::vector<Stored>& key) {
  const std::vector<NamedValue> reference = parse_reference(view(piece.content));
  std::string list;
  for (const NamedValue& part : reference) {
    list += (list.empty() ? "" : ", ") + identifier(table_.column(part.column).name);
  }
  Statement child(connection_, "SELECT " + list + " FROM main." + identifier(table_.name) + " WHERE " +
                                   key_condition(table_, 1));
  bind_key(child, 1, key);
  if (!child.step()) return Standing::orphaned;
  bool same = true;
  bool empty = true;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    const Cell now = cell(child.get(), static_cast<int>(i));
    same = same && reference[i].value.equals(now);
    empty = empty && now.type == SQLITE_NULL;
  }
  return same ? Standing::same : empty ? Standing::absent : Standing::differs;
}

/// The word for conflicts overrules a table's own ON CONFLICT REPLACE, which would take a neighbour away.
std::string CopiedTable::insert_into(const char* on_conflict, std::size_t rows) const {
  std::string sql = std::string("INSERT OR ") + on_conflict + " INTO main." + identifier(table_.name) + " (" +
                    list_ + ") VALUES ";
  for (std::size_t i = 0; i < rows * width(); ++i) sql += i % width() > 0 ? ",?" : i > 0 ? "),(?" : "(?";
  return sql + ')';
}

int CopiedTable::bring_back(const winnow_piece& piece) {
  const std::vector<Stored>& values = row(view(piece.content));
  return insert(values, has_rowid() && is_rowid_taken(values) ? Rowid::next : Rowid::old);
}

bool CopiedTable::is_rowid_taken(const std::vector<Stored>& row) {
  Statement other(connection_,
                  "SELECT 1 FROM main." + identifier(table_.name) + " WHERE " + table_.rowid + " = ?1");
  row.front().bind(other, 1);
  return other.step();
}

int CopiedTable::insert(const std::vector<Stored>& row, Rowid rowid) {
  if (!insert_) insert_ = std::make_unique<Statement>(connection_, insert_into("ABORT", 1));
  for (std::size_t i = 0; i < row.size(); ++i) row[i].bind(*insert_, static_cast<int>(i) + 1);
  // A NULL for the rowid lets SQLite choose one.
  if (rowid == Rowid::next) insert_->bind_null(1);
  const int code = insert_->try_step();
  insert_->reset();
  return code;
}

std::optional<std::string> CopiedTable::missing_parent(const winnow_piece& piece) {
  if (references().empty()) return std::nullopt;
  if (!dangling_) {
    std::string list;
    for (const Dangling& one : references()) list += (list.empty() ? "" : ", ") + one.condition;
    dangling_ =
        std::make_unique<Statement>(connection_, "SELECT " + list + " FROM main." + identifier(table_.name) +
                                                     " WHERE " + key_condition(table_, 1));
  }
  std::vector<std::string> as_before;
  std::set<std::string> written;  // a reference's own columns: what else the row refers to is as it was
  if (is_reference(view(piece.content))) {
    written = sql::referring_columns(view(piece.content));
  } else {
    as_before = parse_copy(view(piece.content)).dangling;
  }
  const auto key = parse_key(table_, view(piece.key));
  dangling_->reset();
  bind_key(*dangling_, 1, *key);
  std::optional<std::string> out;
  if (dangling_->step()) {
    for (std::size_t i = 0; i < references().size() && !out; ++i) {
      const Dangling& one = references()[i];
      const bool is_new = written.empty()
                              ? std::find(as_before.begin(), as_before.end(), one.name) == as_before.end()
                              : columns_in(one.name) == written;
      if (is_new && sqlite3_column_int(dangling_->get(), static_cast<int>(i)) == 1) out = one.parent;
    }
  }
  dangling_->reset();
  return out;
}

bool CopiedTable::is_otherwise_as_copied(const winnow_piece& reference) {
  const std::optional<sql::Others> others = sql::others_in(view(reference.content));
  if (!others || others->columns.empty()) return true;
  std::string list;
  for (const std::string& column : others->columns)
    list += (list.empty() ? "" : ", ") + identifier(table_.column(column).name);
  Statement row(connection_,
                "SELECT " + list + " FROM main." + identifier(table_.name) + " WHERE " + key_condition(table_, 1));
  const auto key = parse_key(table_, view(reference.key));
  bind_key(row, 1, *key);
  if (!row.step()) return false;
  std::vector<Cell> cells;
  for (std::size_t i = 0; i < others->columns.size(); ++i) cells.push_back(cell(row.get(), static_cast<int>(i)));
  return digest_of(cells) == others->digest;
}

int CopiedTable::refer(const winnow_piece& piece) {
  const std::vector<NamedValue> reference = parse_reference(view(piece.content));
  const auto key = parse_key(table_, view(piece.key));
  std::string set;
  std::string still_null;
  int parameter = 1;
  for (const NamedValue& part : reference) {
    const std::string column = identifier(table_.column(part.column).name);
    set += (set.empty() ? "" : ", ") + column + " = ?" + std::to_string(parameter++);
    still_null += " AND " + column + " IS NULL";
  }
  Statement update(connection_, "UPDATE OR ABORT main." + identifier(table_.name) + " SET " + set + " WHERE " +
                                    key_condition(table_, parameter) + still_null);
  parameter = 1;
  for (const NamedValue& part : reference) part.value.bind(update, parameter++);
  bind_key(update, parameter, *key);
  return update.try_step();
}

void CopiedTable::take_back(const winnow_piece& piece) {
  const auto key = parse_key(table_, view(piece.key));
  std::string set;
  if (is_reference(view(piece.content))) {
    for (const NamedValue& part : parse_reference(view(piece.content))) {
      set += (set.empty() ? "" : ", ") + identifier(table_.column(part.column).name) + " = NULL";
    }
  }
  const std::string name = "main." + identifier(table_.name);
  Statement undo(connection_, (set.empty() ? "DELETE FROM " + name : "UPDATE OR ABORT " + name + " SET " + set) +
                                  " WHERE " + key_condition(table_, 1));
  bind_key(undo, 1, *key);
  undo.step();
}

CopiedTables::CopiedTables(Connection& connection, std::span<const winnow_header> headers) {
  for (const winnow_header& header : headers) {
    tables_.emplace(view(header.target), std::make_unique<CopiedTable>(connection, header));
  }
}

CopiedTable& CopiedTables::of(const winnow_piece& piece) {
  const auto at = tables_.find(view(piece.target));
  if (at == tables_.end()) {
    throw Error(WINNOW_BROKEN, "a copy of \"" + std::string(view(piece.target)) + "\" comes without its header");
  }
  return *at->second;
}

}  // namespace winnow::sqlite
