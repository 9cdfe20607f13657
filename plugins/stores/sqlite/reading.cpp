#include "reading.h"

#include <sys/stat.h>

#include <cstring>
#include <utility>

#include "private_copy.h"

namespace winnow::sqlite {
namespace {

/// A path inside a `file:` URI, RFC 3986: what could end it or is an escape is escaped.
std::string uri(const std::string& path, const char* parameters) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out = "file://";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '%' || c == '?' || c == '#') {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  return out + parameters;
}

/// Text is compared and copied as UTF-8 bytes; in a UTF-16 database SQLite would order and cut it otherwise.
void require_utf8(Connection& connection) {
  if (const std::string encoding = connection.text("PRAGMA encoding"); encoding != "UTF-8") {
    throw Error(WINNOW_UNSUPPORTED, connection.path() + ": the database stores its text as " + encoding +
                                        "; only UTF-8 databases are supported");
  }
}

}  // namespace

bool Reading::FileState::operator==(const FileState& other) const {
  return device == other.device && inode == other.inode && size == other.size &&
         modified.tv_sec == other.modified.tv_sec && modified.tv_nsec == other.modified.tv_nsec;
}

Reading::FileState Reading::state_of(const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) return {};
  return {about.st_dev, about.st_ino, about.st_size, about.st_mtim};
}

Reading::Files Reading::files() const {
  return {state_of(path_), state_of(path_ + "-wal"), state_of(path_ + "-journal")};
}

Reading::Reading(std::string path) : path_(std::move(path)) {
  const Files before = files();
  open("?mode=ro&readonly_shm=1");  // opens the file; nothing is read or locked yet
  is_wal_ = journal_mode() == Journal::wal;
  if (is_wal_) {
    const bool is_shared = state_of(path_ + "-shm").size > 0 && before.wal.size >= 0;
    if (!is_shared && before.wal.size <= 0) {
      open("?mode=ro&immutable=1");
      watched_ = before;
    } else if (!is_shared || try_reading() == SQLITE_PROTOCOL) {
      open_private_copy();
    }
  } else if (before.journal.size > 0) {
    const int code = try_reading();
    if (code == SQLITE_READONLY_ROLLBACK || code == SQLITE_READONLY_RECOVERY) open_private_copy();
  }
  require_utf8(*connection_);
  connection_->execute("PRAGMA foreign_keys = ON");
}

bool Reading::undisturbed() const {
  return !watched_ || *watched_ == files();
}

void Reading::open(const char* parameters) {
  connection_.reset();
  connection_ = std::make_unique<Connection>(uri(path_, parameters), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, path_);
  // The last one to close a WAL database would write it back and delete the WAL.
  sqlite3_db_config(connection_->get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

// Bytes 18 and 19 of the header say which journal the file wants, https://www.sqlite.org/fileformat2.html. They are
// read through SQLite's handle, because the first statement would already create -wal and -shm.
Reading::Journal Reading::journal_mode() const {
  unsigned char header[20] = {};
  sqlite3_file* const file = main_file(*connection_);
  if (file->pMethods->xRead(file, header, sizeof header, 0) != SQLITE_OK) return Journal::rollback;
  return std::memcmp(header, "SQLite format 3", 16) == 0 && (header[18] == 2 || header[19] == 2)
             ? Journal::wal
             : Journal::rollback;
}

int Reading::try_reading() const {
  return sqlite3_exec(connection_->get(), "SELECT 1 FROM sqlite_schema", nullptr, nullptr, nullptr);
}

void Reading::open_private_copy() {
  is_of_copy_ = true;
  const PrivateFolder folder;
  watched_ = files();
  copy_database(*connection_, path_, folder);
  if (!undisturbed()) {
    throw Error(WINNOW_UNAVAILABLE, path_ + ": the database was written to while it was being read; try again");
  }
  const std::string copy = folder.path() + "/database";
  connection_ = std::make_unique<Connection>(copy, SQLITE_OPEN_READWRITE, path_);
  // Folds the WAL or the journal into the copy, so that it can be read when its name is gone.
  connection_->execute("PRAGMA journal_mode = DELETE");
  connection_->number("SELECT count(*) FROM sqlite_schema");
  connection_->execute("PRAGMA query_only = ON");
}

}  // namespace winnow::sqlite
