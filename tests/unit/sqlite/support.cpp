#include "support.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "core/base/encoding.h"
#include "core/base/file.h"

namespace winnow::test {
namespace {

const Options kOptions = {option("path", WINNOW_TEXT).path().required()};

winnow_permit permit_for(winnow_action action, std::string_view target, std::span<const std::string_view> keys) {
  winnow_permit permit{};
  permit.struct_size = sizeof permit;
  permit.action = action;
  permit.count = static_cast<std::uint32_t>(keys.size());
  permit.target = borrow(target);
  permit.run = borrow(std::string_view{"run"});
  permit.digest = permit_digest(action, "run", target, keys);
  permit.not_after = INT64_MAX;
  return permit;
}

OwnedItem own_item(const winnow_item& item, std::size_t nfields) {
  OwnedItem out{std::string(view(item.key)), std::string(view(item.version)), item.time, item.bytes, {}};
  for (std::size_t i = 0; i < nfields; ++i) out.fields.push_back(own(item.fields[i]));
  return out;
}

}  // namespace

void MemoryBin::put(const winnow_piece& piece) {
  KeptPiece kept{piece.item,
                 std::string(view(piece.target)),
                 std::string(view(piece.key)),
                 std::string(view(piece.content)),
                 piece.time,
                 {}};
  for (std::size_t i = 0; piece.fields != nullptr && i < nfields; ++i) kept.fields.push_back(own(piece.fields[i]));
  pieces.push_back(std::move(kept));
}

void MemoryBin::seal(std::span<std::uint8_t> take) {
  if (while_sealing) while_sealing();
  std::fill(take.begin(), take.end(), std::uint8_t{1});
  for (const std::size_t item : refused) take[item] = 0;
}

std::unique_ptr<SqliteStore> open_store(const std::string& path, Host& host) {
  const Value value = Value::of_text(path);
  const winnow_value lent = borrow(value);
  return std::make_unique<SqliteStore>(OptionValues(kOptions, {&lent, 1}), host);
}

Database::Database(const std::string& sql) {
  std::string name = std::filesystem::temp_directory_path() / "winnow-sqlite-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
  folder = std::filesystem::canonical(name);
  path = folder + "/app.db";
  execute(sql);
}

Database::~Database() {
  store_.reset();
  std::filesystem::remove_all(folder);
}

void Database::execute(const std::string& sql) const {
  sqlite::Connection connection(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, path);
  // As an application would: SQLite's own defaults.
  sqlite3_db_config(connection.get(), SQLITE_DBCONFIG_DQS_DML, 1, nullptr);
  sqlite3_db_config(connection.get(), SQLITE_DBCONFIG_DQS_DDL, 1, nullptr);
  sqlite3_db_config(connection.get(), SQLITE_DBCONFIG_DEFENSIVE, 0, nullptr);
  connection.execute(sql.c_str());
}

std::string Database::query(const std::string& sql) const {
  sqlite::Connection connection(path, SQLITE_OPEN_READWRITE, path);
  sqlite::Statement rows(connection, sql);
  std::string out;
  while (rows.step()) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(rows.get(), 0));
    out += (out.empty() ? "" : "|") + std::string(text == nullptr ? "NULL" : text);
  }
  return out;
}

std::string Database::dump() const {
  sqlite::Connection connection(path, SQLITE_OPEN_READWRITE, path);
  sqlite::Statement tables(connection,
                           "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
                           "ORDER BY name");
  std::string out = query("SELECT sql FROM sqlite_schema ORDER BY name");
  while (tables.step()) {
    const std::string name = reinterpret_cast<const char*>(sqlite3_column_text(tables.get(), 0));
    const bool has_rowid = sqlite3_column_int(tables.get(), 1) == 0;
    sqlite::Statement rows(connection, std::string("SELECT ") + (has_rowid ? "rowid, " : "") + "* FROM " +
                                           sqlite::identifier(name) + " ORDER BY 1");
    out += "\n" + name;
    while (rows.step()) {
      out += '\n';
      for (int i = 0; i < sqlite3_column_count(rows.get()); ++i) {
        const sqlite::Cell cell = sqlite::cell(rows.get(), i);
        sqlite::append_for_digest(out, cell);
      }
    }
  }
  return out;
}

SqliteStore& Database::store() {
  if (!store_) store_ = open_store(path, host);
  return *store_;
}

