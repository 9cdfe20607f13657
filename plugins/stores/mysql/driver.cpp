#include "driver.h"

#include <errmsg.h>
#include <mysql.h>
#include <mysqld_error.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <charconv>
#include <vector>

namespace winnow::mysql {
namespace {

constexpr unsigned int kConnectSeconds = 10;

/// What our session must be, whatever the server says: strict, times in UTC, zero dates as they are, 0 a value like
/// any other for an AUTO_INCREMENT column, no waiting for the application (its rows or its ALTER TABLE), no lock
/// kept for a program that was stopped, and neither a scan whose rows are judged slowly nor a session that waits
/// for its next batch is cut off. MariaDB passes over what is marked for MySQL 5.7.8.
constexpr const char* kSession =
    "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES,NO_ENGINE_SUBSTITUTION', "
    "time_zone = '+00:00', foreign_key_checks = 1, unique_checks = 1, innodb_lock_wait_timeout = 10, "
    "lock_wait_timeout = 10, net_write_timeout = 3600, wait_timeout = 28800, group_concat_max_len = 1000000, "
    "sql_select_limit = 18446744073709551615, sql_big_selects = 1, sql_safe_updates = 0, sql_auto_is_null = 0, "
    "autocommit = 1, completion_type = 'NO_CHAIN' /*M!100202 , check_constraint_checks = 1 */ "
    "/*M!100300 , idle_transaction_timeout = 900, idle_write_transaction_timeout = 900, "
    "idle_readonly_transaction_timeout = 900, max_statement_time = 0 */ /*!50708 , max_execution_time = 0 */";

std::string decoded(std::string_view text) {
  const auto digit = [](char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool encoded =
        text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
    out += encoded ? static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2])) : text[i];
    if (encoded) i += 2;
  }
  return out;
}

/// Cuts `text` at the first `mark`; what follows it stays in `text`. Without one: all of it.
std::string_view cut(std::string_view& text, char mark) {
  const std::size_t at = std::min(text.find(mark), text.size());
  const std::string_view out = text.substr(0, at);
  text.remove_prefix(std::min(text.size(), at + 1));
  return out;
}

void read_options(std::string_view options, Address& out) {
  while (!options.empty()) {
    std::string_view value = cut(options, '&');
    const std::string_view name = cut(value, '=');
    if (name == "socket") {
      out.socket = decoded(value);
    } else if (name == "ssl" && value == "required") {
      out.tls = true;
    } else if (name == "ssl_ca") {
      out.ca = decoded(value);
      out.tls = true;
    } else {
      throw Error(WINNOW_BAD_CONFIG, "url: unknown option \"" + std::string(name) +
                                         "\"; there are ssl=required, ssl_ca=FILE and socket=PATH");
    }
  }
}

/// A server or a network that vanishes without a word is noticed after a minute.
void watch(my_socket socket) {
  const auto set = [socket](int level, int name, int value) {
    setsockopt(socket, level, name, &value, sizeof value);
  };
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
  set(IPPROTO_TCP, TCP_KEEPIDLE, 30);
  set(IPPROTO_TCP, TCP_KEEPINTVL, 10);
  set(IPPROTO_TCP, TCP_KEEPCNT, 3);
  set(IPPROTO_TCP, TCP_USER_TIMEOUT, 60'000);
}

struct FreeResult {
  void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
};

}  // namespace

Address parse_url(const std::string& url) {
  std::string_view rest = url;
  bool known = false;
  for (const std::string_view scheme : {"mysql://", "mariadb://"}) {
    if (!rest.starts_with(scheme)) continue;
    rest.remove_prefix(scheme.size());
    known = true;
    break;
  }
  if (!known) throw Error(WINNOW_BAD_CONFIG, "url must begin with mysql:// or mariadb://");
  Address out;
  if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos) {
    std::string_view account = rest.substr(0, at);
    rest.remove_prefix(at + 1);
    out.user = decoded(cut(account, ':'));
    out.password = decoded(account);
  }
  std::string_view place = cut(rest, '/');
  out.host = decoded(cut(place, ':'));
  if (!place.empty()) {
    const auto [end, error] = std::from_chars(place.data(), place.data() + place.size(), out.port);
    if (error != std::errc{} || end != place.data() + place.size())
      throw Error(WINNOW_BAD_CONFIG, "url: the port is no number");
  }
  out.database = decoded(cut(rest, '?'));
  read_options(rest, out);
  if (out.database.empty()) throw Error(WINNOW_BAD_CONFIG, "no database is named; write mysql://HOST/DATABASE");
  for (const char* const own : {"mysql", "information_schema", "performance_schema", "sys"}) {
    if (out.database == own)
      throw Error(WINNOW_BAD_CONFIG, "\"" + out.database + "\" belongs to the server itself");
  }
  return out;
}

void MysqlDriver::Close::operator()(st_mysql* connection) const {
  mysql_close(connection);
}

std::string place_of(const Address& address) {
  return (address.socket.empty() ? address.host + ":" + std::to_string(address.port) : address.socket) + "/" +
         address.database;
}

