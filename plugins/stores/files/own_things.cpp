#include "own_things.h"

#include <sys/stat.h>

#include <algorithm>

namespace winnow::files {

OwnThings::OwnThings(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    struct stat found {};
    if (stat(path.c_str(), &found) == 0) places_.push_back({found.st_dev, found.st_ino});
  }
}

bool OwnThings::has(const FileFacts& file) const {
  return std::ranges::any_of(places_, [&file](const Place& place) {
    return place.inode == file.identity.inode && place.device == file.device;
  });
}

std::string_view obstacle_of(const FileFacts& file, const FileFacts& root, const OwnThings& own) {
  if (file.kind == FileKind::symlink) return "symlink";
  if (file.mount != root.mount) return "other_device";
  if (own.has(file)) return "protected";
  if (file.kind != FileKind::regular) return "special_file";
  if (file.links > 1) return "hard_link";
  return {};
}

}  // namespace winnow::files