std::vector<OwnedItem> Database::scan(const Selection& selection) {
  std::vector<OwnedItem> out;
  store().scan(selection, [&](std::span<const winnow_item> items) {
    for (const winnow_item& item : items) out.push_back(own_item(item, selection.fields.size()));
    return Next::more;
  });
  return out;
}

std::vector<OwnedItem> Database::fetch(const Selection& selection, const std::vector<std::string>& keys) {
  std::vector<OwnedItem> out;
  const std::vector<std::string_view> views(keys.begin(), keys.end());
  store().fetch(selection, views, [&](std::span<const winnow_item> items) {
    for (const winnow_item& item : items) out.push_back(own_item(item, selection.fields.size()));
    return Next::more;
  });
  return out;
}

std::vector<winnow_outcome> Database::remove(const Selection& selection, const std::vector<OwnedItem>& items,
                                             MemoryBin& bin, std::uint32_t flags) {
  std::vector<winnow_item> lent;
  std::vector<std::string_view> keys;
  for (const OwnedItem& item : items) {
    winnow_item one{};
    one.key = borrow(std::string_view{item.key});
    one.version = borrow(std::string_view{item.version});
    one.time = item.time;
    lent.push_back(one);
    keys.emplace_back(item.key);
  }
  winnow_permit permit = permit_for(WINNOW_REMOVE, selection.target, keys);
  permit.flags = flags;
  std::vector<winnow_outcome> outcomes(items.size());
  bin.nfields = selection.fields.size();
  store().remove(permit, selection, lent, bin, outcomes);
  return outcomes;
}

template <class Call>
std::vector<winnow_outcome> Database::with_pieces(winnow_action action, const MemoryBin& bin, Call call) {
  std::vector<winnow_header> headers;
  for (const auto& [target, header] : bin.headers) {
    headers.push_back({borrow(std::string_view{target}), borrow(std::string_view{header})});
  }
  std::vector<winnow_piece> pieces;
  std::vector<std::string_view> keys;
  for (const KeptPiece& kept : bin.pieces) {
    pieces.push_back({kept.item, borrow(std::string_view{kept.target}), borrow(std::string_view{kept.key}), nullptr,
                      WINNOW_TIME_NONE, borrow(std::string_view{kept.content})});
    keys.emplace_back(kept.key);
  }
  std::vector<winnow_outcome> outcomes(pieces.size());
  std::fill(outcomes.end() - static_cast<std::ptrdiff_t>(bin.witnesses), outcomes.end(), WINNOW_WITNESS);
  call(permit_for(action, "t", keys), headers, pieces, outcomes);
  return outcomes;
}

std::vector<winnow_outcome> Database::restore(const MemoryBin& bin) {
  return with_pieces(WINNOW_RESTORE, bin, [&](auto&&... arguments) { store().restore(arguments...); });
}

std::vector<winnow_outcome> Database::settle(const MemoryBin& bin) {
  return with_pieces(WINNOW_SETTLE, bin, [&](auto&&... arguments) { store().settle(arguments...); });
}

Selection everything(const std::string& target, std::vector<std::string> fields) {
  Selection out;
  out.target = target;
  out.fields = std::move(fields);
  return out;
}

Selection older_than(const std::string& target, const std::string& column, const std::string& cutoff) {
  Selection out = everything(target, {column});
  out.time_field = column;
  out.scope = out.match = Filter::lt(column, Value::time(*parse_time(cutoff, Zone())));
  return out;
}

std::vector<std::string> keys_of(const std::vector<OwnedItem>& items) {
  std::vector<std::string> out;
  for (const OwnedItem& item : items) out.push_back(item.key);
  return out;
}

void in_killed_process(const std::function<void()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      body();
    } catch (...) {
      ::_exit(1);
    }
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFSIGNALED(status)) throw std::runtime_error("the child failed before it could be killed");
}

std::map<std::string, std::string> fingerprints(const std::string& folder) {
  std::map<std::string, std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    struct stat about {};
    ::stat(entry.path().c_str(), &about);
    out[entry.path().filename()] = std::to_string(about.st_size) + " " + std::to_string(about.st_mtim.tv_sec) +
                                   "." + std::to_string(about.st_mtim.tv_nsec) + " " +
                                   sha256_hex(read_file(entry.path()));
  }
  return out;
}

}  // namespace winnow::test
