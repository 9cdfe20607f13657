/// What other rows hung on, and that does not come back with them: a row of a batch that came back before, or whose
/// key somebody else has by now. A store that asks for witnesses lets nothing come back hanging on a stranger.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "core/bin/bin_pieces.h"
#include "core/state/bin_index.h"

namespace winnow {

/// Of one undo. Thread rule: one thread.
class Witnesses {
 public:
  /// A restore() call as it is made: the group's pieces, and behind them its witnesses. Borrows from all it is made
  /// of.
  struct Call {
    std::vector<winnow_header> headers;
    std::vector<winnow_piece> pieces;
    std::vector<winnow_outcome> outcomes;
  };
  /// With lines of the segment that went, and are not tried now; and with what did not come back before. `states`:
  /// of BinIndex::lines().
  Call call(const BinPieces& group, const Segment& segment, const std::map<std::int64_t, LineState>& states) const;

  /// The pieces of a call that has ended.
  void note(const BinPieces& group);
  /// To be asked before a segment is begun. Throws Failure where too many did not come back.
  void require_room() const;

 private:
  struct Left {
    std::string identity, target, header, key, content;
  };
  std::deque<Left> left_;
  std::size_t bytes_ = 0;
};

}  // namespace winnow
