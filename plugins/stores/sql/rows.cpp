#include "sql/rows.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "item_version/item_version.h"
#include "winnow/copy.hpp"
#include "winnow/times.hpp"

namespace winnow::sql {
namespace {

using Json = nlohmann::json;

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

Value bytes_of(std::string_view hex) {
  if (hex.starts_with("\\x")) hex.remove_prefix(2);
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    const int high = digit(hex[i]);
    const int low = digit(hex[i + 1]);
    if (high < 0 || low < 0) return Value::other(std::string(hex));
    out += static_cast<char>(high * 16 + low);
  }
  return Value::bytes(std::move(out));
}

Value number_of(std::string_view text) {
  std::int64_t whole = 0;
  const char* const end = text.data() + text.size();
  if (const auto [at, error] = std::from_chars(text.data(), end, whole); error == std::errc{} && at == end) {
    return Value::integer(whole);
  }
  double real = 0;
  const auto [at, error] = std::from_chars(text.data(), end, real);
  if (error != std::errc{} || at != end) return Value::other(std::string(text));  // NaN, Infinity
  return Value::decimal(std::string(text));
}

std::int64_t read_instant(std::string_view text, const Host& host) {
  for (const std::string_view utc : {"+00:00", "+00"}) {
    if (text.ends_with(utc)) text.remove_suffix(utc.size());
  }
  return host.read_time(std::string(text) + "Z");
}

std::int64_t time_of_cell(const Column& column, std::string_view text, const std::string& form, const Host& host) {
  switch (column.family) {
    case Family::instant: return read_instant(text, host);
    case Family::local_time:
    case Family::date:
      // Zero dates are times that nobody set: the guard knows them by this.
      return text.starts_with("0000-") ? 0 : host.read_time(text);
    case Family::text: return form.empty() || form == "iso" ? host.read_time(text) : WINNOW_TIME_UNREADABLE;
    case Family::number: break;
    default: return WINNOW_TIME_UNREADABLE;
  }
  const std::int64_t units = units_a_second(form);
  const Value number = number_of(text);
  if (units == 0 || number.type == WINNOW_OTHER) return WINNOW_TIME_UNREADABLE;
  if (number.type == WINNOW_INT) return time_in_number(number.i, units);
  double real = 0;
  std::from_chars(text.data(), text.data() + text.size(), real);  // number_of() has read it
  return time_in_number(real, units);
}

}  // namespace

const Column& column_of(const Table& table, const std::string& name) {
  for (const Column& column : table.columns) {
    if (column.name == name) return column;
  }
  std::string known;
  for (const Column& column : table.columns) known += (known.empty() ? "" : ", ") + column.name;
  throw Error(WINNOW_BAD_CONFIG, "table \"" + table.target + "\" has no column \"" + name + "\"; it has: " + known);
}

std::size_t place_of(const Table& table, const std::string& name) {
  return static_cast<std::size_t>(&column_of(table, name) - table.columns.data());
}

std::string has_key(const Dialect& dialect, const Table& table, std::span<const std::string_view> keys,
                    std::vector<Param>& params) {
  std::vector<std::vector<std::string>> parsed;
  for (const std::string_view key : keys) parsed.push_back(dialect.parse_key(table, key).value());
  return dialect.has_key(table, parsed, params);
}

Value value_of(const Column& column, const Cell& cell, const Host& host) {
  if (!cell) return Value::null();
  switch (column.family) {
    case Family::number: return number_of(*cell);
    case Family::boolean: return Value::boolean(*cell == "true" || *cell == "t" || *cell == "1");
    case Family::text: return Value::of_text(std::string(*cell));
    case Family::bytes: return bytes_of(*cell);
    case Family::instant:
    case Family::local_time:
    case Family::date: {
      const std::int64_t time = time_of_cell(column, *cell, "", host);
      return time == WINNOW_TIME_UNREADABLE ? Value::other(std::string(*cell)) : Value::time(time_of(time));
    }
    case Family::other: return Value::other(std::string(*cell));
  }
  return Value::null();
}

