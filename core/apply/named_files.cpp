#include "core/apply/named_files.h"

#include "core/base/text.h"
#include "core/bin/bin_id.h"

namespace winnow {
namespace {

/// nullptr: the part is of rows.
Links* links_to(World& world, const SegmentPart& part, NamesInBin& names) {
  OpenStore& store = world.stores.with_identity(part.store, part.identity);
  if (!store.key_rules) return nullptr;
  std::shared_ptr<Links>& links = names[part.identity];
  if (!links) links = std::make_shared<Links>(world, store, "");
  return links.get();
}

}  // namespace

NamedFiles files_named_by_others(World& world, const SegmentRow& row, const Segment& segment,
                                 const std::map<std::int64_t, LineState>& states,
                                 const std::vector<const BinItem*>& items, NamesInBin& names) {
  Leaving leaving{row.id};
  std::map<std::size_t, std::map<std::string_view, std::set<std::int64_t>>> files;  // of each part: keys and lines
  for (const BinItem* item : items) {
    for (const SegmentLine* line : item->lines) {
      leaving.lines.insert(line->number);
      // What came back, or never went, is no file that a purge destroys.
      if (!row.place.empty() && is_needed(states, line->number)) files[line->part][line->key].insert(line->number);
    }
  }
  NamedFiles out;
  for (const auto& [part, lines] : files) {
    std::vector<std::string_view> keys;
    for (const auto& [key, numbers] : lines) keys.push_back(key);
    try {
      Links* links = links_to(world, segment.parts[part], names);
      if (links == nullptr) continue;
      for (const auto& [key, by] : links->named(keys, leaving)) {
        out.lines.insert(lines.at(key).begin(), lines.at(key).end());
        out.named.emplace(key, by);
      }
    } catch (const std::exception& error) {
      out.unknown[part] = "nobody can tell who names its files: " + std::string(error.what());
    }
  }
  return out;
}

std::string words_of(const SegmentRow& row, const NamedBy& named) {
  const auto& [key, target] = *named.begin();
  return BinId{row.run, row.job, row.n, 0}.segment() + ": " + count_of(named.size(), "file stays", "files stay") +
         " in the bin, named by rows that do not go: " + printable(key) + " by a row of " + target;
}

}  // namespace winnow
