#include "core/bin/bin_items.h"

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
  const auto state_of = [&states](const SegmentLine& line) {
    const auto known = states.find(line.number);
    return known == states.end() ? LineState::unsure : known->second;
  };
  const auto add = [&](std::int64_t owner, const SegmentLine& line) {
    const LineState state = state_of(line);
    const auto [at, fresh] = items.try_emplace(owner, BinItem{owner, &line, {}, state, 0});
    BinItem& item = at->second;
    // Dependants of the same table come before what they hang on, so the last one of its own is the item's.
    if (!fresh && (is_own(line) || !is_own(*item.main))) item.main = &line;
    if (is_graver(state, item.state)) item.state = state;
    item.lines.push_back(&line);
    item.bytes += line.bytes;
  };
  for (const SegmentLine& line : segment.lines) {
    if (line.purged.empty() && line.others.empty()) add(line.item, line);
  }
  // A file of several rows belongs to those of them that went.
  for (const SegmentLine& line : segment.lines) {
    if (!line.purged.empty() || line.others.empty()) continue;
    std::vector<std::int64_t> owners = line.owners();
    std::erase_if(owners, [&](std::int64_t owner) {
      const auto item = items.find(owner);
      return item == items.end() || item->second.state == LineState::unsure;
    });
    if (owners.empty()) owners.push_back(line.item);
    for (const std::int64_t owner : owners) add(owner, line);
  }
  std::vector<BinItem> out;
  for (auto& [number, item] : items) out.push_back(std::move(item));
  std::sort(out.begin(), out.end(),
            [](const BinItem& a, const BinItem& b) { return a.main->number < b.main->number; });
  return out;
}

bool is_needed(const std::map<std::int64_t, LineState>& states, std::int64_t line) {
  const auto state = states.find(line);
  return state != states.end() && is_needed(state->second);
}

std::vector<const SegmentLine*> files_not_here(const Segment& segment,
                                               const std::map<std::int64_t, LineState>& states) {
  std::vector<const SegmentLine*> out;
  std::set<std::pair<std::string_view, std::string_view>> here;  // a file that two columns name has two lines
  for (const SegmentLine& line : segment.lines) {
    const SegmentPart& part = segment.parts[line.part];
    if (!line.purged.empty() || part.identity == segment.header.identity || !states.contains(line.number)) continue;
    if (is_needed(states, line.number)) {
      here.emplace(part.identity, line.key);
    } else {
      out.push_back(&line);
    }
  }
  std::erase_if(out, [&](const SegmentLine* line) {
    return here.contains({segment.parts[line->part].identity, line->key});
  });
  return out;
}

std::set<std::int64_t> items_without_file(const Segment& segment, const std::map<std::int64_t, LineState>& states) {
  std::set<std::int64_t> out;
  for (const SegmentLine* line : files_not_here(segment, states)) {
    if (states.at(line->number) != LineState::purged) continue;
    for (const std::int64_t owner : line->owners()) out.insert(owner);
  }
  if (out.empty()) return out;
  for (const BinItem& item : items_of(segment, states)) {
    if (!is_needed(states, item.main->number)) out.erase(item.number);
  }
  return out;
}

}  // namespace winnow
