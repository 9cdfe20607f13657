#include "core/bin/bin_pieces.h"

#include <algorithm>
#include <map>
#include <unordered_set>
#include <utility>

namespace winnow {

std::vector<BinPieces> pieces_of(const Segment& segment, const LineSet& wanted) {
  std::vector<BinPieces> out;
  std::vector<std::size_t> group_of_part;
  for (const SegmentPart& part : segment.parts) {
    const auto known = std::find_if(out.begin(), out.end(),
                                    [&](const BinPieces& group) { return group.identity == part.identity; });
    group_of_part.push_back(static_cast<std::size_t>(known - out.begin()));
    if (known == out.end()) out.push_back({part.store, part.identity, part.target, {}, {}, {}, {}, {}});
    out[group_of_part.back()].headers.push_back(
        {borrow(std::string_view{part.target}), borrow(std::string_view{part.header})});
  }
  for (const SegmentLine& line : segment.lines) {
    if (!wanted.contains(line.number) || !line.purged.empty()) continue;
    BinPieces& group = out[group_of_part[line.part]];
    winnow_piece piece{};
    piece.item = static_cast<std::size_t>(line.item);
    piece.target = borrow(std::string_view{segment.parts[line.part].target});
    piece.key = borrow(std::string_view{line.key});
    piece.time = line.time;
    piece.content = borrow(std::string_view{line.content});
    group.pieces.push_back(piece);
    group.lines.push_back(line.number);
    group.owners.push_back(line.owners());
  }
  std::erase_if(out, [](const BinPieces& group) { return group.pieces.empty(); });
  for (BinPieces& group : out) group.outcomes.assign(group.pieces.size(), WINNOW_NOT_TRIED);
  return out;
}

std::int64_t rows_of(const BinPieces& own, const std::function<bool(std::size_t piece)>& counts) {
  std::map<std::string_view, std::unordered_set<std::string_view>> rows;
  std::int64_t count = 0;
  for (std::size_t i = 0; i < own.pieces.size(); ++i) {
    if (counts(i) && rows[view(own.pieces[i].target)].insert(view(own.pieces[i].key)).second) ++count;
  }
  return count;
}

}  // namespace winnow
