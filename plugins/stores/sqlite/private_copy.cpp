#include "private_copy.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>
#include <vector>

namespace winnow::sqlite {
namespace {

constexpr std::int64_t kChunk = 1024 * 1024;

[[noreturn]] void fail(const std::string& what) {
  throw Error(WINNOW_UNAVAILABLE, what + ": " + std::strerror(errno) +
                                      "; a database left behind by a killed writer is read from a copy, for which "
                                      "TMPDIR must have room");
}

void write_all(int to, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t written = ::write(to, data, size);
    if (written < 0) fail("cannot write a private copy of the database");
    data += written;
    size -= static_cast<std::size_t>(written);
  }
}

void copy_file(sqlite3_file* from, const std::string& to) {
  sqlite3_int64 size = 0;
  if (from->pMethods->xFileSize(from, &size) != SQLITE_OK) fail("cannot read the database's size");
  const int target = ::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (target < 0) fail("cannot create " + to);
  const std::unique_ptr<const int, void (*)(const int*)> closer(&target, [](const int* file) { ::close(*file); });
  std::vector<char> chunk(static_cast<std::size_t>(kChunk));
  for (sqlite3_int64 at = 0; at < size; at += kChunk) {
    const auto part = static_cast<int>(std::min<sqlite3_int64>(kChunk, size - at));
    if (from->pMethods->xRead(from, chunk.data(), part, at) != SQLITE_OK) fail("cannot read the database");
    write_all(target, chunk.data(), static_cast<std::size_t>(part));
  }
}

/// Copies a file beside the database, where it is there and not empty.
void copy_journal(const std::string& from, const std::string& to, int kind) {
  sqlite3_vfs* const vfs = sqlite3_vfs_find(nullptr);
  int exists = 0;
  vfs->xAccess(vfs, from.c_str(), SQLITE_ACCESS_EXISTS, &exists);
  if (exists == 0) return;
  std::vector<std::max_align_t> memory(static_cast<std::size_t>(vfs->szOsFile) / sizeof(std::max_align_t) + 1);
  auto* const file = reinterpret_cast<sqlite3_file*>(memory.data());
  // SQLite keeps the name and looks for URI parameters after its NUL: two more NULs say that there are none.
  const std::string name = from + std::string(2, '\0');
  if (vfs->xOpen(vfs, name.c_str(), file, SQLITE_OPEN_READONLY | kind, nullptr) != SQLITE_OK) {
    fail("cannot read " + from);
  }
  const std::unique_ptr<sqlite3_file, void (*)(sqlite3_file*)> closer(
      file, [](sqlite3_file* open) { open->pMethods->xClose(open); });
  copy_file(file, to);
}

}  // namespace

PrivateFolder::PrivateFolder() {
  const char* const parent = std::getenv("TMPDIR");
  path_ = std::string(parent != nullptr && *parent != '\0' ? parent : "/tmp") + "/winnow-read-XXXXXX";
  if (::mkdtemp(path_.data()) == nullptr) fail("cannot create a folder " + path_);
}

PrivateFolder::~PrivateFolder() {
  std::error_code ignored;  // nothing better can be done about it here
  std::filesystem::remove_all(path_, ignored);
}

sqlite3_file* main_file(const Connection& connection) {
  sqlite3_file* file = nullptr;
  sqlite3_file_control(connection.get(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (file == nullptr || file->pMethods == nullptr) {
    throw Error(WINNOW_BROKEN, connection.path() + ": SQLite has no file open");
  }
  return file;
}

void copy_database(const Connection& source, const std::string& path, const PrivateFolder& folder) {
  const std::string copy = folder.path() + "/database";
  copy_file(main_file(source), copy);
  copy_journal(path + "-wal", copy + "-wal", SQLITE_OPEN_WAL);
  copy_journal(path + "-journal", copy + "-journal", SQLITE_OPEN_MAIN_JOURNAL);
}

}  // namespace winnow::sqlite
