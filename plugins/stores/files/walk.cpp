#include "walk.h"

#include <dirent.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <vector>

#include "parking/text.h"

namespace winnow::files {

namespace {

/// So many names of a folder are read and sorted at once: all of an ordinary folder, a stretch of a huge one.
constexpr std::size_t kNamesAtOnce = 65'536;

/// A folder under way.
class OpenFolder {
 public:
  OpenFolder(Fd fd, std::string path) : path_(std::move(path)), stream_(fdopendir(fd.get()), &closedir) {
    if (!stream_) throw PathError("read folder", path_, errno);
    fd.release();  // the stream closes it
  }

  const std::string& path() const { return path_; }
  int fd() const { return dirfd(stream_.get()); }

  /// The next name, or empty at the end.
  std::string next() {
    if (at_ == names_.size()) read_some();
    return at_ < names_.size() ? std::move(names_[at_++]) : std::string{};
  }

 private:
  void read_some() {
    names_.clear();
    at_ = 0;
    errno = 0;
    while (names_.size() < kNamesAtOnce) {
      const dirent* entry = readdir(stream_.get());
      if (entry == nullptr) break;
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") names_.emplace_back(name);
    }
    if (errno != 0) throw PathError("read folder", path_, errno);
    std::ranges::sort(names_);
  }

  std::string path_;
  std::unique_ptr<DIR, int (*)(DIR*)> stream_;
  std::vector<std::string> names_;
  std::size_t at_ = 0;
};

class Walk {
 public:
  Walk(const Beneath& tree, Host& host, const OwnThings& own, const std::function<void(FoundFile)>& visit)
      : tree_(tree), host_(host), own_(own), visit_(visit), root_(look(tree.folder("").get(), "")) {}

  void run(const Target& target) {
    Fd start = tree_.folder(target.folder);
    if (own_.has(look(start.get(), target.folder))) {
      throw Error(WINNOW_BAD_CONFIG, "the target's folder " + shown(target.folder) + " is winnow's own");
    }
    if (target.reach == Target::Reach::exact) {
      const std::string key = join(target.folder, target.name);
      const std::optional<FileFacts> facts = look(start.get(), target.name, key);
      if (facts && facts->kind != FileKind::folder) visit_({key, facts, obstacle_of(*facts, root_, own_)});
      return;
    }
    enter(std::move(start), target.folder);
    while (!open_.empty()) {
      const std::string name = open_.back().next();
      if (name.empty()) {
        open_.pop_back();
      } else if (open_.size() > 1 || name.starts_with(target.name)) {
        step(name);
      }
    }
  }

 private:
  void enter(Fd folder, std::string path) {
    if (host_.stopping()) throw Error(WINNOW_STOPPED, "stopped while listing files");
    open_.emplace_back(std::move(folder), std::move(path));
  }

  void step(const std::string& name) {
    if (name == kBinFolder || name == kOwnFolder) return;
    std::string key = join(open_.back().path(), name);
    std::optional<FileFacts> facts;
    try {
      facts = look(open_.back().fd(), name, key);
      if (!facts) return;
      if (facts->kind != FileKind::folder) return visit_({key, facts, obstacle_of(*facts, root_, own_)});
      if (own_.has(*facts)) return;
      if (!same_file_system(*facts, root_)) return visit_({key, facts, "other_device"});
      enter(open_folder(open_.back().fd(), name, key), key);
    } catch (const PathError& error) {
      switch (error.number()) {
        case ENOENT: return;
        case ELOOP:
        case ENOTDIR: return visit_({key, facts, "symlink"});  // swapped since it was looked at
        case EXDEV: return visit_({key, facts, "other_device"});
        case EPERM:
        case EACCES:
          warn_of_closed(facts ? key : open_.back().path(), error);
          return visit_({key, facts, "unreadable"});
        default: throw;
      }
    }
  }

  /// Once a folder, however many files of it cannot be looked at.
  void warn_of_closed(const std::string& folder, const PathError& error) {
    if (std::exchange(closed_, folder) == folder) return;
    host_.log(WINNOW_WARN, std::string(error.what()) + "; what lies there stays");
  }

  const Beneath& tree_;
  Host& host_;
  const OwnThings& own_;
  const std::function<void(FoundFile)>& visit_;
  FileFacts root_;
  std::vector<OpenFolder> open_;
  std::string closed_;  ///< the last folder that was warned of
};

}  // namespace

Target read_target(std::string_view text) {
  Target out;
  std::string_view path = text;
  if (path.ends_with('/')) {
    path.remove_suffix(1);
    out = {Target::Reach::below, std::string(path), ""};
  } else {
    if (path.ends_with('*')) {
      path.remove_suffix(1);
      out.reach = Target::Reach::beginning;
    }
    SplitPath parts = split(path);
    out.folder = std::move(parts.folder);
    out.name = std::move(parts.name);
  }
  const bool whole_folder = out.reach == Target::Reach::beginning && out.name.empty();
  if (whole_folder || !is_walkable(path)) {
    throw Error(
        WINNOW_BAD_CONFIG,
        "target " + shown(text) + " names no files; write \"folder/\", \"beginning-*\" or the path of one file");
  }
  if (lies_in_own_folder(path)) {
    throw Error(WINNOW_BAD_CONFIG, "target " + shown(text) + " lies in a folder of winnow's own");
  }
  return out;
}

void walk(const Beneath& tree, const Target& target, Host& host, const OwnThings& own,
          const std::function<void(FoundFile)>& visit) {
  Walk(tree, host, own, visit).run(target);
}

}  // namespace winnow::files
