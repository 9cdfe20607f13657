#include "beneath.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "text.h"

namespace winnow::files {

namespace {

std::vector<std::string> components(std::string_view path) {
  std::vector<std::string> out;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t slash = std::min(path.find('/', begin), path.size());
    out.emplace_back(path.substr(begin, slash - begin));
    begin = slash + 1;
  }
  return out;
}

/// The descriptor, or -1 with errno set.
int try_open_folder(int parent, const std::string& name) {
  open_how how{};
  how.flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
  return static_cast<int>(syscall(SYS_openat2, parent, name.c_str(), &how, sizeof how));
}

Fd again(int folder) {
  Fd out(openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!out) throw PathError("open folder", "", errno);
  return out;
}

Fd make_one(int parent, const std::string& name, std::string_view path, mode_t mode) {
  if (mkdirat(parent, name.c_str(), S_IRWXU) == 0) {
    Fd made = open_folder(parent, name, path);
    if (fchmod(made.get(), mode) != 0) throw PathError("set the mode of", path, errno);
    sync(parent, path);
    return made;
  }
  if (errno != EEXIST) throw PathError("make folder", path, errno);
  return open_folder(parent, name, path);
}

}  // namespace

Fd::~Fd() {
  if (fd_ >= 0) close(fd_);
}

PathError::PathError(std::string_view doing, std::string_view path, int number)
    : Error(WINNOW_UNAVAILABLE, "cannot " + std::string(doing) + " " + shown(path) + ": " + std::strerror(number)),
      number_(number) {}

bool is_walkable(std::string_view path) {
  if (path.find('\0') != path.npos) return false;
  const std::vector<std::string> parts = components(path);
  return std::ranges::none_of(parts,
                              [](const std::string& part) { return part.empty() || part == "." || part == ".."; });
}

SplitPath split(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == path.npos) return {"", std::string(path)};
  return {std::string(path.substr(0, slash)), std::string(path.substr(slash + 1))};
}

std::string join(std::string_view folder, std::string_view name) {
  return folder.empty() ? std::string(name) : std::string(folder) + "/" + std::string(name);
}

Beneath::Beneath(const std::string& root) {
  const std::unique_ptr<char, decltype(&std::free)> canonical(realpath(root.c_str(), nullptr), &std::free);
  if (!canonical) throw PathError("reach root", root, errno);
  root_ = canonical.get();
  fd_ = Fd(open(root_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd_ && errno == ENOTDIR) throw Error(WINNOW_BAD_CONFIG, "root " + shown(root_) + " is not a folder");
  if (!fd_) throw PathError("open root", root_, errno);
  if (!Fd(try_open_folder(fd_.get(), ".")) && errno == ENOSYS) {
    throw Error(WINNOW_UNSUPPORTED, "the system call openat2 is missing; a files store needs Linux 5.6 or newer");
  }
}

Fd Beneath::folder(std::string_view path) const {
  Fd at = again(fd_.get());
  if (path.empty()) return at;
  if (!is_walkable(path)) throw PathError("walk", path, EINVAL);
  for (const std::string& name : components(path)) at = open_folder(at.get(), name, path);
  return at;
}

Fd Beneath::folder_if_there(std::string_view path) const {
  try {
    return folder(path);
  } catch (const PathError& error) {
    if (error.number() == ENOENT) return Fd();
    throw;
  }
}

Fd Beneath::make_folder(std::string_view path, mode_t mode) const {
  Fd at = again(fd_.get());
  if (path.empty()) return at;
  if (!is_walkable(path)) throw PathError("walk", path, EINVAL);
  for (const std::string& name : components(path)) {
    Fd next(try_open_folder(at.get(), name));
    if (!next && errno != ENOENT) throw PathError("open folder", path, errno);
    at = next ? std::move(next) : make_one(at.get(), name, path, mode);
  }
  return at;
}

void Beneath::prune(std::string_view path) const {
  for (SplitPath at = split(path); !at.folder.empty(); at = split(at.folder)) {
    const Fd parent = folder_if_there(at.folder);
    if (parent && unlinkat(parent.get(), at.name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT) return;
  }
}

Fd open_folder(int parent, const std::string& name, std::string_view path) {
  Fd out(try_open_folder(parent, name));
  if (!out) throw PathError("open folder", path, errno);
  return out;
}

void sync(int fd, std::string_view path) {
  if (fsync(fd) != 0) throw PathError("sync", path, errno);
}

}  // namespace winnow::files
