/// How a row is written into the bin, and read back: a JSON array, one element a stored column, in the forms of
/// winnow/copy.hpp. One value has one form, so equal rows are equal bytes. Thread rule: plain functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cell.h"
#include "database.h"
#include "sql/reference_copy.h"
#include "winnow/copy.hpp"

namespace winnow::sqlite {

/// Appends one value's JSON.
void append_json(std::string& out, const Cell& cell);

/// A value read back from JSON; it owns its bytes.
struct Stored {
  int type = SQLITE_NULL;
  std::int64_t integer = 0;
  double real = 0;
  std::string bytes;

  Cell cell() const { return {type, integer, real, bytes}; }
  bool equals(const Cell& cell) const;
  void bind(Statement& statement, int index) const;
};
/// Of one value's JSON; nullopt: NULL. Throws Error(WINNOW_BROKEN).
Stored read_value(const std::optional<std::string_view>& json);
/// Throws Error(WINNOW_BROKEN) unless `json` is an array of values as above.
std::vector<Stored> parse_row(std::string_view json);

/// The same into memory that is used again, for the rows that nearly all are: NULL, numbers, and texts without
/// escapes. False for any other; then what stands in `out` means nothing.
bool read_plain_row(std::string_view json, std::vector<Stored>& out);

/// References of the row that led nowhere when it was copied stand behind its values, {"dangling":["parent_id"]},
/// and lead nowhere again when it comes back. Nothing is appended where there are none.
void append_dangling(std::string& out, std::span<const std::string> names);

/// A row's copy: its values, and its dangling references. Throws as parse_row().
struct Copy {
  std::vector<Stored> values;
  std::vector<std::string> dangling;
};
Copy parse_copy(std::string_view json);

/// What is kept of a row that only loses its reference: sql/reference_copy.h.
using sql::is_reference;
struct NamedValue {
  std::string column;
  Stored value;
};
/// Throws Error(WINNOW_BROKEN).
std::vector<NamedValue> parse_reference(std::string_view json);

/// Whether a row's own JSON (no dangling references behind it) says what its copy says. A rowid in front is left
/// out: SQLite may renumber it.
enum class FirstIs { rowid, column };
bool same_content(std::string_view row, std::string_view copy, FirstIs first);

/// Appends a value's bytes with its type and length: what versions are hashed from, cheaper than JSON.
void append_for_digest(std::string& out, const Cell& cell);
std::string digest_of(std::span<const Cell> cells);

}  // namespace winnow::sqlite
