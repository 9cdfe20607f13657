#include "file_facts.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <cerrno>

#include "beneath.h"

namespace winnow::files {

namespace {

constexpr unsigned kAsked = STATX_BASIC_STATS | STATX_BTIME | STATX_MNT_ID;

FileKind kind_of(unsigned mode) {
  switch (mode & S_IFMT) {
    case S_IFREG: return FileKind::regular;
    case S_IFDIR: return FileKind::folder;
    case S_IFLNK: return FileKind::symlink;
    default: return FileKind::special;
  }
}

FileFacts facts_of(const struct statx& from) {
  FileFacts out;
  out.kind = kind_of(from.stx_mode);
  out.identity = {from.stx_ino, from.stx_size, {from.stx_mtime.tv_sec, from.stx_mtime.tv_nsec}};
  out.mode = from.stx_mode & 07777;
  out.owner = from.stx_uid;
  out.group = from.stx_gid;
  out.changed = {from.stx_ctime.tv_sec, from.stx_ctime.tv_nsec};
  if ((from.stx_mask & STATX_BTIME) != 0) out.born = FileTime{from.stx_btime.tv_sec, from.stx_btime.tv_nsec};
  out.links = from.stx_nlink;
  out.device = makedev(from.stx_dev_major, from.stx_dev_minor);
  out.mount = (from.stx_mask & STATX_MNT_ID) != 0 ? from.stx_mnt_id : 0;
  out.immovable = (from.stx_attributes & (STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND)) != 0;
  return out;
}

}  // namespace

std::string FileTime::text() const {
  std::string part = std::to_string(nanoseconds);
  return std::to_string(seconds) + "." + std::string(9 - part.size(), '0') + part;
}

std::int64_t FileTime::micros() const {
  std::int64_t out = 0;
  if (__builtin_mul_overflow(seconds, std::int64_t{1'000'000}, &out) ||
      __builtin_add_overflow(out, static_cast<std::int64_t>(nanoseconds / 1000), &out) ||
      out >= WINNOW_TIME_UNREADABLE) {
    return WINNOW_TIME_UNREADABLE;
  }
  return out;
}

std::string FileIdentity::text() const {
  return std::to_string(inode) + ":" + std::to_string(size) + ":" + modified.text();
}

std::optional<FileFacts> look(int folder, const std::string& name, std::string_view path) {
  struct statx out {};
  constexpr int kFlags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT;
  if (statx(folder, name.c_str(), kFlags, kAsked, &out) == 0) return facts_of(out);
  if (errno == ENOENT) return std::nullopt;
  throw PathError("look at", path, errno);
}

FileFacts look(int fd, std::string_view path) {
  struct statx out {};
  if (statx(fd, "", AT_EMPTY_PATH, kAsked, &out) != 0) {
    throw PathError("look at", path, errno);
  }
  return facts_of(out);
}

bool same_file_system(const FileFacts& a, const FileFacts& b) {
  return a.device == b.device && a.mount == b.mount;
}

}  // namespace winnow::files
