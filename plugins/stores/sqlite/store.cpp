#include "store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <set>

#include "dialect.h"
#include "sql/dependants.h"
#include "time_index.h"

namespace winnow {
namespace {

using namespace sqlite;

constexpr int kReadAttempts = 5;

std::string canonical(const std::string& path) {
  char resolved[PATH_MAX];
  if (::realpath(path.c_str(), resolved) == nullptr) {
    throw Error(WINNOW_BAD_CONFIG,
                "path = \"" + path + "\": " + std::strerror(errno) + "; name the file of a database that is there");
  }
  struct stat about {};
  if (::stat(resolved, &about) != 0 || !S_ISREG(about.st_mode)) {
    throw Error(WINNOW_BAD_CONFIG, "path = \"" + path + "\": not a regular file; name the database file itself");
  }
  return resolved;
}

/// The journal lies beside the database, so its folder must be writable too.
bool may_write(const std::string& path) {
  const std::string folder = path.substr(0, path.rfind('/') + 1);
  return ::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) == 0 &&
         ::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) == 0;
}

/// Why a writer may have the database open by another name, whose journal or WAL does not lie beside this one: what
/// it wrote would not be seen, and what is written here be undone by it. Empty: nothing says so.
/// https://www.sqlite.org/howtocorrupt.html#multiple_links_to_the_same_file
std::string other_name(const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) == 0 && about.st_nlink > 1) {
    return path + " has " + std::to_string(about.st_nlink) +
           " hard links, and what is written by another of these names lies in another -wal or -journal; let it "
           "have one name, and copy a database by VACUUM INTO or .backup";
  }
  struct statx more {};
  const bool mounted = ::statx(AT_FDCWD, path.c_str(), 0, STATX_BASIC_STATS, &more) == 0 &&
                       (more.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
  if (!mounted || ::access((path + "-wal").c_str(), F_OK) == 0) return {};
  return path + " is mounted as a single file, and a -wal or -journal of it lies elsewhere; mount its folder";
}

/// SQLite's busy handler: waits kBusyMilliseconds in all, or until the run is to end.
int wait_for_lock(void* host, int waits_before) {
  constexpr int kPauseMilliseconds = 20;
  if (waits_before * kPauseMilliseconds >= kBusyMilliseconds || static_cast<const Host*>(host)->stopping())
    return 0;
  sqlite3_sleep(kPauseMilliseconds);
  return 1;
}

void prepare(Connection& connection, Host& host) {
  define_time_functions(connection, host);
  sqlite3_busy_handler(connection.get(), wait_for_lock, &host);
}

/// The columns that the filter compares with a TIME.
void collect_timed(const Filter& filter, std::set<std::string>& into) {
  for (const Value& value : filter.values) {
    if (value.type == WINNOW_TIME) into.insert(filter.field);
  }
  for (const Filter& part : filter.parts) collect_timed(part, into);
}

}  // namespace

SqliteStore::SqliteStore(const OptionValues& options, Host& host)
    : path_(canonical(options.text("path"))), host_(host), ahead_([this] {
        auto opened = std::make_unique<Connection>(path_, SQLITE_OPEN_READONLY, path_);
        prepare(*opened, host_);
        return opened;
      }) {
  // Opening alone reads nothing, so that a file that is no database would count as reached.
  read([](Connection& connection) { connection.number("PRAGMA schema_version"); });
}

void SqliteStore::read(std::unique_ptr<Reading>& by, const std::function<void(Connection&)>& body) {
  if (writer_) {
    writer_->require_in_place();
    return body(*writer_);
  }
  for (int attempt = 0; attempt < kReadAttempts; ++attempt) {
    if (!by) {
      by = std::make_unique<Reading>(path_);
      prepare(by->connection(), host_);
    }
    try {
      body(by->connection());
    } catch (const Error&) {
      if (by->undisturbed()) throw;
    }
    if (by->undisturbed()) return by->require_in_place();
    by.reset();
  }
  throw Error(WINNOW_UNAVAILABLE, path_ + ": the database keeps changing while it is read; try again later");
}

