#include "core/state/name_book.h"

namespace winnow {
namespace {

std::int64_t digest_of(std::string_view text) {
  return static_cast<std::int64_t>(std::hash<std::string_view>{}(text));
}

Writer writer_in(const Statement& row, int first) {
  return {row.integer(first), row.integer(first + 1), row.integer(first + 2)};
}

std::optional<Writer> first_accepted(Statement& rows, const NameBook::Accepts& accepts) {
  while (rows.next()) {
    const Writer writer = writer_in(rows, 0);
    if (accepts(writer)) return writer;
  }
  return std::nullopt;
}

}  // namespace

NameBook::NameBook()
    : db_({}, Database::Open::temporary),
      filling_(
          (db_.script("CREATE TABLE keys(key BLOB, namer INTEGER, segment INTEGER, line INTEGER, there INTEGER "
                      "DEFAULT 0, PRIMARY KEY(key, namer, segment, line)) WITHOUT ROWID;"
                      "CREATE TABLE paths(digest INTEGER, whole INTEGER, namer INTEGER, segment INTEGER, "
                      "line INTEGER, PRIMARY KEY(digest, whole, namer, segment, line)) WITHOUT ROWID"),
           db_)),
      add_key_(db_.query("INSERT OR IGNORE INTO keys(key, namer, segment, line) VALUES(?, ?, ?, ?)")),
      add_path_(db_.query("INSERT OR IGNORE INTO paths VALUES(?, ?, ?, ?, ?)")),
      mark_(db_.query("UPDATE keys SET there = 1 WHERE key = ?")),
      find_key_(db_.query("SELECT namer, segment, line FROM keys WHERE key = ?")),
      find_path_(db_.query("SELECT namer, segment, line FROM paths WHERE digest = ? AND whole >= ?")) {}

void NameBook::add_key(std::string_view key, const Writer& writer) {
  add_key_.again(key, writer.namer, writer.segment, writer.line);
}

void NameBook::add_path(std::string_view path, Path how, const Writer& writer) {
  add_path_.again(digest_of(path), how == Path::whole ? 1 : 0, writer.namer, writer.segment, writer.line);
}

void NameBook::mark_there(std::string_view key) {
  mark_.again(key);
}

void NameBook::each_not_there(const std::function<void(const std::string& key, const Writer& writer)>& visit) {
  for (auto row = db_.query("SELECT key, namer, segment, line FROM keys WHERE there = 0"); row.next();) {
    visit(row.text(0), writer_in(row, 1));
  }
}

std::optional<Writer> NameBook::who_wrote_key(std::string_view key, const Accepts& accepts) {
  find_key_.restart(key);
  return first_accepted(find_key_, accepts);
}

std::optional<Writer> NameBook::who_wrote_path(std::string_view path, Path least, const Accepts& accepts) {
  find_path_.restart(digest_of(path), least == Path::whole ? 1 : 0);
  return first_accepted(find_path_, accepts);
}

}  // namespace winnow
