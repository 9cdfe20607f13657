#include "core/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <vector>

#include "core/base/encoding.h"
#include "core/base/failure.h"

namespace winnow {

namespace fs = std::filesystem;

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

bool is_same_file(const fs::path& one, const fs::path& other) {
  std::error_code unknown;
  return fs::equivalent(one, other, unknown);
}

bool is_same_place(std::string_view one, std::string_view other) {
  const std::size_t path = one.find(':') + 1;
  const bool same_kind = path != 0 && one.substr(0, path) == other.substr(0, path);
  return same_kind && one.substr(path).starts_with('/') && is_same_file(one.substr(path), other.substr(path));
}

std::string read_file(const fs::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) throw system_failure(path.string(), "cannot read", errno);
  std::string out;
  char buffer[65536];
  for (;;) {
    const ssize_t got = ::read(file.get(), buffer, sizeof buffer);
    if (got == 0) return out;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw system_failure(path.string(), "cannot read", errno);
    out.append(buffer, static_cast<std::size_t>(got));
  }
}

void write_all(int fd, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) throw system_failure(path.string(), "cannot write", errno);
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
}

void sync(int fd, const fs::path& path) {
  if (::fsync(fd) != 0) throw system_failure(path.string(), "cannot sync to disk", errno);
}

void sync_folder(const fs::path& folder) {
  const Descriptor dir(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!dir) throw system_failure(folder.string(), "cannot open folder", errno);
  sync(dir.get(), folder);
}

void make_folders(const fs::path& folder) {
  std::vector<fs::path> missing;
  for (fs::path at = fs::absolute(folder).lexically_normal(); !fs::exists(at); at = at.parent_path()) {
    missing.push_back(at);
  }
  for (auto at = missing.rbegin(); at != missing.rend(); ++at) {
    if (::mkdir(at->c_str(), 0700) != 0 && errno != EEXIST) {
      throw system_failure(at->string(), "cannot make folder", errno);
    }
    sync_folder(at->parent_path());
  }
}

void replace_file(const fs::path& path, std::string_view bytes, unsigned mode) {
  // A name of its own: two processes may make the same file at once.
  const fs::path fresh = path.string() + "." + random_hex(4) + ".part";
  {
    const Descriptor file(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
    if (!file) throw system_failure(fresh.string(), "cannot write", errno);
    write_all(file.get(), bytes, fresh);
    sync(file.get(), fresh);
  }
  if (::rename(fresh.c_str(), path.c_str()) != 0) throw system_failure(path.string(), "cannot write", errno);
  sync_folder(fs::absolute(path).parent_path());
}

}  // namespace winnow
