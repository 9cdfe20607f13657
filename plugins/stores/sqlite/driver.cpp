// A connection as the driver of the engine of SQL stores: values cross as their JSON in copies (content.h).
#include <utility>

#include "content.h"
#include "database.h"

namespace winnow::sqlite {
namespace {

/// A statement with its values, which it borrows.
class Bound {
 public:
  Bound(const Connection& connection, const std::string& sql, std::span<const sql::Param> params)
      : statement_(connection, sql) {
    values_.reserve(params.size());
    for (const sql::Param& param : params) {
      values_.push_back(read_value(param));
      values_.back().bind(statement_, static_cast<int>(values_.size()));
    }
  }
  Statement& statement() { return statement_; }

 private:
  Statement statement_;
  std::vector<Stored> values_;
};

}  // namespace

void Connection::query(const std::string& sql, std::span<const sql::Param> params, const sql::RowSink& row) {
  Bound bound(*this, sql, params);
  Statement& statement = bound.statement();
  const auto width = static_cast<std::size_t>(sqlite3_column_count(statement.get()));
  std::vector<std::string> texts(width);
  std::vector<sql::Cell> cells(width);
  while (statement.step()) {
    for (std::size_t i = 0; i < width; ++i) {
      const Cell value = cell(statement.get(), static_cast<int>(i));
      texts[i].clear();
      if (value.type != SQLITE_NULL) append_json(texts[i], value);
      cells[i] = value.type == SQLITE_NULL ? sql::Cell{} : sql::Cell(texts[i]);
    }
    if (row(cells) == Next::stop) return;
  }
}

std::uint64_t Connection::change(const std::string& sql, std::span<const sql::Param> params) {
  Bound(*this, sql, params).statement().step();
  return static_cast<std::uint64_t>(sqlite3_changes64(db_));
}

sql::CommitEnd Connection::commit() {
  const int code = sqlite3_exec(db_, "COMMIT", nullptr, nullptr, nullptr);
  if (code == SQLITE_OK) return sql::CommitEnd::committed;
  const int kind = code & 0xff;
  // Busy, or a deferred constraint, with the transaction still open: certainly undone.
  const bool is_open = sqlite3_get_autocommit(db_) == 0;
  if (is_open) sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
  return is_open && (kind == SQLITE_BUSY || kind == SQLITE_CONSTRAINT) ? sql::CommitEnd::rolled_back
                                                                       : sql::CommitEnd::unknown;
}

}  // namespace winnow::sqlite
