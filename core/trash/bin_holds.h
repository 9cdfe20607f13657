/// Holds as they bear on the bin: what is held there is neither purged by age nor by request.
///
/// In doubt it holds: fields of copies are not looked at, so a hold with `where` covers everything that its target
/// has in the bin; and a hold of files under a prefix covers linked files under it, whatever they were linked to.
#pragma once

#include <vector>

#include "core/safety/holds.h"
#include "core/trash/bin_items.h"

namespace winnow {

/// The standing holds of a moment. Thread rule: const after construction.
class BinHolds {
 public:
  explicit BinHolds(Database& db);

  /// Whether any line of the item is held.
  bool held(const Segment& segment, const BinItem& item) const;

 private:
  std::vector<Hold> standing_;
};

}  // namespace winnow
