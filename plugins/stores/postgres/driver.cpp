#include "driver.h"

#include <libpq-fe.h>
#include <poll.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <vector>

namespace winnow::postgres {
namespace {

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, Clear>;

/// What our session must be, whatever the server, the database or the role says: times in UTC, texts that read back
/// as the same values, every name looked up where it is written, an error where row security would
/// leave rows out (also behind a view), no waiting for the application, no lock kept for a
/// program that was stopped, and nothing cut off that is slow or waits for its next batch. What is selected came
/// with PostgreSQL 14 and 17.
constexpr const char* kSession =
    "SELECT pg_catalog.set_config('client_encoding', CASE pg_catalog.current_setting('server_encoding') "
    "WHEN 'SQL_ASCII' THEN 'SQL_ASCII' ELSE 'UTF8' END, false); "
    "SELECT pg_catalog.set_config(name, '0', false) FROM pg_catalog.pg_settings "
    "WHERE name IN ('idle_session_timeout', 'transaction_timeout'); "
    "SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = "
    "'postgres'; "
    "SET bytea_output = 'hex'; SET extra_float_digits = 1; SET standard_conforming_strings = on; "
    "SET row_security = off; SET array_nulls = on; SET xmloption = content; SET xmlbinary = base64; SET "
    "lc_monetary = 'C'; "
    "SET default_transaction_deferrable = off; "
    "SET search_path = pg_catalog; SET default_transaction_isolation = 'read committed'; "
    "SET default_transaction_read_only = off; SET lock_timeout = '10s'; SET statement_timeout = 0; "
    "SET idle_in_transaction_session_timeout = '15min'; SET synchronous_commit = on; "
    "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3";

/// Sends a statement and waits so long for its answer; null: none came.
Result answer_to(PGconn* connection, const char* sql, std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  if (PQsendQuery(connection, sql) != 1) return nullptr;
  while (PQisBusy(connection) == 1) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    pollfd socket{PQsocket(connection), POLLIN, 0};
    if (left.count() <= 0) return nullptr;
    const int ready = ::poll(&socket, 1, static_cast<int>(left.count()));
    if (ready == 0 || (ready < 0 && errno != EINTR)) return nullptr;
    if (PQconsumeInput(connection) != 1) return nullptr;
  }
  Result out;
  while (Result next{PQgetResult(connection)}) out = std::move(next);
  return out;
}

std::vector<const char*> values_of(std::span<const sql::Param> params) {
  std::vector<const char*> out;
  for (const sql::Param& param : params) out.push_back(param ? param->c_str() : nullptr);
  return out;
}

/// PostgreSQL ends its messages with a line break.
std::string trimmed(std::string words) {
  while (!words.empty() && (words.back() == '\n' || words.back() == ' ')) words.pop_back();
  return words;
}

}  // namespace

void PostgresDriver::Finish::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

PostgresDriver::PostgresDriver(std::string url) : url_(std::move(url)) {
  connect();
}

void PostgresDriver::connect() {
  // The url stands last, so that what it says holds. A server or a network that vanishes without a word is noticed
  // after a minute, at this end and at the other: there the batch's locks would wait for us.
  const char* const names[] = {
      "fallback_application_name", "connect_timeout",  "keepalives_idle", "keepalives_interval",
      "keepalives_count",          "tcp_user_timeout", "dbname",          nullptr};
  const char* const values[] = {"winnow", "10", "30", "10", "3", "60000", url_.c_str(), nullptr};
  connection_.reset(PQconnectdbParams(names, values, /*expand_dbname=*/1));
  if (PQstatus(connection_.get()) != CONNECTION_OK) {
    throw Error(WINNOW_UNAVAILABLE, trimmed(PQerrorMessage(connection_.get())));
  }
  // A pool takes a connection also where it has no session for it, and lets its first statement wait.
  const Result done = answer_to(connection_.get(), kSession, std::chrono::minutes(1));
  if (!done && PQstatus(connection_.get()) == CONNECTION_OK) {
    throw Error(WINNOW_UNAVAILABLE, "the server has had no session for winnow for a minute");
  }
  if (PQresultStatus(done.get()) != PGRES_COMMAND_OK) fail(done.get());
}

