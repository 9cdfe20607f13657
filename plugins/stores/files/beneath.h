/// Everything below one root folder, and nothing else: paths are walked component by component with openat2(2),
/// so that no symbolic link, no mount point and no ".." leads out, whatever others rename meanwhile.
///
/// Paths are bytes, relative to the root, components joined by "/"; "" is the root itself.
#pragma once

#include <sys/types.h>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "file_facts.h"
#include "parking/text.h"
#include "winnow/value.hpp"

namespace winnow::files {

using parking::json_of;
using parking::shown;

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

/// What a folder is made with.
struct FolderForm {
  mode_t mode = 0;  ///< permission bits
  uid_t owner = 0;
  gid_t group = 0;
  FileTime modified;  ///< for who made it again to set, once it is as full as it was
  friend bool operator==(const FolderForm&, const FolderForm&) = default;
};

class Beneath;

/// The folders in which a batch made, moved or removed names. sync() makes all of it last. Thread rule: one thread.
class FolderChanges {
 public:
  void add(std::string_view folder) { folders_.emplace(folder); }
  bool has(std::string_view folder) const { return folders_.contains(folder); }
  void add(const FolderChanges& others) { folders_.insert(others.folders_.begin(), others.folders_.end()); }
  /// Forgets a folder that was itself removed again.
  void remove(std::string_view folder);
  /// Some folders are synced one by one, of more the whole file system at once, which costs less. An error is
  /// final. Throws PathError.
  void sync(const Beneath& tree) const;

 private:
  std::set<std::string, std::less<>> folders_;
};

struct MadeFolder {
  Fd fd;
  bool is_new = false;  ///< it was not there, and so is empty
};

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

  /// folder(), making what is missing for this account alone. What was made is added to `changes`.
  MadeFolder make_private_folder(std::string_view path, FolderChanges& changes) const;

  /// folder(), making what is missing as `forms` say, the outermost component first; a component without a form
  /// takes after the folder that it lies in. A new folder appears with its owner and mode or not at all. Answers
  /// how many components were there already in `there`, if that is given.
  Fd make_folder_again(std::string_view path, const std::vector<FolderForm>& forms, FolderChanges& changes,
                       std::size_t* there = nullptr) const;

  /// The forms of the folder and of all that it lies in, the outermost first.
  std::vector<FolderForm> forms_of(std::string_view path) const;

  /// Removes the folder and then its parents as long as they are empty; the first component stays. Answers which
  /// have gone.
  std::vector<std::string> prune(std::string_view path) const;

 private:
  std::string root_;
  Fd fd_;
};

/// Opens the folder `name` of the folder `parent`, under the rules above. `path` is for the message.
Fd open_folder(int parent, const std::string& name, std::string_view path);

/// fsync(2) of a folder or file; an error is final, the descriptor must not be synced again.
void sync(int fd, std::string_view path);

}  // namespace winnow::files
