#include "rows.h"

#include <nlohmann/json.hpp>

namespace winnow::sqlite {
namespace {

constexpr std::size_t kVersionSize = 32;

}  // namespace

winnow_value field_of(const Cell& cell) {
  winnow_value out = value_of(cell);
  if (out.type == WINNOW_TEXT && !is_utf8(cell.bytes)) out.type = WINNOW_OTHER;
  return out;
}

RowReader::RowReader(const Table& table) : table_(table), first_(table.has_hidden_rowid() ? 1 : 0) {
  const std::string of_table = identifier(table.name) + ".";
  if (first_ == 1) list_ = of_table + table.rowid;
  for (const auto* columns : {&table.columns, &table.generated}) {
    for (const Column& column : *columns) list_ += (list_.empty() ? "" : ", ") + of_table + identifier(column.name);
  }
}

RowReader::RowReader(const Table& table, const Selection& selection, const FormOf& form_of,
                     const std::function<std::optional<TimeForm>(const Column&)>& loose_form)
    : RowReader(table) {
  if (!selection.time_field.empty()) {
    const Column& column = table.column(selection.time_field);
    time_ = Field{place_of(column), form_of(column)};
  }
  for (const std::string& name : selection.fields) {
    const Column& column = table.column(name);
    const bool is_time = name == selection.time_field;
    fields_.push_back({place_of(column), is_time ? time_->form : loose_form(column)});
  }
}

std::string RowReader::header() const {
  auto columns = nlohmann::json::array();
  if (first_ == 1) columns.push_back({{"name", "rowid"}, {"type", "INTEGER"}});
  for (const Column& column : table_.columns) columns.push_back({{"name", column.name}, {"type", column.declared}});
  return nlohmann::json{{"columns", columns}, {"rowid", first_ == 1}}.dump();
}

void RowReader::digest(sqlite3_stmt* row, char* out) {
  scratch_.clear();
  for (std::size_t i = 0; i < table_.columns.size(); ++i) {
    append_for_digest(scratch_, cell(row, static_cast<int>(first_ + i)));
  }
  write_digest(scratch_, out);
}

std::string RowReader::version(sqlite3_stmt* row) {
  std::string out(kVersionSize, '\0');
  digest(row, out.data());
  return out;
}

std::string RowReader::key(sqlite3_stmt* row) const {
  std::string out;
  append_key(out, table_, row, static_cast<int>(first_));
  return out;
}

std::string RowReader::content(sqlite3_stmt* row) const {
  std::string out = "[";
  const std::size_t width = first_ + table_.columns.size();
  for (std::size_t i = 0; i < width; ++i) {
    if (i > 0) out += ',';
    append_json(out, cell(row, static_cast<int>(i)));
  }
  return out + ']';
}

void RowReader::add_item(Page& page, const Host& host, sqlite3_stmt* row) {
  const Page::Place at = page.add();
  char version[kVersionSize];
  digest(row, version);
  at.item.version = page.keep({version, kVersionSize});
  // The digest's text is what was read of the row, plus a tag and a length for each value.
  at.item.bytes = scratch_.size() - table_.columns.size();
  scratch_.clear();
  append_key(scratch_, table_, row, static_cast<int>(first_));
  at.item.key = page.keep(scratch_);
  at.item.time = time_ ? read_time(host, cell(row, time_->column), *time_->form) : WINNOW_TIME_NONE;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const Field& field = fields_[i];
    const Cell value = cell(row, field.column);
    winnow_value out = field_of(value);
    if (field.form && value.type != SQLITE_NULL) {
      const bool is_time = time_ && time_->column == field.column;
      const std::int64_t time = is_time ? at.item.time : read_time(host, value, *field.form);
      if (time != WINNOW_TIME_UNREADABLE) out = scalar(WINNOW_TIME, time);
    }
    at.fields[i] = page.keep(out);
  }
}

}  // namespace winnow::sqlite