Connection& SqliteStore::writer() {
  if (writer_) return *writer_;
  reading_.reset();
  require_one_name();
  auto opened = std::make_unique<Connection>(path_, SQLITE_OPEN_READWRITE, path_);
  prepare(*opened, host_);
  if (sqlite3_db_readonly(opened->get(), "main") == 1) opened->fail(SQLITE_READONLY);
  opened->execute("PRAGMA foreign_keys = ON");
  // In WAL mode FULL makes a commit durable; a rollback journal needs its folder synced besides, which is EXTRA.
  const bool wal = opened->text("PRAGMA journal_mode") == "wal";
  opened->execute(wal ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = EXTRA");
  // A statement that may fail keeps a copy of each page that it changes, which is else written into a file.
  opened->execute("PRAGMA temp_store = MEMORY");
  if (opened->text("PRAGMA encoding") != "UTF-8") {
    throw Error(WINNOW_UNSUPPORTED, path_ + ": only databases whose text is UTF-8 are supported");
  }
  writer_ = std::move(opened);
  return *writer_;
}

std::vector<Fact> SqliteStore::inspect(std::string_view target) {
  std::vector<Fact> out;
  read([&](Connection& connection) { out = facts(connection, target); });
  if (const std::string words = other_name(path_); !words.empty()) {
    out.push_back({WINNOW_FACT_BLOCKER, WINNOW_NULL, "other_name", words});
  }
  if (!may_write(path_)) {
    out.push_back({WINNOW_FACT_BLOCKER, WINNOW_NULL, "not_writable",
                   path_ + " is read-only for this account; let it write to the file and to its folder"});
  }
  return out;
}

void SqliteStore::require_all_in_sight() {
  if (other_name(path_).empty()) return;
  // In another mode a writer locks the very file, whatever its name, and what was committed stands in it.
  if (!writer_) read([](Connection&) {});
  const bool wal = writer_ ? writer_->text("PRAGMA journal_mode") == "wal" : reading_->is_wal();
  if (wal) require_one_name();
}

void SqliteStore::require_one_name() const {
  if (const std::string words = other_name(path_); !words.empty()) throw Error(WINNOW_UNSUPPORTED, words);
}

std::optional<std::uint64_t> SqliteStore::total(std::string_view target) {
  std::uint64_t count = 0;
  read([&](Connection& connection) {
    const Table table = look_up(connection, target).table;
    count = static_cast<std::uint64_t>(
        connection.number(("SELECT count(*) FROM main." + identifier(table.name)).c_str()));
  });
  return count;
}

void SqliteStore::expect(std::string_view target, std::span<const std::string_view> keys) {
  ahead_.expect(target, keys);
}

void SqliteStore::purge(const winnow_permit&, std::span<const winnow_piece>, std::span<winnow_outcome>) {
  throw Error(WINNOW_UNSUPPORTED, "copies of rows lie in the host's bin, not in the database");
}

void SqliteStore::lock(std::string_view) {}

template <class Answer>
Answer SqliteStore::ask_dependants(Answer (*ask)(const sql::Dialect&, sql::Driver&, const sql::Table&,
                                                 std::span<const std::string_view>),
                                   std::string_view target, std::span<const std::string_view> keys) {
  Answer out;
  read([&](Connection& connection) {
    out = {};
    if (references_to(connection, require_table(connection, target)).empty()) return;
    const SqliteDialect dialect(connection);
    out = ask(dialect, connection, dialect.describe(connection, target), keys);
  });
  return out;
}

std::vector<DependantCount> SqliteStore::dependants(std::string_view target,
                                                    std::span<const std::string_view> keys) {
  return ask_dependants(sql::count_dependants, target, keys);
}

std::optional<std::vector<DependantRow>> SqliteStore::dependant_rows(std::string_view target,
                                                                     std::span<const std::string_view> keys) {
  return ask_dependants(sql::nearest_dependants, target, keys);
}

std::vector<Referrer> SqliteStore::referrers(std::string_view target, std::span<const std::string_view> keys) {
  return ask_dependants(sql::referrers_of, target, keys);
}

std::vector<std::string> SqliteStore::targets() {
  std::vector<std::string> out;
  read([&](Connection& connection) {
    out.clear();
    Statement tables(connection,
                     "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
                     "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name");
    while (tables.step()) out.emplace_back(cell(tables.get(), 0).bytes);
  });
  return out;
}

std::optional<TimeForm> SqliteStore::known_form(Connection& connection, const Table& table, const Column& column,
                                                const Selection& selection) {
  if (column.name == selection.time_field && !selection.time_form.empty()) return time_form(selection.time_form);
  const std::lock_guard lock(forms_guard_);
  const auto name = std::pair(table.name, column.name);
  const auto known = forms_.find(name);
  if (known != forms_.end()) return known->second;
  return forms_[name] = detect_time_form(connection, table, column);
}

TimeForm SqliteStore::form_of(Connection& connection, const Table& table, const Column& column,
                              const Selection& selection) {
  if (const auto form = known_form(connection, table, column, selection)) return *form;
  throw Error(WINNOW_BAD_CONFIG, "column \"" + column.name + "\" of \"" + table.name +
                                     "\" mixes forms of time or holds none; declare times = \"iso\", \"s\", \"ms\" "
                                     "or \"us\"");
}

std::optional<TimeIndex> SqliteStore::index_for(Connection& connection, const Table& table,
                                                const Selection& selection) {
  if (selection.time_field.empty()) return std::nullopt;
  const TimeForm form = form_of(connection, table, table.column(selection.time_field), selection);
  return time_index(connection, table, selection, form);
}

FormOf SqliteStore::forms(Connection& connection, const Table& table, const Selection& selection) {
  return [&](const Column& column) { return form_of(connection, table, column, selection); };
}

RowReader SqliteStore::reader_of(Connection& connection, const Table& table, const Selection& selection,
                                 std::vector<Dangling> dangling) {
  std::set<std::string> timed;
  collect_timed(selection.scope, timed);
  collect_timed(selection.match, timed);
  return RowReader(
      table, selection, forms(connection, table, selection),
      [&](const Column& column) -> std::optional<TimeForm> {
        if (timed.contains(column.name)) return form_of(connection, table, column, selection);
        // Merely declared as a time: shown as it is where its form is not clear.
        if (declares_time(column)) return known_form(connection, table, column, selection);
        return std::nullopt;
      },
      std::move(dangling));
}

}  // namespace winnow
