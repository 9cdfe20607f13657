#include "core/cli/hold_keys.h"

#include <algorithm>
#include <array>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/bin/segment.h"
#include "core/judge/key_forms.h"
#include "core/safety/key_rules.h"
#include "core/state/bin_index.h"

namespace winnow {
namespace {

/// Which of these very keys live. Where the store cannot be asked none is known to.
std::set<std::string, std::less<>> living(const std::set<std::string, std::less<>>& keys, const Hold& hold,
                                          World& world) {
  Selection selection;
  selection.target = hold.target;
  const std::vector<std::string_view> wanted(keys.begin(), keys.end());
  std::set<std::string, std::less<>> out;
  try {
    world.stores.get(hold.store).store->fetch(selection, wanted, [&](std::span<const winnow_item> items) {
      for (const winnow_item& item : items) out.emplace(view(item.key));
      return Next::more;
    });
  } catch (const std::exception&) {
    return {};
  }
  return out;
}

/// What the guard refuses by its structure alone names no item, however much a file system would find there: the
/// item has another key, under which it would go.
void refuse_structure(const std::set<std::string, std::less<>>& written, const KeyRules& rules) {
  constexpr std::array<std::string_view, 6> kStructure = {"empty",         "leading_slash", "folder",
                                                          "empty_segment", "dot_segment",   "traversal"};
  for (const std::string& key : written) {
    const std::optional<std::string_view> reason = refuse_key(key, rules);
    if (!reason || std::ranges::find(kStructure, *reason) == kStructure.end()) continue;
    throw configuration_failure("--key", "\"" + printable(key) + "\" is no key of an item: " + std::string(*reason),
                                *reason == "folder" ? "to hold a folder, name it as the target: STORE/" + key
                                                    : "write the key as `winnow plan` and `winnow trash list` do");
  }
}

}  // namespace

std::vector<std::string> binned_keys(const BinSelection& written, const Hold& hold, World& world) {
  const BinSelection selection = as_in_bin(written, world.state, world.medium);
  std::vector<std::string> out;
  for (const SegmentRow& row : segments_meant(world.state, selection)) {
    const Segment segment = read_segment(world.medium, row);
    for (const SegmentLine& line : segment.lines) {
      const SegmentPart& part = segment.parts.at(line.part);
      const bool here = (part.store == hold.store || part.identity == hold.identity) &&
                        (hold.target.empty() || part.target == hold.target || allows(hold.target, line.key));
      const bool wanted = selection.keys.empty() || selection.keys.contains(line.key);
      if (here && wanted && row.taken.contains(line.number) && line.purged.empty()) out.push_back(line.key);
    }
  }
  if (out.empty())
    throw Failure("", "the bin holds nothing of that", "leave out --run and --job to hold what lives");
  return out;
}

std::vector<std::string> keys_meant(const std::set<std::string, std::less<>>& written, const Hold& hold,
                                    World& world) {
  std::vector<std::string> out(written.begin(), written.end());
  if (written.empty()) return out;
  if (!hold.identity.empty() && world.stores.get(hold.store).key_rules) {
    refuse_structure(written, *world.stores.get(hold.store).key_rules);
    return out;
  }
  const std::set<std::string, std::less<>> live = living(written, hold, world);
  for (const std::string& key : written) {
    if (live.contains(key)) continue;
    const std::set<std::string, std::less<>> known = living({key}, hold, world);
    std::ranges::copy(known, std::back_inserter(out));
    std::ranges::move(marked_forms(key), std::back_inserter(out));
  }
  return out;
}

std::vector<std::string> keys_of_nothing(const BinSelection& written, const Hold& hold, const HoldCover& cover,
                                         World& world) {
  std::vector<std::string> out;
  if (!cover.live || *cover.live + cover.binned >= written.keys.size()) return out;
  for (const std::string& key : written.keys) {
    std::set<std::string, std::less<>> forms = living({key}, hold, world);
    forms.insert(key);
    for (std::string& list : marked_forms(key)) forms.insert(std::move(list));
    Hold one = hold;
    std::erase_if(one.keys, [&forms](const std::string& held) { return !forms.contains(held); });
    if (!one.keys.empty()) {
      const HoldCover of_it = cover_of(world, one);
      if (of_it.live != std::optional<std::uint64_t>(0) || of_it.binned > 0) continue;
    }
    out.push_back(key);
  }
  return out;
}

std::vector<std::string> not_held_too(const BinSelection& written, const Hold& hold, World& world) {
  std::vector<std::string> out;
  if (!written.run || written.job) return out;
  for (const std::string& key : written.keys) {
    if (std::ranges::find(hold.keys, key) == hold.keys.end()) continue;
    BinSelection lists = written;
    lists.keys.clear();
    for (std::string& list : marked_forms(key)) lists.keys.insert(std::move(list));
    if (lists.keys.empty()) continue;
    try {
      for (const std::string& other : binned_keys(lists, hold, world)) out.push_back(other);
    } catch (const Failure&) {  // the bin has none
    }
  }
  return out;
}

}  // namespace winnow
