#include "file_facts.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <cerrno>
#include <cstdio>

#include "beneath.h"

namespace winnow::files {

namespace {

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
  out.links = from.stx_nlink;
  out.device = makedev(from.stx_dev_major, from.stx_dev_minor);
  out.mount = (from.stx_mask & STATX_MNT_ID) != 0 ? from.stx_mnt_id : 0;
  out.immovable = (from.stx_attributes & (STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND)) != 0;
  return out;
}

}  // namespace

std::string FileTime::text() const {
  char out[40];
  std::snprintf(out, sizeof out, "%lld.%09u", static_cast<long long>(seconds), nanoseconds);
  return out;
}

std::string FileIdentity::text() const {
  return std::to_string(inode) + ":" + std::to_string(size) + ":" + modified.text();
}

std::optional<FileFacts> look(int folder, const std::string& name, std::string_view path) {
  struct statx out {};
  constexpr int kFlags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT;
  if (statx(folder, name.c_str(), kFlags, STATX_BASIC_STATS | STATX_MNT_ID, &out) == 0) return facts_of(out);
  if (errno == ENOENT) return std::nullopt;
  throw PathError("look at", path, errno);
}

FileFacts look(int fd, std::string_view path) {
  struct statx out {};
  if (statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_MNT_ID, &out) != 0) {
    throw PathError("look at", path, errno);
  }
  return facts_of(out);
}

std::string_view obstacle_of(const FileFacts& file, const FileFacts& root) {
  if (file.kind == FileKind::symlink) return "symlink";
  if (file.mount != root.mount) return "other_device";
  if (file.kind != FileKind::regular) return "special_file";
  if (file.links > 1) return "hard_link";
  return {};
}

bool same_file_system(const FileFacts& a, const FileFacts& b) {
  return a.device == b.device && a.mount == b.mount;
}

}  // namespace winnow::files
