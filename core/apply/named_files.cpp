#include "core/apply/named_files.h"

#include "core/judge/links.h"

namespace winnow {
namespace {

Links& links_to(World& world, const SegmentPart& part, NamesInBin& names) {
  std::shared_ptr<Links>& links = names[part.identity];
  if (!links) links = std::make_shared<Links>(world, world.stores.with_identity(part.store, part.identity), "");
  return *links;
}

}  // namespace

NamedFiles files_named_by_others(World& world, const SegmentRow& row, const Segment& segment,
                                 const std::vector<const BinItem*>& items, NamesInBin& names) {
  std::set<std::int64_t> leaving;
  std::map<std::size_t, std::map<std::string_view, std::set<std::int64_t>>> files;  // of each part: keys and lines
  for (const BinItem* item : items) {
    for (const SegmentLine* line : item->lines) {
      leaving.insert(line->number);
      if (segment.parts[line->part].identity != row.identity) files[line->part][line->key].insert(line->number);
    }
  }
  NamedFiles out;
  for (const auto& [part, lines] : files) {
    std::vector<std::string_view> keys;
    for (const auto& [key, numbers] : lines) keys.push_back(key);
    try {
      const NamedBy named = links_to(world, segment.parts[part], names).named_in_bin(keys, {row.id, leaving});
      for (const auto& [key, by] : named) out.lines.insert(lines.at(key).begin(), lines.at(key).end());
    } catch (const std::exception& error) {
      out.unknown[part] = "nobody can tell who names its files: " + std::string(error.what());
    }
  }
  return out;
}

}  // namespace winnow
