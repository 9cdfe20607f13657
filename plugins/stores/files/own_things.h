/// What in a tree is no item: the bins of any files store, folders of any winnow, and the files and folders of this
/// one, by whatever name they are reached.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "file_facts.h"
#include "parking/bin.h"

namespace winnow::files {

using parking::kBinFolder;
using parking::kMetaSuffix;
using parking::kOwnFolder;
using parking::lies_in_own_folder;

/// Some files and folders by device and inode, so that a hard link, a bind mount, a symbolic link on the way or
/// another spelling of the path makes no difference. Thread rule: const after construction.
class OwnThings {
 public:
  OwnThings() = default;
  /// What is not there is left out; what cannot be looked at too, since it cannot be a file of the tree then.
  explicit OwnThings(const std::vector<std::string>& paths);

  bool has(const FileFacts& file) const;

 private:
  struct Place {
    std::uint64_t device, inode;
  };
  std::vector<Place> places_;
};

/// Why a file below a root (`root`: its facts) cannot be removed: symlink, other_device, protected, special_file,
/// hard_link; or empty. Bind mounts share the device number of what they show, so mounts are compared too.
std::string_view obstacle_of(const FileFacts& file, const FileFacts& root, const OwnThings& own);

}  // namespace winnow::files
