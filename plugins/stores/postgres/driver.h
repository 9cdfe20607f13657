/// A connection to PostgreSQL over libpq. Thread rule: one thread at a time.
#pragma once

#include <memory>
#include <string>

#include "sql/driver.h"

struct pg_conn;

namespace winnow::postgres {

class PostgresDriver final : public sql::Driver {
 public:
  /// `url`: as libpq reads it, a URL or keywords; what it leaves out comes from the environment, the service file
  /// and the password file. Throws Error(WINNOW_BAD_CONFIG or WINNOW_UNAVAILABLE).
  explicit PostgresDriver(std::string url);

  void query(const std::string& sql, std::span<const sql::Param> params, const sql::RowSink& row) override;
  std::uint64_t change(const std::string& sql, std::span<const sql::Param> params) override;
  sql::CommitEnd commit() override;
  bool usable() const override { return usable_; }

 private:
  struct Finish {
    void operator()(pg_conn* connection) const;
  };
  void connect();
  [[noreturn]] void fail(void* result);
  sql::CommitEnd ask_how_it_ended(const std::string& transaction);

  std::string url_;
  std::unique_ptr<pg_conn, Finish> connection_;
  bool usable_ = true;
};

}  // namespace winnow::postgres
