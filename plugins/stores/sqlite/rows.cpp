#include "rows.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

namespace winnow::sqlite {
namespace {

constexpr std::size_t kBlock = 256 * 1024;
constexpr std::size_t kVersionSize = 32;

}  // namespace

std::string_view Arena::keep(std::string_view text) {
  if (text.empty()) return {};
  while (block_ < blocks_.size() && blocks_[block_].size - used_ < text.size()) {
    ++block_;
    used_ = 0;
  }
  if (block_ == blocks_.size()) {
    const std::size_t size = std::max(kBlock, text.size());
    blocks_.push_back({std::make_unique<char[]>(size), size});
  }
  char* const at = blocks_[block_].data.get() + used_;
  std::memcpy(at, text.data(), text.size());
  used_ += text.size();
  return {at, text.size()};
}

void Page::clear() {
  items_.clear();
  fields_.clear();
  arena_.clear();
}

std::span<const winnow_item> Page::items() {
  // Only now: the vector of fields may have moved while it grew.
  for (std::size_t i = 0; i < items_.size(); ++i) items_[i].fields = fields_.data() + i * width_;
  return items_;
}

winnow_value field_of(const Cell& cell) {
  winnow_value out{WINNOW_NULL, 0, {}};
  switch (cell.type) {
    case SQLITE_INTEGER:
      out.type = WINNOW_INT;
      out.as.i = cell.integer;
      break;
    case SQLITE_FLOAT:
      out.type = WINNOW_REAL;
      out.as.r = cell.real;
      break;
    case SQLITE_TEXT:
      out.type = is_utf8(cell.bytes) ? WINNOW_TEXT : WINNOW_OTHER;
      out.as.text = borrow(cell.bytes);
      break;
    case SQLITE_BLOB:
      out.type = WINNOW_BYTES;
      out.as.text = borrow(cell.bytes);
      break;
    default: break;
  }
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
  winnow_item item{};
  char version[kVersionSize];
  digest(row, version);
  item.version = borrow(page.arena_.keep({version, kVersionSize}));
  // The digest's text is what was read of the row, plus a tag and a length for each value.
  item.bytes = scratch_.size() - table_.columns.size();
  scratch_.clear();
  append_key(scratch_, table_, row, static_cast<int>(first_));
  item.key = borrow(page.arena_.keep(scratch_));
  item.time = time_ ? read_time(host, cell(row, time_->column), *time_->form) : WINNOW_TIME_NONE;
  for (const Field& field : fields_) {
    const Cell value = cell(row, field.column);
    winnow_value out = field_of(value);
    if (field.form && value.type != SQLITE_NULL) {
      const bool is_time = time_ && time_->column == field.column;
      const std::int64_t time = is_time ? item.time : read_time(host, value, *field.form);
      if (time != WINNOW_TIME_UNREADABLE) {
        out.type = WINNOW_TIME;
        out.as.i = time;
      }
    }
    if (out.type == WINNOW_TEXT || out.type == WINNOW_BYTES || out.type == WINNOW_OTHER) {
      out.as.text = borrow(page.arena_.keep(value.bytes));
    }
    page.fields_.push_back(out);
  }
  page.items_.push_back(item);
}

}  // namespace winnow::sqlite
