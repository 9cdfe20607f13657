#include "core/trash/bin_items.h"

#include <algorithm>
#include <array>

namespace winnow {
namespace {

/// Gravest first.
constexpr std::array kGravity = {LineState::conflict, LineState::in_doubt, LineState::binned,
                                 LineState::restored, LineState::unsure,   LineState::purged};

bool is_graver(LineState a, LineState b) {
  return std::find(kGravity.begin(), kGravity.end(), a) < std::find(kGravity.begin(), kGravity.end(), b);
}

}  // namespace

std::vector<BinItem> items_of(const Segment& segment, const std::map<std::int64_t, LineState>& states) {
  std::map<std::int64_t, BinItem> items;
  const auto is_own = [&](const SegmentLine& line) {
    const SegmentPart& part = segment.parts[line.part];
    return part.identity == segment.header.identity && part.target == segment.header.target;
  };
  for (const SegmentLine& line : segment.lines) {
    if (!line.purged.empty()) continue;
    const auto known = states.find(line.number);
    const LineState state = known == states.end() ? LineState::unsure : known->second;
    const auto [at, fresh] = items.try_emplace(line.item, BinItem{&line, {}, state, 0});
    BinItem& item = at->second;
    // Dependants of the same table come before what they hang on, so the last one of its own is the item's.
    if (!fresh && (is_own(line) || !is_own(*item.main))) item.main = &line;
    if (is_graver(state, item.state)) item.state = state;
    item.lines.push_back(&line);
    item.bytes += line.bytes;
  }
  std::vector<BinItem> out;
  for (auto& [number, item] : items) out.push_back(std::move(item));
  std::sort(out.begin(), out.end(),
            [](const BinItem& a, const BinItem& b) { return a.main->number < b.main->number; });
  return out;
}

bool is_needed(LineState state) {
  return state == LineState::binned || state == LineState::conflict || state == LineState::in_doubt;
}

}  // namespace winnow
