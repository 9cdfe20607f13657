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
#include <random>

#include "parking/text.h"

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

/// Under this name, or one that begins so, a folder stands until it has its owner and mode.
const std::string kUnfinished = ".winnow-unfinished";
constexpr std::size_t kSyncedOneByOne = 32;

/// Makes a new folder in `parent` and answers its name. One that a killed run left is taken away, if it is empty
/// and still as such a run makes it; what has the name otherwise is somebody else's, and left alone.
std::string make_unfinished(int parent, std::string_view path) {
  struct stat there {};
  const bool is_ours = fstatat(parent, kUnfinished.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0 &&
                       there.st_mode == (S_IFDIR | S_IRWXU) && there.st_uid == geteuid();
  if (is_ours) unlinkat(parent, kUnfinished.c_str(), AT_REMOVEDIR);  // only an empty one goes
  std::string name = kUnfinished;
  while (mkdirat(parent, name.c_str(), S_IRWXU) != 0) {
    if (errno != EEXIST) throw PathError("make folder", path, errno);
    name = kUnfinished + "-" + std::to_string(std::random_device{}());
  }
  return name;
}

Fd make_as(int parent, const std::string& name, std::string_view path, const FolderForm& form) {
  const std::string unfinished = make_unfinished(parent, path);
  Fd made = open_folder(parent, unfinished, path);
  const bool owned = fchown(made.get(), form.owner, form.group) == 0;
  // An account that may not give a folder away makes it its own, as open as it was.
  if (!owned && errno != EPERM) throw PathError("set the owner of", path, errno);
  if (fchmod(made.get(), form.mode) != 0) throw PathError("set the mode of", path, errno);
  if (renameat2(parent, unfinished.c_str(), parent, name.c_str(), RENAME_NOREPLACE) == 0) return made;
  const int error = errno;
  unlinkat(parent, unfinished.c_str(), AT_REMOVEDIR);
  if (error != EEXIST) throw PathError("make folder", path, error);
  return open_folder(parent, name, path);
}

FolderForm form_of(const FileFacts& folder) {
  return {folder.mode, folder.owner, folder.group, folder.identity.modified};
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

MadeFolder Beneath::make_private_folder(std::string_view path, FolderChanges& changes) const {
  MadeFolder at{again(fd_.get())};
  if (path.empty()) return at;
  if (!is_walkable(path)) throw PathError("walk", path, EINVAL);
  std::string reached;
  for (const std::string& name : components(path)) {
    Fd next(try_open_folder(at.fd.get(), name));
    if (!next && errno != ENOENT) throw PathError("open folder", path, errno);
    at.is_new = !next && mkdirat(at.fd.get(), name.c_str(), S_IRWXU) == 0;
    if (!next && !at.is_new && errno != EEXIST) throw PathError("make folder", path, errno);
    if (at.is_new) changes.add(reached);
    at.fd = next ? std::move(next) : open_folder(at.fd.get(), name, path);
    reached = join(reached, name);
  }
  return at;
}

Fd Beneath::make_folder_again(std::string_view path, const std::vector<FolderForm>& forms, FolderChanges& changes,
                              std::size_t* there) const {
  Fd at = again(fd_.get());
  if (there != nullptr) *there = 0;
  if (path.empty()) return at;
  if (!is_walkable(path)) throw PathError("walk", path, EINVAL);
  std::string reached;
  std::size_t level = 0;
  for (const std::string& name : components(path)) {
    Fd next(try_open_folder(at.get(), name));
    if (!next && errno != ENOENT) throw PathError("open folder", path, errno);
    if (next && there != nullptr) *there = level + 1;
    if (!next) {
      next = make_as(at.get(), name, path, level < forms.size() ? forms[level] : form_of(look(at.get(), reached)));
      changes.add(reached);
    }
    at = std::move(next);
    reached = join(reached, name);
    ++level;
  }
  return at;
}

std::vector<FolderForm> Beneath::forms_of(std::string_view path) const {
  std::vector<FolderForm> out;
  if (path.empty()) return out;
  Fd at = again(fd_.get());
  for (const std::string& name : components(path)) {
    at = open_folder(at.get(), name, path);
    out.push_back(form_of(look(at.get(), path)));
  }
  return out;
}

void FolderChanges::remove(std::string_view folder) {
  if (const auto known = folders_.find(folder); known != folders_.end()) folders_.erase(known);
}

void FolderChanges::sync(const Beneath& tree) const {
  if (folders_.empty()) return;
  if (folders_.size() > kSyncedOneByOne) {
    if (syncfs(tree.folder("").get()) != 0) throw PathError("sync the file system of", "", errno);
    return;
  }
  for (const std::string& folder : folders_) files::sync(tree.folder(folder).get(), folder);
}

std::vector<std::string> Beneath::prune(std::string_view path) const {
  std::vector<std::string> out;
  for (SplitPath at = split(path); !at.folder.empty(); at = split(at.folder)) {
    const Fd parent = folder_if_there(at.folder);
    if (parent && unlinkat(parent.get(), at.name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT) break;
    out.push_back(join(at.folder, at.name));
  }
  return out;
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
