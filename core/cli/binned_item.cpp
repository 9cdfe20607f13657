#include "core/cli/binned_item.h"

#include "winnow/copy.hpp"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

Json expiry_of(const SegmentRow& row, const Config& config) {
  return config.trash_retention ? Json(iso(row.kept_since + config.trash_retention->about())) : Json();
}

}  // namespace

Json binned_item(const SegmentRow& row, const Segment& segment, const SegmentLine& line, LineState state,
                 const std::set<std::int64_t>& held, const Config& config) {
  Json out = {{"id", BinId{row.run, row.job, row.n, line.number}.text()}, {"run", row.run}, {"job", row.job}};
  const bool purged = !line.purged.empty();
  out["store"] = purged ? row.store : segment.parts[line.part].store;
  out["target"] = purged ? row.target : segment.parts[line.part].target;
  out["key"] = purged ? Json() : name_json(line.key);
  out["removed_at"] = iso(row.sealed_at);
  out["expires_at"] = purged ? Json() : expiry_of(row, config);
  out["bytes"] = line.bytes;
  out["reason"] = purged ? row.reason : line.reason;
  // Of a batch that is not settled nobody knows yet whether it went.
  const bool open = !row.settled && state == LineState::binned;
  out["state"] = word_of(purged ? LineState::purged : open ? LineState::in_doubt : state);
  out["held"] = held.contains(line.number);
  return out;
}

}  // namespace winnow
