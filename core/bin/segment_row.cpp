#include "core/bin/segment_row.h"

#include <set>

namespace winnow {

SegmentRow row_of(const SegmentHeader& header, std::string path) {
  SegmentRow row;
  row.run = header.run;
  row.job = header.job;
  row.n = header.n;
  row.store = header.store;
  row.identity = header.identity;
  row.target = header.target;
  row.lease = header.lease;
  row.place = header.place;
  row.path = std::move(path);
  row.sealed_at = header.at;
  row.reason = header.reason;
  return row;
}

SegmentRow row_of(const Segment& segment, std::string path) {
  SegmentRow row = row_of(segment.header, std::move(path));
  row.sha256 = segment.sha256;
  std::set<std::int64_t> items;
  for (const SegmentLine& line : segment.lines) {
    if (!segment.taken.contains(line.number) || !line.purged.empty()) continue;
    row.taken.add(line.number);
    items.insert(line.item);
    if (segment.parts[line.part].identity == row.identity) ++row.counted;
    row.bytes += line.bytes;
  }
  row.items = static_cast<std::int64_t>(items.size());
  return row;
}

KeyDigests keys_of(const State& state, const Segment& segment) {
  KeyDigests out(state);
  for (const SegmentLine& line : segment.lines) {
    if (line.purged.empty()) out.add(line.key);
  }
  return out;
}

}  // namespace winnow