std::vector<Param> parse_copy(std::string_view copy, std::size_t columns) {
  const Json json = Json::parse(copy, nullptr, /*allow_exceptions=*/false);
  if (!json.is_array() || json.size() != columns)
    throw Error(WINNOW_BROKEN, "a copy has not the columns of its header");
  std::vector<Param> out;
  for (const Json& part : json) {
    Param text = name_in(part);
    if (!part.is_null() && !text) throw Error(WINNOW_BROKEN, "a copy holds what is no text");
    out.push_back(std::move(text));
  }
  return out;
}

RowReader::RowReader(const Dialect& dialect, const Table& table)
    : dialect_(dialect), table_(table), list_(dialect.list(table)) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (!table.columns[i].generated) stored_.push_back(i);
  }
}

RowReader::RowReader(const Dialect& dialect, const Table& table, const Selection& selection)
    : RowReader(dialect, table) {
  for (const std::string& field : selection.fields) fields_.push_back(place_of(table, field));
  if (!selection.time_field.empty()) time_ = place_of(table, selection.time_field);
  time_form_ = selection.time_form;
}

std::string RowReader::key(std::span<const Cell> row) const {
  if (table_.key.size() == 1) return dialect_.key_of(table_, row.subspan(table_.key.front(), 1));
  std::vector<Cell> texts;
  for (const std::size_t column : table_.key) texts.push_back(row[column]);
  return dialect_.key_of(table_, texts);
}

std::string RowReader::version(std::span<const Cell> row) const {
  std::string content;
  content.reserve(bytes(row) + 8 * stored_.size());
  for (const std::size_t column : stored_) {
    // Each value with its length, so that no two rows run together to the same bytes.
    if (!row[column]) {
      content += '-';
      continue;
    }
    char length[24];
    content.append(length, std::to_chars(length, length + sizeof length, row[column]->size()).ptr);
    content.append(1, ':').append(*row[column]);
  }
  return version_of(content);
}

std::int64_t RowReader::time(std::span<const Cell> row, const Host& host) const {
  if (!time_ || !row[*time_]) return WINNOW_TIME_NONE;
  return time_of_cell(table_.columns[*time_], *row[*time_], time_form_, host);
}

Value RowReader::field(std::size_t n, std::span<const Cell> row, const Host& host) const {
  return value_of(table_.columns[fields_[n]], row[fields_[n]], host);
}

std::uint64_t RowReader::bytes(std::span<const Cell> row) const {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < width(); ++i) out += row[i] ? row[i]->size() : 0;
  return out;
}

void RowReader::add_item(Page& page, std::span<const Cell> row, const Host& host) const {
  const Page::Place at = page.add();
  at.item.key = page.keep(key(row));
  at.item.version = page.keep(version(row));
  at.item.time = time(row, host);
  at.item.bytes = bytes(row);
  for (std::size_t i = 0; i < fields(); ++i) at.fields[i] = page.keep(borrow(field(i, row, host)));
}

void each_with_key(const Dialect& dialect, Driver& driver, const Table& table, const RowReader& reader,
                   std::span<const std::string_view> keys, const KeyedQuery& query,
                   const std::function<void(std::size_t key, std::span<const Cell> row)>& visit) {
  for (std::size_t begin = 0; begin < keys.size(); begin += kKeysAtOnce) {
    const std::size_t end = std::min(keys.size(), begin + kKeysAtOnce);
    std::unordered_map<std::string_view, std::size_t> places;
    places.reserve(end - begin);
    std::vector<std::vector<std::string>> parsed;
    for (std::size_t i = begin; i < end; ++i) {
      auto values = dialect.parse_key(table, keys[i]);
      if (values && places.emplace(keys[i], i).second) parsed.push_back(std::move(*values));
    }
    if (parsed.empty()) continue;
    std::vector<Param> params = query.params;
    const std::string where = dialect.has_key(table, parsed, params);
    driver.query("SELECT " + reader.list() + query.more + " FROM " + table.name + " WHERE " + where + query.lock,
                 params, [&](std::span<const Cell> row) {
                   const auto at = places.find(reader.key(row));
                   if (at != places.end()) visit(at->second, row);
                   return Next::more;
                 });
  }
}

}  // namespace winnow::sql
