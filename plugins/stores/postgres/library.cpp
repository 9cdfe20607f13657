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
        .help("postgresql://USER:PASSWORD@HOST/DATABASE?sslmode=verify-full, or libpq's keywords; what it leaves "
              "out comes "
              "from the environment, the service file and the password file"),
    option("schema", WINNOW_TEXT).fallback("\"public\"").help("where targets without a schema are looked up"),
    option("max_lag", WINNOW_SPAN)
        .outside_form()
        .help("no batch begins while a connected replica is further behind; needs pg_monitor"),
};

/// nullptr: no replica is waited for.
sql::ServerStore::Behind behind(const OptionValues& options) {
  if (!options.has("max_lag")) return nullptr;
  return [most = options.span("max_lag")](sql::Driver& primary) { return postgres::replica_behind(primary, most); };
}

class PostgresStore final : public sql::ServerStore {
 public:
  PostgresStore(const OptionValues& options, Host& host)
      : ServerStore(
            std::make_unique<postgres::PostgresDialect>(options.text("schema")),
            [url = options.text("url")] { return std::make_unique<postgres::PostgresDriver>(url); }, host,
            behind(options)) {}
};

}  // namespace

WINNOW_LIBRARY(winnow::plugin<PostgresStore>({.id = "postgres",
                                              .version = "1.0.0",
                                              .summary = "tables of a PostgreSQL database",
                                              .options = kOptions,
                                              .flags = WINNOW_REHEARSES | WINNOW_ASKS_WITNESSES}))
