#include "rows.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "item_version/item_version.h"

namespace winnow::sqlite {
namespace {

/// A text that a column of numbers would turn into a number.
bool looks_like_number(std::string_view text) {
  const std::size_t from = text.find_first_not_of(" \t\n\v\f\r");
  if (from == std::string_view::npos) return false;
  text = text.substr(from, text.find_last_not_of(" \t\n\v\f\r") - from + 1);
  if (text.front() == '+') text.remove_prefix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error != std::errc::invalid_argument && end == text.data() + text.size();
}

}  // namespace

bool is_odd(const Column& column, const Cell& value) {
  switch (value.type) {
    case SQLITE_NULL: return column.never_null;
    case SQLITE_INTEGER:
    case SQLITE_FLOAT: return column.affinity == Affinity::text;
    case SQLITE_TEXT:
      return column.affinity != Affinity::text && column.affinity != Affinity::blob &&
             looks_like_number(value.bytes);
    default: return false;
  }
}

winnow_value field_of(const Cell& cell) {
  winnow_value out = value_of(cell);
  if (out.type == WINNOW_TEXT && !is_utf8(cell.bytes)) out.type = WINNOW_OTHER;
  return out;
}

RowReader::RowReader(const Table& table, std::vector<Dangling> dangling)
    : table_(table), dangling_(std::move(dangling)), first_(table.has_hidden_rowid() ? 1 : 0) {
  const std::string of_table = identifier(table.name) + ".";
  const auto add = [this](const std::string& expression) { list_ += (width_++ == 0 ? "" : ", ") + expression; };
  if (first_ == 1) add(of_table + table.rowid);
  for (const Column& column : table.columns) add(of_table + identifier(column.name));
  first_dangling_ = width_;
  for (const Dangling& one : dangling_) add("(" + one.condition + ")");
}

RowReader::RowReader(const Table& table, const Selection& selection, const FormOf& form_of,
                     const std::function<std::optional<TimeForm>(const Column&)>& loose_form,
                     std::vector<Dangling> dangling)
    : RowReader(table, std::move(dangling)) {
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

int RowReader::place_of(const Column& column) {
  if (column.place < table_.columns.size()) return static_cast<int>(first_ + column.place);
  const auto [at, is_new] = computed_.emplace(column.place, width_);
  if (is_new) {
    list_ += ", " + identifier(table_.name) + "." + identifier(column.name);
    ++width_;
  }
  return at->second;
}

std::string RowReader::header() const {
  auto columns = nlohmann::json::array();
  if (first_ == 1) columns.push_back({{"name", "rowid"}, {"type", "INTEGER"}});
  for (const Column& column : table_.columns) columns.push_back({{"name", column.name}, {"type", column.declared}});
  return nlohmann::json{{"columns", columns}, {"rowid", first_ == 1}}.dump();
}

void RowReader::load(sqlite3_stmt* row) {
  cells_.resize(static_cast<std::size_t>(width_));
  for (int i = 0; i < width_; ++i) cells_[static_cast<std::size_t>(i)] = cell(row, i);
}

void RowReader::digest(char* out) {
  scratch_.clear();
  for (std::size_t i = 0; i < table_.columns.size(); ++i) append_for_digest(scratch_, cells_[first_ + i]);
  write_version(scratch_, out);
}

std::string RowReader::key() const {
  std::string out;
  append_key(out, table_, {cells_.data() + first_, table_.columns.size()});
  return out;
}

void RowReader::append_values(std::string& out) const {
  out += '[';
  const std::size_t width = first_ + table_.columns.size();
  for (std::size_t i = 0; i < width; ++i) {
    if (i > 0) out += ',';
    append_json(out, cells_[i]);
  }
}

std::string RowReader::values() const {
  std::string out;
  append_values(out);
  return out += ']';
}

const std::string& RowReader::content() {
  content_.clear();
  append_values(content_);
  std::vector<std::string> nowhere;
  for (std::size_t i = 0; i < dangling_.size(); ++i) {
    if (cells_[static_cast<std::size_t>(first_dangling_) + i].integer == 1) nowhere.push_back(dangling_[i].name);
  }
  append_dangling(content_, nowhere);
  return content_ += ']';
}

bool RowReader::holds_odd_value() const {
  return std::any_of(table_.columns.begin(), table_.columns.end(),
                     [this](const Column& column) { return is_odd(column, cells_[first_ + column.place]); });
}

void RowReader::add_item(Page& page, const Host& host) {
  const Page::Place at = page.add();
  const auto cell_of = [this](const Field& field) -> const Cell& {
    return cells_[static_cast<std::size_t>(field.column)];
  };
  char version[kVersionSize];
  digest(version);
  at.item.version = page.keep({version, kVersionSize});
  // The digest's text is what was read of the row, plus a tag and a length for each value.
  at.item.bytes = scratch_.size() - table_.columns.size();
  scratch_.clear();
  append_key(scratch_, table_, {cells_.data() + first_, table_.columns.size()});
  at.item.key = page.keep(scratch_);
  at.item.time = time_ ? read_time(host, cell_of(*time_), *time_->form) : WINNOW_TIME_NONE;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const Field& field = fields_[i];
    const Cell& value = cell_of(field);
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
