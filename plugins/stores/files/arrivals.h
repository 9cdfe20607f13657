/// When a file came to where it is, which is not when its content was written: cp -p, rsync, tar and mv keep old
/// modification times, and a grace that counted from those would be over before it began.
///
/// The time of the inode's last change tells, and that is what `arrived` is, unless most of a target came within a
/// day with content older than that: then the whole tree was copied, restored or given to another owner, which says
/// nothing about any one file, and its modification time counts.
#pragma once

#include <cstdint>
#include <map>

#include "file_facts.h"

namespace winnow::files {

/// What the files of one target have in common. Thread rule: one thread.
class Arrivals {
 public:
  /// Called for each file of the target, before of().
  void add(const FileFacts& file);
  std::int64_t of(const FileFacts& file) const;

 private:
  std::uint64_t files_ = 0;
  std::map<std::int64_t, std::uint64_t> older_content_;  ///< by day of arrival: files whose content is older
};

}  // namespace winnow::files
