#include "dialect.h"
#include "driver.h"
#include "sql/server_store.h"
#include "winnow/export.hpp"

namespace {

using namespace winnow;

const Options kOptions = {
    option("url", WINNOW_TEXT)
        .required()
        .secret()
        .help("mysql://USER:PASSWORD@HOST:PORT/DATABASE, each part percent-encoded; ?ssl=required, ssl_ca=FILE, "
              "socket=PATH"),
};

class MysqlStore final : public sql::ServerStore {
 public:
  MysqlStore(const OptionValues& options, Host& host) : MysqlStore(mysql::parse_url(options.text("url")), host) {}

 private:
  MysqlStore(const mysql::Address& address, Host& host)
      : ServerStore(
            std::make_unique<mysql::MysqlDialect>(place_of(address), address.database),
            [address] { return std::make_unique<mysql::MysqlDriver>(address); }, host) {}

  static std::string place_of(const mysql::Address& address) {
    return (address.socket.empty() ? address.host + ":" + std::to_string(address.port) : address.socket) + "/" +
           address.database;
  }
};

}  // namespace

WINNOW_LIBRARY(winnow::plugin<MysqlStore>({.id = "mysql",
                                           .version = "1.0.0",
                                           .summary = "tables of a MariaDB or MySQL database",
                                           .options = kOptions,
                                           .flags = WINNOW_REHEARSES}))
