#include "meta_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "batch.h"
#include "own_things.h"
#include "receipt.h"

namespace winnow::files {

namespace {

constexpr std::size_t kMaxMeta = 65'536;  // a key has 1,024 bytes at most, a reason some dozens

/// What a power cut leaves of a file that was not synced: its beginning, and NULs.
bool is_torn(std::string_view there, std::string_view meta) {
  const std::size_t end = there.find_last_not_of('\0');
  const std::string_view left = there.substr(0, end == there.npos ? 0 : end + 1);
  return left.size() < meta.size() && meta.starts_with(left);
}

std::string meta_name(const std::string& name) {
  return name + std::string(kMetaSuffix);
}

}  // namespace

void write_whole(int fd, std::string_view bytes, std::string_view name) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw PathError("write", name, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::optional<std::string> read_meta(int parked_folder, const std::string& copy) {
  const std::string name = meta_name(copy);
  const Fd file(openat(parked_folder, name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file && errno == ENOENT) return std::nullopt;
  if (!file) throw PathError("open", name, errno);
  std::string out(kMaxMeta, '\0');
  const ssize_t size = read(file.get(), out.data(), out.size());
  if (size < 0) throw PathError("read", name, errno);
  out.resize(static_cast<std::size_t>(size));
  return out;
}

void keep_meta(int parked_folder, const std::string& name, const std::string& meta) {
  const std::string path = meta_name(name);
  Fd file(
      openat(parked_folder, path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
  if (!file && errno == EEXIST) {
    const std::string there = read_meta(parked_folder, name).value_or("");
    if (same_meta(there, meta)) return;
    if (!is_torn(there, meta)) throw Setback(WINNOW_REFUSED, "another meta file has its place in the bin");
    file = Fd(openat(parked_folder, path.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW));
  }
  if (!file) throw PathError("make", path, errno);
  try {
    write_whole(file.get(), meta, path);
  } catch (const PathError&) {
    unlinkat(parked_folder, path.c_str(), 0);
    throw;
  }
}

void remove_meta(int parked_folder, const std::string& name) {
  const std::string path = meta_name(name);
  if (unlinkat(parked_folder, path.c_str(), 0) != 0 && errno != ENOENT) throw PathError("remove", path, errno);
}

}  // namespace winnow::files
