/// Copies in the stores' own bins that are not where their receipts say: somebody deleted, moved or replaced them,
/// and the bin's index does not know.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/bin/segment.h"
#include "core/judge/rule.h"

namespace winnow {

/// What the stores showed of their bins, so that nobody has to ask for it again.
class ShownCopies {
 public:
  void add(const std::string& identity, const winnow_parked& copy);
  bool contains(const std::string& identity, std::string_view place, std::string_view key) const;

 private:
  std::set<std::string> copies_;
};

/// What a store did not show is asked for one by one: a request each, in a bucket. `some`: where the first of a
/// batch is there although no listing shows it, as a version below a delete marker is, its others are taken to be,
/// too.
enum class AskFor { some, all };

struct Vanished {
  enum class How {
    lost,           ///< it is not there, or is something else
    not_looked_at,  ///< its store could not be asked
    unsure,         ///< it lives, or its store can never tell
  };
  std::string words;  ///< which one, how it is, and what to do
  How how = How::lost;
  std::int64_t line = 0;  ///< of the segment; 0: all that were asked for at once
};

/// Looks for what of `row` lies in the bin of a store, and changes nothing. What a batch, an undo or a purge is at
/// work on is left out. `of`: the lines that are meant; nullptr: all.
std::vector<Vanished> vanished_from(World& world, const SegmentRow& row, const Segment& segment,
                                    const ShownCopies& shown, AskFor what,
                                    const std::set<std::int64_t>* of = nullptr);

}  // namespace winnow
