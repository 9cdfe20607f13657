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
  std::string words;  ///< which one, how it is, and what to do
  bool lost = true;   ///< false: it lives, or nobody can tell
};

/// Looks for what of `row` lies in the bin of a store, and changes nothing. What a batch, an undo or a purge is at
/// work on is left out.
std::vector<Vanished> vanished_from(World& world, const SegmentRow& row, const Segment& segment,
                                    const ShownCopies& shown, AskFor what);

}  // namespace winnow
