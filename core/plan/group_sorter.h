/// Brings the items of a scan together by group: newest first, and of one time the higher key first, which is the
/// later row where keys count up (numbers in keys by value). Sorted on disk, by SQLite's own sorter, so that it
/// works for any store and any number of items; one group at a time is in memory.
#pragma once

#include <functional>

#include "core/state/sqlite.h"
#include "winnow/selection.hpp"

namespace winnow {

/// Thread rule: one thread.
class GroupSorter {
 public:
  /// `selection` names the fields of the items and those to group by, and outlives the sorter.
  explicit GroupSorter(const Selection& selection);

  void add(const winnow_item& item);
  /// Calls `visit` with each whole group; the views end with the call.
  void each_group(const std::function<void(std::span<const winnow_item>)>& visit);

 private:
  std::string group_of(const winnow_item& item) const;

  const Selection& selection_;
  std::vector<std::size_t> group_fields_;
  Database db_;
  Transaction filling_;
  Statement insert_;
};

}  // namespace winnow
