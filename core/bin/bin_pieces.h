/// Lines of a segment as the border wants them: pieces with their headers, for restore, settle and purge.
#pragma once

#include <functional>
#include <vector>

#include "core/bin/segment.h"

namespace winnow {

/// Some lines of one segment that belong to one store. Borrows from the segment. Thread rule: plain data.
struct BinPieces {
  std::string store;  ///< name in the TOML when it was written
  std::string identity;
  std::string target;
  std::vector<winnow_header> headers;
  std::vector<winnow_piece> pieces;
  std::vector<std::int64_t> lines;                ///< of each piece
  std::vector<std::vector<std::int64_t>> owners;  ///< of each piece: the items to which it belongs
  std::vector<winnow_outcome> outcomes;
};

/// The wanted lines of `segment`, one group a store, in the order of its parts.
std::vector<BinPieces> pieces_of(const Segment& segment, const LineSet& wanted);

/// How many rows the pieces are that `counts` says yes to. One that hangs on several items is there several times.
std::int64_t rows_of(const BinPieces& own, const std::function<bool(std::size_t piece)>& counts);

}  // namespace winnow
