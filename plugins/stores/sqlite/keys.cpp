#include "keys.h"

#include <charconv>

namespace winnow::sqlite {
namespace {

bool is_plain_text(const Table& table) {
  return table.key.size() == 1 && table.columns[table.key[0]].affinity == Affinity::text;
}

std::optional<std::vector<Stored>> parse_array(std::string_view key) {
  std::vector<Stored> plain;
  if (read_plain_row(key, plain)) return plain;
  try {
    return parse_row(key);
  } catch (const Error&) {
    return std::nullopt;  // not a key that this plugin ever gave out
  }
}

}  // namespace

void append_key(std::string& out, const Table& table, std::span<const Cell> columns) {
  const auto part = [&](std::size_t index) { return columns[index]; };
  if (table.key.empty()) return;  // a view's rows have none
  if (table.integer_key) return append_json(out, part(*table.integer_key));
  if (is_plain_text(table)) {
    const Cell text = part(table.key[0]);
    if (text.type == SQLITE_TEXT && text.bytes.empty()) return;
    if (text.type == SQLITE_TEXT && text.bytes.front() != '[' && is_utf8(text.bytes)) {
      out += text.bytes;
      return;
    }
  }
  const std::size_t start = out.size();
  out += '[';
  for (const std::size_t index : table.key) {
    const Cell value = part(index);
    if (value.type == SQLITE_NULL) return out.resize(start);
    if (out.size() > start + 1) out += ',';
    append_json(out, value);
  }
  out += ']';
}

std::optional<std::vector<Stored>> parse_key(const Table& table, std::string_view key) {
  if (key.empty()) return std::nullopt;
  if (table.integer_key) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), number);
    if (error != std::errc{} || end != key.data() + key.size()) return std::nullopt;
    return std::vector<Stored>{{SQLITE_INTEGER, number, 0, {}}};
  }
  if (is_plain_text(table) && key.front() != '[') {
    return std::vector<Stored>{{SQLITE_TEXT, 0, 0, std::string(key)}};
  }
  auto values = parse_array(key);
  if (!values || values->size() != table.key.size()) return std::nullopt;
  return values;
}

std::string key_condition(const Table& table, int first, std::string_view of) {
  std::string out;
  for (const std::size_t index : table.key) {
    const Column& column = table.columns[index];
    out += (out.empty() ? "" : " AND ") + std::string(of) + identifier(column.name) + " COLLATE " +
           identifier(column.key_collation) + " = ?" + std::to_string(first++);
  }
  return out;
}

std::string key_order(const Table& table) {
  std::string out;
  for (const std::size_t index : table.key) {
    const Column& column = table.columns[index];
    out += (out.empty() ? "" : ", ") + identifier(column.name) + " COLLATE " + identifier(column.key_collation);
  }
  return out;
}

int bind_key(Statement& statement, int first, const std::vector<Stored>& key) {
  for (const Stored& value : key) value.bind(statement, first++);
  return first;
}

}  // namespace winnow::sqlite
