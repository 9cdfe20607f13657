#include "core/bin/bin_view.h"

#include <algorithm>

#include "core/base/failure.h"
#include "core/bin/bin_items.h"
#include "core/bin/bin_store.h"
#include "core/bin/copy_fields.h"
#include "core/bin/store_medium.h"

namespace winnow {
namespace {

/// What one segment has in the columns asked for.
void show_values(const Segment& segment, const SegmentRow& row, const std::map<std::int64_t, LineState>& states,
                 std::span<const NamingColumn> columns, const BinnedValueSink& sink) {
  struct Wanted {
    std::size_t column;
    std::string_view name;
  };
  std::vector<std::vector<Wanted>> wanted(segment.parts.size());
  std::vector<CopyReader> readers;
  for (std::size_t part = 0; part < segment.parts.size(); ++part) {
    readers.emplace_back(segment.parts[part]);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const bool here =
          columns[i].identity == segment.parts[part].identity && columns[i].target == segment.parts[part].target;
      if (here) wanted[part].push_back({i, columns[i].column});
    }
  }
  for (const SegmentLine& line : segment.lines) {
    if (wanted[line.part].empty() || !is_needed(states, line.number)) continue;
    const CopyFields fields = readers[line.part].read(line);
    for (const Wanted& one : wanted[line.part]) {
      const auto value = fields.find(one.name);
      if (value == fields.end() || value->second.is_null()) continue;
      sink(one.column, value->second, {row.id, line.number});
    }
  }
}

}  // namespace

std::unique_ptr<OpenBin> BinOfWorld::open(World& world, const std::string& purger) {
  auto out = std::make_unique<OpenBin>();
  out->config.name = kBinStore;
  out->config.allow = {kBinTarget};
  out->store.config = &out->config;
  out->store.store = std::make_unique<BinStore>(world.state, world.medium, purger, world.as_of, world.config.zone);
  out->store.identity = out->store.store->identity();
  return out;
}

std::int64_t BinOfWorld::each_value(World& world, std::span<const NamingColumn> columns, std::int64_t after,
                                    const BinnedValueSink& sink) {
  std::int64_t last = after;
  if (columns.empty()) return last;
  BinIndex index(world.state);
  for (const SegmentRow& row : index.find(SegmentQuery{})) {
    if (row.id <= after) continue;
    last = std::max(last, row.id);
    // A table's rows lie in segments of its own store alone, be it as what hangs on another's.
    if (std::none_of(columns.begin(), columns.end(),
                     [&](const NamingColumn& column) { return column.identity == row.identity; })) {
      continue;
    }
    try {
      show_values(read_segment(world.medium, row), row, index.lines(row), columns, sink);
    } catch (const Unreached&) {
      throw;
    } catch (const Failure&) {
      continue;  // damaged: nothing that names a file can come back from it
    }
  }
  return last;
}

bool BinOfWorld::has(World& world, const BinnedLine& line) {
  BinIndex index(world.state);
  for (const SegmentRow& row : index.find(SegmentQuery{})) {
    if (row.id != line.segment) continue;
    return is_needed(index.lines(row), line.line);
  }
  return false;
}

}  // namespace winnow
