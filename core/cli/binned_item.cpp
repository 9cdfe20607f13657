#include "core/cli/binned_item.h"

#include "core/base/encoding.h"
#include "core/base/text.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

Json key_of(const std::string& key) {
  return is_utf8(key) ? Json(key) : Json{{"base64", to_base64(key)}};
}

Json expiry_of(const SegmentRow& row, const Config& config) {
  return config.trash_retention ? Json(iso(row.sealed_at + config.trash_retention->about())) : Json();
}

}  // namespace

Json binned_item(const SegmentRow& row, const Segment& segment, const SegmentLine& line, LineState state,
                 const Config& config) {
  Json out = {{"id", BinId{row.run, row.job, row.n, line.number}.text()}, {"run", row.run}, {"job", row.job}};
  const bool purged = !line.purged.empty();
  out["store"] = purged ? row.store : segment.parts[line.part].store;
  out["target"] = purged ? row.target : segment.parts[line.part].target;
  out["key"] = purged ? Json() : key_of(line.key);
  out["removed_at"] = iso(row.sealed_at);
  out["expires_at"] = purged ? Json() : expiry_of(row, config);
  out["bytes"] = line.bytes;
  out["reason"] = purged ? row.reason : line.reason;
  out["state"] = purged ? word_of(LineState::purged) : word_of(state);
  return out;
}

}  // namespace winnow
