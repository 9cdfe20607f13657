#include "core/state/sqlite.h"

#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "core/base/failure.h"
#include "core/state/reserve.h"

namespace winnow {
namespace {

constexpr int kBusyMilliseconds = 30'000;

std::string way_out_of_full_disk(const std::filesystem::path& state) {
  std::error_code unknown;
  if (std::filesystem::exists(state.string() + kReserveEnding, unknown)) {
    return "its disk is full; `winnow trash stats` gives up what was kept in reserve for that, and shows what "
           "fills the "
           "bin";
  }
  return "its disk is full, and nothing is kept in reserve there; free a few megabytes beside it by hand (logs, "
         "caches; "
         "nothing of the bin), then: winnow trash stats";
}

/// SQLite says only that it could not; what stands in its way can be seen from outside. Empty: nothing does.
std::string obstacle(const std::filesystem::path& state) {
  namespace fs = std::filesystem;
  struct statvfs mount {};
  const fs::path folder = state.has_parent_path() ? state.parent_path() : ".";
  if (::statvfs(folder.c_str(), &mount) == 0 && (mount.f_flag & ST_RDONLY) != 0) {
    return "its file system is mounted read-only, and every command writes there; see why (dmesg), and mount it "
           "writable again";
  }
  std::error_code unknown;
  const fs::file_type kind = fs::symlink_status(state, unknown).type();
  if (kind == fs::file_type::symlink) return "it is a symbolic link; name the file itself as [winnow] state";
  if (kind == fs::file_type::directory) return "it is a folder; name a file as [winnow] state";
  const bool there = fs::exists(state, unknown);
  if (::access(folder.c_str(), R_OK | W_OK | X_OK) != 0 || (there && ::access(state.c_str(), R_OK | W_OK) != 0))
    return "this account may not read and write there; ask as the account that runs the jobs";
  return {};
}

}  // namespace

Statement::Statement(Database& database, std::string_view sql) : database_(&database) {
  sqlite3_stmt* statement = nullptr;
  const int code =
      sqlite3_prepare_v2(database.handle_.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  statement_.reset(statement);
  if (code != SQLITE_OK) database.fail("prepare a statement");
}

bool Statement::next() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_->fail("run a statement");
  return false;
}

std::string Statement::text(int column) const {
  const void* const data = sqlite3_column_blob(statement_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return size == 0 ? std::string{} : std::string(static_cast<const char*>(data), size);
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}
double Statement::real(int column) const {
  return sqlite3_column_double(statement_.get(), column);
}
bool Statement::null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

void Statement::bind(int index, std::string_view text) {
  const char* const data = text.empty() ? "" : text.data();
  sqlite3_bind_text64(statement_.get(), index, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}
void Statement::bind(int index, std::int64_t number) {
  sqlite3_bind_int64(statement_.get(), index, number);
}
void Statement::bind(int index, double number) {
  sqlite3_bind_double(statement_.get(), index, number);
}
void Statement::bind(int index, std::nullptr_t) {
  sqlite3_bind_null(statement_.get(), index);
}

Database::Database(const std::filesystem::path& path, Open how) : path_(path) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | (how == Open::existing ? 0 : SQLITE_OPEN_CREATE);
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(how == Open::temporary ? "" : path.c_str(), &handle, flags, nullptr);
  handle_.reset(handle);
  if (code != SQLITE_OK) fail("open");
  sqlite3_busy_timeout(handle, kBusyMilliseconds);
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
}

void Database::script(const char* sql) {
  if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail("run a script");
}

void Database::use_wal() {
  // The step to it is the one lock for which SQLite does not wait by itself: of two that make a database at once,
  // one would be told that it is busy.
  constexpr int kWaitMilliseconds = 10;
  for (int waited = 0;
       sqlite3_exec(handle_.get(), "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr) != SQLITE_OK;
       waited += kWaitMilliseconds) {
    const bool is_busy = (sqlite3_errcode(handle_.get()) & 0xff) == SQLITE_BUSY;
    if (!is_busy || waited >= kBusyMilliseconds) fail("use a write-ahead log");
    sqlite3_sleep(kWaitMilliseconds);
  }
}

void Database::fail(std::string_view doing) const {
  std::string what = "cannot " + std::string(doing) + ": " + sqlite3_errmsg(handle_.get());
  const int kind = sqlite3_errcode(handle_.get()) & 0xff;
  const int number = sqlite3_system_errno(handle_.get());
  const bool from_system = (kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN) && number != 0;
  if (from_system) what += " (" + std::generic_category().message(number) + ")";
  if (kind == SQLITE_NOTADB || kind == SQLITE_CORRUPT) {
    throw Failure(
        path_.string(), what,
        "put the newest backup of the state in its place, or name a file of winnow's own as [winnow] state",
        FailureKind::damage);
  }
  const bool full = kind == SQLITE_FULL || (from_system && (number == ENOSPC || number == EDQUOT));
  const bool denied = kind == SQLITE_READONLY || kind == SQLITE_CANTOPEN || kind == SQLITE_IOERR;
  throw Failure(path_.string(), what,
                path_.empty() ? ""
                : full        ? way_out_of_full_disk(path_)
                : denied      ? obstacle(path_)
                              : "");
}

Transaction::~Transaction() {
  // After a failed COMMIT the transaction may still be open; whatever ROLLBACK answers, nothing is half-written.
  if (database_.in_transaction()) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace winnow
