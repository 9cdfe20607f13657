/// One stored value as SQLite holds it, the currency of this plugin: read from a row or from a function's argument.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <string_view>

#include "winnow/page.hpp"

namespace winnow::sqlite {

/// A view: valid until the statement steps on or the function returns.
struct Cell {
  int type = SQLITE_NULL;  ///< SQLITE_NULL, _INTEGER, _FLOAT, _TEXT or _BLOB
  std::int64_t integer = 0;
  double real = 0;
  std::string_view bytes;  ///< of TEXT (UTF-8, unless what was stored is not) and BLOB
};

inline Cell cell(sqlite3_stmt* row, int column) {
  Cell out;
  out.type = sqlite3_column_type(row, column);
  switch (out.type) {
    case SQLITE_INTEGER: out.integer = sqlite3_column_int64(row, column); break;
    case SQLITE_FLOAT: out.real = sqlite3_column_double(row, column); break;
    case SQLITE_TEXT:
    case SQLITE_BLOB: {
      const auto* data = static_cast<const char*>(sqlite3_column_blob(row, column));
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(row, column));
      out.bytes = size == 0 ? std::string_view{} : std::string_view{data, size};
      break;
    }
    default: break;
  }
  return out;
}

inline Cell cell(sqlite3_value* value) {
  Cell out;
  out.type = sqlite3_value_type(value);
  switch (out.type) {
    case SQLITE_INTEGER: out.integer = sqlite3_value_int64(value); break;
    case SQLITE_FLOAT: out.real = sqlite3_value_double(value); break;
    case SQLITE_TEXT:
    case SQLITE_BLOB: {
      const auto* data = static_cast<const char*>(sqlite3_value_blob(value));
      const auto size = static_cast<std::size_t>(sqlite3_value_bytes(value));
      out.bytes = size == 0 ? std::string_view{} : std::string_view{data, size};
      break;
    }
    default: break;
  }
  return out;
}

/// The cell as a value of the border; it borrows what the cell borrows.
inline winnow_value value_of(const Cell& cell) {
  switch (cell.type) {
    case SQLITE_INTEGER: return scalar(WINNOW_INT, cell.integer);
    case SQLITE_FLOAT: return real_value(cell.real);
    case SQLITE_TEXT: return scalar(WINNOW_TEXT, borrow(cell.bytes));
    case SQLITE_BLOB: return scalar(WINNOW_BYTES, borrow(cell.bytes));
    default: return null_value();
  }
}

}  // namespace winnow::sqlite
