/// Reads a database without changing one byte of it or of its folder, and without missing what a WAL holds.
///
/// SQLite's own read-only mode is not enough: on a WAL database it rewrites the -shm file, or creates -wal and -shm
/// where they are missing. So, by what lies there (tried with SQLite 3.40, by hashes of all files):
///
///   rollback journal                   read-only, under SQLite's locks
///   WAL, with a -shm                   with readonly_shm: under the locks of a living writer; of a dead one SQLite
///                                      reads the WAL into memory
///   likewise, begun anew by the dead   from a private copy, once SQLite has tried for ten seconds to make -shm and
///                                      -wal agree and answers SQLITE_PROTOCOL
///   WAL, no -shm, -wal missing or empty  immutable: nobody has it open, and the file alone is the database
///   WAL, no -shm, -wal with content    from a private copy, which is unlinked once it is open
///   a hot rollback journal             likewise: its writer died, and reading would first have to roll back
///
/// The last four take no locks, so the files are watched by stat(2): a page that was read while they changed is
/// read again. Nothing here opens the files but SQLite itself: any other open and close in this process would drop
/// SQLite's POSIX locks on them. Thread rule: one thread at a time.
#pragma once

#include <sys/types.h>

#include <ctime>
#include <memory>
#include <optional>

#include "database.h"

namespace winnow::sqlite {

class Reading {
 public:
  /// Throws Error where the file is missing, is no database or may not be read.
  explicit Reading(std::string path);

  Connection& connection() { return *connection_; }

  /// Whether everything read so far through connection() is one sound state of the database. If not, the caller
  /// makes a new Reading and reads again.
  bool undisturbed() const;

  /// Whether it reads a private copy, so that another reading would make one too.
  bool is_of_copy() const { return is_of_copy_; }
  /// Whether the database keeps a WAL, by its header when this was made.
  bool is_wal() const { return is_wal_; }

  /// Throws Error(WINNOW_UNAVAILABLE) where another file has taken the place of the one that is read.
  void require_in_place() const {
    if (!watched_) connection_->require_in_place();
  }

 private:
  /// What stat(2) says of one file.
  struct FileState {
    dev_t device = 0;
    ino_t inode = 0;
    off_t size = -1;  ///< -1: not there
    timespec modified{};
    bool operator==(const FileState& other) const;
  };
  struct Files {
    FileState database, wal, journal;
    bool operator==(const Files& other) const = default;
  };
  static FileState state_of(const std::string& path);
  Files files() const;

  enum class Journal { rollback, wal };
  Journal journal_mode() const;
  void open(const char* parameters);
  /// What SQLite answers to a first look into the database.
  int try_reading() const;
  void open_private_copy();

  std::string path_;
  bool is_wal_ = false;  ///< as the file's header says
  std::unique_ptr<Connection> connection_;
  std::optional<Files> watched_;  ///< set where no locks protect the reading
  bool is_of_copy_ = false;
};

}  // namespace winnow::sqlite
