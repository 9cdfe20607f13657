#include "dialect.h"
#include "driver.h"
#include "replicas.h"
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
    option("replicas", WINNOW_LIST)
        .of(WINNOW_TEXT)
        .secret()
        .outside_form()
        .fallback("[]")
        .help("urls of replicas that a batch waits for"),
    option("max_lag", WINNOW_SPAN)
        .outside_form()
        .fallback("\"10s\"")
        .help("no batch begins while one of `replicas` is further behind, or stands still"),
};

/// nullptr: there are none to wait for.
sql::ServerStore::Behind behind(const OptionValues& options) {
  const std::vector<std::string> urls = options.texts("replicas");
  if (urls.empty()) return nullptr;
  return [replicas = std::make_shared<mysql::Replicas>(urls), most = options.span("max_lag")](sql::Driver&) {
    return replicas->behind(most);
  };
}

class MysqlStore final : public sql::ServerStore {
 public:
  MysqlStore(const OptionValues& options, Host& host)
      : MysqlStore(mysql::parse_url(options.text("url")), behind(options), host) {}

 private:
  MysqlStore(const mysql::Address& address, Behind behind, Host& host)
      : ServerStore(
            std::make_unique<mysql::MysqlDialect>(place_of(address), address.database),
            [address] { return std::make_unique<mysql::MysqlDriver>(address); }, host, std::move(behind)) {}
};

}  // namespace

WINNOW_LIBRARY(winnow::plugin<MysqlStore>({.id = "mysql",
                                           .version = "1.0.0",
                                           .summary = "tables of a MariaDB or MySQL database",
                                           .options = kOptions,
                                           .flags = WINNOW_REHEARSES | WINNOW_ASKS_WITNESSES}))
