/// A database and its journal, copied to where this process alone may look.
#pragma once

#include <string>

#include "database.h"

namespace winnow::sqlite {

/// A folder of mode 0700 under $TMPDIR or /tmp, removed with what is in it.
class PrivateFolder {
 public:
  PrivateFolder();
  ~PrivateFolder();
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Copies the main database through `source`'s own file handle, and `-wal` and `-journal` through SQLite's VFS, to
/// "database", "database-wal" and "database-journal" in `folder`. Throws Error(WINNOW_UNAVAILABLE).
void copy_database(const Connection& source, const std::string& path, const PrivateFolder& folder);

/// SQLite's handle of the main database file.
sqlite3_file* main_file(const Connection& connection);

}  // namespace winnow::sqlite
