#include "content.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "item_version/item_version.h"

namespace winnow::sqlite {
namespace {

Stored parse_value(const nlohmann::json& json) {
  std::optional<Value> value = value_in(json);
  if (value) {
    switch (value->type) {
      case WINNOW_NULL: return {};
      case WINNOW_INT: return {SQLITE_INTEGER, value->i, 0, {}};
      case WINNOW_REAL:
        if (std::isnan(value->r)) break;  // which SQLite keeps as NULL
        return {SQLITE_FLOAT, 0, value->r, {}};
      case WINNOW_TEXT: return {SQLITE_TEXT, 0, 0, std::move(value->text)};
      case WINNOW_BYTES: return {SQLITE_BLOB, 0, 0, std::move(value->text)};
      default: break;  // SQLite has no more kinds of values
    }
  }
  throw Error(WINNOW_BROKEN, "a copy holds a value of an unknown form");
}

/// Reads the plain values of an array, one after the other.
class PlainRow {
 public:
  explicit PlainRow(std::string_view text) : text_(text) {}

  bool take(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool at_end() const { return text_.empty(); }
  bool value(Stored& out) {
    out.bytes.clear();
    out.integer = 0;
    out.real = 0;
    if (take('"')) return words(out);
    if (!text_.starts_with("null")) return number(out);
    text_.remove_prefix(4);
    out.type = SQLITE_NULL;
    return true;
  }

 private:
  bool words(Stored& out) {
    const std::size_t end = text_.find('"');
    if (end == std::string_view::npos) return false;
    out.type = SQLITE_TEXT;
    out.bytes = text_.substr(0, end);
    text_.remove_prefix(end + 1);
    return out.bytes.find('\\') == std::string::npos;
  }
  bool number(Stored& out) {
    const char* const begin = text_.data();
    const char* const end = begin + text_.size();
    auto [stop, error] = std::from_chars(begin, end, out.integer);
    out.type = SQLITE_INTEGER;
    if (error == std::errc{} && stop != end && (*stop == '.' || *stop == 'e')) {
      out.type = SQLITE_FLOAT;
      out.integer = 0;
      const auto real = std::from_chars(begin, end, out.real);
      stop = real.ptr;
      error = real.ec;
    }
    text_.remove_prefix(static_cast<std::size_t>(stop - begin));
    return error == std::errc{};
  }

  std::string_view text_;
};

/// What follows the first element of a JSON array whose first element is a plain number.
std::string_view after_first(std::string_view content) {
  const std::size_t comma = content.find(',');
  return comma == std::string_view::npos ? content : content.substr(comma);
}

}  // namespace

void append_json(std::string& out, const Cell& cell) {
  append_value(out, value_of(cell));
}

void Stored::bind(Statement& statement, int index) const {
  switch (type) {
    case SQLITE_INTEGER: return statement.bind(index, integer);
    case SQLITE_FLOAT: return statement.bind(index, real);
    case SQLITE_TEXT: return statement.bind_text(index, bytes);
    case SQLITE_BLOB: return statement.bind_blob(index, bytes);
    default: return statement.bind_null(index);
  }
}

std::vector<Stored> parse_row(std::string_view json) {
  const auto array = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!array.is_array()) throw Error(WINNOW_BROKEN, "a copy is not the JSON array of a row");
  std::vector<Stored> out;
  out.reserve(array.size());
  for (const auto& value : array) out.push_back(parse_value(value));
  return out;
}

bool read_plain_row(std::string_view json, std::vector<Stored>& out) {
  PlainRow row(json);
  if (!row.take('[')) return false;
  std::size_t values = 0;
  do {
    if (values == out.size()) out.emplace_back();
    if (!row.value(out[values++])) return false;
  } while (row.take(','));
  out.resize(values);
  return row.take(']') && row.at_end();
}

Stored read_value(const std::optional<std::string_view>& json) {
  if (!json) return {};
  const std::string row = "[" + std::string(*json) + "]";
  std::vector<Stored> out;
  if (!read_plain_row(row, out)) out = parse_row(row);
  if (out.size() != 1) throw Error(WINNOW_BROKEN, "a copy holds a value of an unknown form");
  return std::move(out.front());
}

void append_dangling(std::string& out, std::span<const std::string> names) {
  if (names.empty()) return;
  out += R"(,{"dangling":[)";
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += ',';
    append_text(out, names[i]);
  }
  out += "]}";
}

Copy parse_copy(std::string_view json) {
  const auto array = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!array.is_array()) throw Error(WINNOW_BROKEN, "a copy is not the JSON array of a row");
  Copy out;
  out.values.reserve(array.size());
  for (const auto& value : array) {
    if (value.is_object() && value.contains("dangling") && value["dangling"].is_array()) {
      for (const auto& name : value["dangling"])
        out.dangling.push_back(name.is_string() ? name.get<std::string>() : "");
    } else {
      out.values.push_back(parse_value(value));
    }
  }
  return out;
}

std::vector<NamedValue> parse_reference(std::string_view json) {
  std::vector<NamedValue> out;
  const nlohmann::json columns = sql::reference_in(json);
  for (const auto& [column, value] : columns.items()) out.push_back({column, parse_value(value)});
  return out;
}

bool Stored::equals(const Cell& cell) const {
  return type == cell.type && integer == cell.integer && real == cell.real && bytes == cell.bytes;
}

bool same_content(std::string_view row, std::string_view copy, FirstIs first) {
  if (first == FirstIs::rowid) {
    row = after_first(row);
    copy = after_first(copy);
  }
  row.remove_suffix(1);  // the bracket
  if (!copy.starts_with(row)) return false;
  copy.remove_prefix(row.size());
  return copy == "]" || copy.starts_with(R"(,{"dangling":)");
}

void append_for_digest(std::string& out, const Cell& cell) {
  char fixed[9];
  fixed[0] = static_cast<char>(cell.type);
  const std::uint64_t size = cell.bytes.size();
  switch (cell.type) {
    case SQLITE_INTEGER: std::memcpy(fixed + 1, &cell.integer, 8); break;
    case SQLITE_FLOAT: std::memcpy(fixed + 1, &cell.real, 8); break;
    default: std::memcpy(fixed + 1, &size, 8); break;
  }
  out.append(fixed, sizeof fixed);
  out.append(cell.bytes);
}

std::string digest_of(std::span<const Cell> cells) {
  std::string all;
  for (const Cell& cell : cells) append_for_digest(all, cell);
  return version_of(all);
}

}  // namespace winnow::sqlite
