/// Everything below one root folder, and nothing else: paths are walked component by component with openat2(2),
/// so that no symbolic link, no mount point and no ".." leads out, whatever others rename meanwhile.
///
/// Paths are bytes, relative to the root, components joined by "/"; "" is the root itself.
#pragma once

#include <sys/types.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "winnow/value.hpp"

namespace winnow::files {

/// Owns a file descriptor.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd();
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  /// Gives the descriptor away.
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

/// A system call on a path failed: "cannot open folder "a/b": Permission denied".
class PathError : public Error {
 public:
  /// `doing`: "open folder", "rename".
  PathError(std::string_view doing, std::string_view path, int number);
  int number() const { return number_; }  ///< an errno

 private:
  int number_;
};

/// Whether a path can be walked: not empty, no NUL, no empty component, no "." and no "..".
bool is_walkable(std::string_view path);

struct SplitPath {
  std::string folder;  ///< "" for what lies at the root
  std::string name;
};
SplitPath split(std::string_view path);
std::string join(std::string_view folder, std::string_view name);

/// Thread rule: const after construction.
class Beneath {
 public:
  /// `root` may itself be reached over symbolic links; from here on only its canonical path counts. Throws Error:
  /// UNAVAILABLE where it is not there, BAD_CONFIG where it is no folder, UNSUPPORTED without openat2 (Linux 5.6).
  explicit Beneath(const std::string& root);

  const std::string& root() const { return root_; }  ///< canonical

  /// Opens a folder for reading. Throws PathError: ELOOP or ENOTDIR for a symbolic link or a file on the way, EXDEV
  /// for a mount point, EINVAL for a path that is not walkable.
  Fd folder(std::string_view path) const;

  /// folder(), or an empty Fd where a component is missing.
  Fd folder_if_there(std::string_view path) const;

  /// folder(), making what is missing with `mode` (umask aside). The parent of each new folder is synced.
  Fd make_folder(std::string_view path, mode_t mode) const;

  /// Removes the folder and then its parents as long as they are empty; the first component stays.
  void prune(std::string_view path) const;

 private:
  std::string root_;
  Fd fd_;
};

/// Opens the folder `name` of the folder `parent`, under the rules above. `path` is for the message.
Fd open_folder(int parent, const std::string& name, std::string_view path);

/// fsync(2) of a folder or file; an error is final, the descriptor must not be synced again.
void sync(int fd, std::string_view path);

}  // namespace winnow::files
