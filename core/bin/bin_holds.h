/// Holds as they bear on the bin: what is held there is neither purged by age nor by request.
///
/// In doubt it holds: fields of copies are not looked at, so a hold with `where` covers everything that its target
/// has in the bin; and an item is held as a whole if any line of it is, be it a linked file.
#pragma once

#include <map>
#include <set>
#include <tuple>

#include "core/bin/bin_items.h"
#include "core/safety/holds.h"

namespace winnow {

/// The standing holds of a moment: each place's are loaded when they are first asked for. Thread rule: one thread.
class BinHolds {
 public:
  BinHolds(State& state, Time now, const Zone& zone) : state_(state), now_(now), zone_(zone) {}

  /// Throws Failure where holds cannot be looked up.
  bool held(const Segment& segment, const BinItem& item);
  /// The lines of all held items; of a segment that no hold concerns, without looking at its lines. Throws as
  /// held().
  std::set<std::int64_t> held_lines(const Segment& segment, const std::map<std::int64_t, LineState>& states);

 private:
  const Holds& of(const SegmentPart& part);

  State& state_;
  Time now_;
  const Zone& zone_;
  std::map<std::tuple<std::string, std::string, std::string>, Holds> known_;
};

}  // namespace winnow
