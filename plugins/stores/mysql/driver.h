/// A connection to MariaDB or MySQL over libmariadb. Thread rule: one thread at a time.
#pragma once

#include <memory>
#include <string>

#include "sql/driver.h"

struct st_mysql;

namespace winnow::mysql {

/// mysql://USER:PASSWORD@HOST:PORT/DATABASE?ssl=required&ssl_ca=FILE&socket=PATH, each part percent-encoded.
struct Address {
  std::string host, user, password, database, socket, ca;
  unsigned int port = 3306;
  bool tls = false;
};
/// Throws Error(WINNOW_BAD_CONFIG).
Address parse_url(const std::string& url);
/// Host, port and database, as a server is called in messages and known by.
std::string place_of(const Address& address);

class MysqlDriver final : public sql::Driver {
 public:
  /// Throws Error(WINNOW_UNAVAILABLE).
  explicit MysqlDriver(const Address& address);

  void query(const std::string& sql, std::span<const sql::Param> params, const sql::RowSink& row) override;
  std::uint64_t change(const std::string& sql, std::span<const sql::Param> params) override;
  sql::CommitEnd commit() override;
  bool usable() const override { return usable_; }

 private:
  struct Close {
    void operator()(st_mysql* connection) const;
  };
  /// Puts the parameters in their places: the library's prepared statements would need a type for each.
  std::string filled(const std::string& sql, std::span<const sql::Param> params) const;
  void send(const std::string& sql, std::span<const sql::Param> params);
  [[noreturn]] void fail();

  std::unique_ptr<st_mysql, Close> connection_;
  bool usable_ = true;
};

}  // namespace winnow::mysql