void PostgresDriver::fail(void* result) {
  const auto* const told = static_cast<const PGresult*>(result);
  const char* const state = told == nullptr ? nullptr : PQresultErrorField(told, PG_DIAG_SQLSTATE);
  const std::string code = state == nullptr ? "" : state;
  const std::string words =
      trimmed(told == nullptr ? PQerrorMessage(connection_.get()) : PQresultErrorMessage(told));
  if (code.empty() || code.starts_with("08") || code.starts_with("57P")) {
    usable_ = false;
    throw sql::ServerError(WINNOW_UNAVAILABLE, sql::Refusal::other, words);
  }
  if (code == "42501" && words.find("row-level security") != std::string::npos) {
    throw sql::ServerError(WINNOW_BROKEN, sql::Refusal::other,
                           words +
                               "; rows that this account is not shown protect nothing: use one with BYPASSRLS, "
                               "or the owner of the table");
  }
  // lock_timeout, and statement_timeout, which is set only where locks are waited for
  if (code == "55P03" || code == "57014") throw sql::ServerError(WINNOW_UNAVAILABLE, sql::Refusal::locked, words);
  const sql::Refusal why = code == "23505"          ? sql::Refusal::unique
                           : code == "23503"        ? sql::Refusal::foreign_key
                           : code.starts_with("23") ? sql::Refusal::other_constraint
                           : code.starts_with("22") ? sql::Refusal::unreadable
                                                    : sql::Refusal::other;
  throw sql::ServerError(WINNOW_BROKEN, why, words);
}

void PostgresDriver::query(const std::string& sql, std::span<const sql::Param> params, const sql::RowSink& row) {
  const std::vector<const char*> values = values_of(params);
  if (PQsendQueryParams(connection_.get(), sql.c_str(), static_cast<int>(values.size()), nullptr, values.data(),
                        nullptr, nullptr, 0) != 1) {
    fail(nullptr);
  }
  PQsetSingleRowMode(connection_.get());
  // A visitor that throws leaves rows behind that nobody will read: the connection is not used again.
  usable_ = false;
  std::vector<sql::Cell> cells;
  bool wanted = true;
  Result failed;
  while (Result result{PQgetResult(connection_.get())}) {
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_TUPLES_OK) continue;
    if (status != PGRES_SINGLE_TUPLE) {
      failed = std::move(result);
      continue;
    }
    if (!wanted) continue;
    cells.clear();
    for (int i = 0; i < PQnfields(result.get()); ++i) {
      if (PQgetisnull(result.get(), 0, i) != 0) {
        cells.emplace_back();
      } else {
        cells.emplace_back(std::string_view(PQgetvalue(result.get(), 0, i),
                                            static_cast<std::size_t>(PQgetlength(result.get(), 0, i))));
      }
    }
    wanted = row(cells) == Next::more;
  }
  usable_ = PQstatus(connection_.get()) == CONNECTION_OK;
  if (failed || !usable_) fail(failed.get());
}

std::uint64_t PostgresDriver::change(const std::string& sql, std::span<const sql::Param> params) {
  const std::vector<const char*> values = values_of(params);
  const Result result(PQexecParams(connection_.get(), sql.c_str(), static_cast<int>(values.size()), nullptr,
                                   values.data(), nullptr, nullptr, 0));
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    fail(PQstatus(connection_.get()) == CONNECTION_OK ? result.get() : nullptr);
  }
  const std::string_view count = PQcmdTuples(result.get());
  std::uint64_t out = 0;
  std::from_chars(count.data(), count.data() + count.size(), out);
  return out;
}

sql::CommitEnd PostgresDriver::commit() {
  const std::string transaction = value("SELECT pg_current_xact_id_if_assigned()::text").value_or("");
  const Result result(PQexec(connection_.get(), "COMMIT"));
  if (PQresultStatus(result.get()) == PGRES_COMMAND_OK) {
    // A transaction that had failed is answered with ROLLBACK.
    return std::string_view(PQcmdStatus(result.get())) == "COMMIT" ? sql::CommitEnd::committed
                                                                   : sql::CommitEnd::rolled_back;
  }
  if (PQstatus(connection_.get()) == CONNECTION_OK) return sql::CommitEnd::rolled_back;
  usable_ = false;
  return ask_how_it_ended(transaction);
}

/// The answer to COMMIT was lost; the server still knows.
sql::CommitEnd PostgresDriver::ask_how_it_ended(const std::string& transaction) {
  if (transaction.empty()) return sql::CommitEnd::unknown;
  try {
    PostgresDriver other(url_);
    const sql::Param id[] = {transaction};
    const std::string end = other.value("SELECT pg_xact_status($1::text::xid8)", id).value_or("");
    if (end == "committed") return sql::CommitEnd::committed;
    if (end == "aborted") return sql::CommitEnd::rolled_back;
  } catch (const Error&) {
    // It cannot be asked now: the next run settles it.
  }
  return sql::CommitEnd::unknown;
}

}  // namespace winnow::postgres