MysqlDriver::MysqlDriver(const Address& address) : connection_(mysql_init(nullptr)) {
  MYSQL* const connection = connection_.get();
  mysql_options(connection, MYSQL_OPT_CONNECT_TIMEOUT, &kConnectSeconds);
  mysql_options(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4");
  if (address.tls) {
    const my_bool yes = 1;
    mysql_options(connection, MYSQL_OPT_SSL_ENFORCE, &yes);
    if (!address.ca.empty()) mysql_options(connection, MYSQL_OPT_SSL_CA, address.ca.c_str());
  }
  const auto given = [](const std::string& text) { return text.empty() ? nullptr : text.c_str(); };
  // Rows that were found but not changed count too: a DELETE counts what it deleted either way.
  if (mysql_real_connect(connection, given(address.host), given(address.user), given(address.password),
                         address.database.c_str(), address.port, given(address.socket), 0) == nullptr) {
    throw Error(WINNOW_UNAVAILABLE, mysql_error(connection));
  }
  watch(mysql_get_socket(connection));
  execute(kSession);
  execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE");
}

void MysqlDriver::fail() {
  const unsigned int code = mysql_errno(connection_.get());
  const std::string words = mysql_error(connection_.get());
  const bool lost = (code >= CR_MIN_ERROR && code <= CR_MAX_ERROR) || code == ER_SERVER_SHUTDOWN ||
                    code == ER_CONNECTION_KILLED || code == ER_NEW_ABORTING_CONNECTION;
  if (lost) {
    usable_ = false;
    throw sql::ServerError(WINNOW_UNAVAILABLE, sql::Refusal::other, words);
  }
  switch (code) {
    case ER_LOCK_WAIT_TIMEOUT:
    case ER_LOCK_DEADLOCK: throw sql::ServerError(WINNOW_UNAVAILABLE, sql::Refusal::locked, words);
    case ER_DUP_ENTRY: throw sql::ServerError(WINNOW_BROKEN, sql::Refusal::unique, words);
    case ER_FOREIGN_DUPLICATE_KEY_WITH_CHILD_INFO:  // of a row that would lose its reference
    case ER_FOREIGN_DUPLICATE_KEY_WITHOUT_CHILD_INFO:
      throw sql::ServerError(WINNOW_BROKEN, sql::Refusal::other_constraint, words);
    case ER_ROW_IS_REFERENCED:
    case ER_ROW_IS_REFERENCED_2:
    case ER_NO_REFERENCED_ROW:
    case ER_NO_REFERENCED_ROW_2: throw sql::ServerError(WINNOW_BROKEN, sql::Refusal::foreign_key, words);
    default: throw sql::ServerError(WINNOW_BROKEN, sql::Refusal::other, words);
  }
}

std::string MysqlDriver::filled(const std::string& sql, std::span<const sql::Param> params) const {
  std::string out;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    if (sql[i] != '\x01') {
      out += sql[i];
      continue;
    }
    std::size_t n = 0;
    const char* const end = std::from_chars(sql.data() + i + 1, sql.data() + sql.size(), n).ptr;
    i = static_cast<std::size_t>(end - sql.data());  // at the closing mark
    if (n == 0 || n > params.size()) throw Error(WINNOW_BROKEN, "a statement names a parameter that is not there");
    const sql::Param& param = params[n - 1];
    if (!param) {
      out += "NULL";
      continue;
    }
    std::string escaped(param->size() * 2 + 1, '\0');
    escaped.resize(mysql_real_escape_string(connection_.get(), escaped.data(), param->data(), param->size()));
    out += "'" + escaped + "'";
  }
  return out;
}

void MysqlDriver::send(const std::string& sql, std::span<const sql::Param> params) {
  const std::string text = filled(sql, params);
  if (mysql_real_query(connection_.get(), text.data(), text.size()) != 0) fail();
}

void MysqlDriver::query(const std::string& sql, std::span<const sql::Param> params, const sql::RowSink& row) {
  send(sql, params);
  const std::unique_ptr<MYSQL_RES, FreeResult> result(mysql_use_result(connection_.get()));
  if (!result) fail();
  const unsigned int width = mysql_num_fields(result.get());
  std::vector<sql::Cell> cells;
  bool wanted = true;
  while (MYSQL_ROW values = mysql_fetch_row(result.get())) {
    if (!wanted) continue;
    const unsigned long* const sizes = mysql_fetch_lengths(result.get());
    cells.clear();
    for (unsigned int i = 0; i < width; ++i) {
      if (values[i] == nullptr) {
        cells.emplace_back();
      } else {
        cells.emplace_back(std::string_view(values[i], sizes[i]));
      }
    }
    wanted = row(cells) == Next::more;
  }
  if (mysql_errno(connection_.get()) != 0) fail();
}

std::uint64_t MysqlDriver::change(const std::string& sql, std::span<const sql::Param> params) {
  send(sql, params);
  if (const std::unique_ptr<MYSQL_RES, FreeResult> result(mysql_store_result(connection_.get())); result) return 0;
  return mysql_affected_rows(connection_.get());
}

sql::CommitEnd MysqlDriver::commit() {
  if (mysql_real_query(connection_.get(), "COMMIT", 6) == 0) return sql::CommitEnd::committed;
  // Whether it came that far nobody can say here: the next run looks at the rows.
  usable_ = false;
  return sql::CommitEnd::unknown;
}

}  // namespace winnow::mysql
