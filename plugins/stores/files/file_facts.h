/// What statx(2) says about a file, without following a link or triggering a mount.
#pragma once

#include <sys/types.h>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace winnow::files {

enum class FileKind { regular, folder, symlink, special };

/// Seconds since 1970 and nanoseconds within them; a single count of nanoseconds ends in the year 2262.
struct FileTime {
  std::int64_t seconds = 0;
  std::uint32_t nanoseconds = 0;
  friend bool operator==(const FileTime&, const FileTime&) = default;
  std::string text() const;     ///< "1750372260.000000001"
  std::int64_t micros() const;  ///< a TIME, or WINNOW_TIME_UNREADABLE beyond its range
};

/// What makes a file the same file with the same content, as far as can be told without reading it.
struct FileIdentity {
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  FileTime modified;
  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
  std::string text() const;  ///< an item's version: "inode:size:time"
};

struct FileFacts {
  FileKind kind = FileKind::special;
  FileIdentity identity;
  mode_t mode = 0;  ///< permission bits
  uid_t owner = 0;
  gid_t group = 0;
  FileTime changed;              ///< ctime: of the content, the name or the mode
  std::optional<FileTime> born;  ///< nullopt where the file system does not tell
  std::uint32_t links = 0;
  std::uint64_t device = 0;
  std::uint64_t mount = 0;  ///< 0 where the kernel does not say (before Linux 5.8)
  bool immovable = false;   ///< immutable or append-only (chattr +i, +a)
};

/// nullopt: there is no such name. `path` is for the message of a PathError.
std::optional<FileFacts> look(int folder, const std::string& name, std::string_view path);

/// The facts of an open folder or file.
FileFacts look(int fd, std::string_view path);

/// Whether a rename from one folder to the other can work at all.
bool same_file_system(const FileFacts& a, const FileFacts& b);

}  // namespace winnow::files
