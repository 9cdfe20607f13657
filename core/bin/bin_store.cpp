#include "core/bin/bin_store.h"

#include <algorithm>
#include <array>

#include "core/base/failure.h"
#include "core/bin/tombstones.h"
#include "core/items/matcher.h"
#include "winnow/page.hpp"

namespace winnow {
namespace {

struct Field {
  const char* name;
  winnow_type type;
};
constexpr std::array kFields = {
    Field{"run", WINNOW_TEXT},        Field{"job", WINNOW_TEXT},   Field{"store", WINNOW_TEXT},
    Field{"target", WINNOW_TEXT},     Field{"key", WINNOW_TEXT},   Field{"reason", WINNOW_TEXT},
    Field{"bytes", WINNOW_INT},       Field{"state", WINNOW_TEXT}, Field{"held", WINNOW_BOOL},
    Field{"removed_at", WINNOW_TIME},
};

/// The fields that all items of a segment share; the others are NULL, so that comparing with them is unknown.
Value shared_field(const std::string& name, const SegmentRow& row) {
  if (name == "run") return Value::of_text(row.run);
  if (name == "job") return Value::of_text(row.job);
  if (name == "removed_at") return Value::time(row.kept_since);
  return {};
}

Value field_of(const std::string& name, const SegmentRow& row, const Segment& segment, const BinItem& item,
               bool held) {
  const SegmentPart& part = segment.parts[item.main->part];
  if (name == "store") return Value::of_text(part.store);
  if (name == "target") return Value::of_text(part.target);
  if (name == "key") return own(name_value(borrow(std::string_view{item.main->key})));
  if (name == "reason") return Value::of_text(item.main->reason);
  if (name == "bytes") return Value::integer(static_cast<std::int64_t>(item.bytes));
  if (name == "state") return Value::of_text(std::string(word_of(item.state)));
  if (name == "held") return Value::boolean(held);
  return shared_field(name, row);
}

std::string_view obstacle_of(const SegmentRow& row, const BinItem& item) {
  if (!row.at_rest()) return "unsettled";
  if (item.state == LineState::conflict || item.state == LineState::in_doubt) return word_of(item.state);
  return {};
}

winnow_item to_item(std::string_view key, const SegmentRow& row) {
  winnow_item out{};
  out.key = borrow(key);
  out.time = micros_of(row.kept_since);
  return out;
}

void add(Page& page, winnow_item item, const std::vector<Value>& values) {
  std::vector<winnow_value> lent;
  for (const Value& value : values) lent.push_back(borrow(value));
  item.fields = lent.data();
  page.add(item);
}

/// Whether an item of this segment may be in scope, judged by what all of them share.
bool may_hold_some(const SegmentRow& row, const Selection& selection, const Matcher& scope) {
  std::vector<Value> values;
  for (const std::string& name : selection.fields) values.push_back(shared_field(name, row));
  std::vector<winnow_value> lent;
  for (const Value& value : values) lent.push_back(borrow(value));
  return scope(lent.data(), micros_of(row.kept_since)) != Truth::no;
}

}  // namespace

BinStore::BinStore(State& state, const Medium& medium, std::string purger, Time now, const Zone& zone)
    : state_(state), medium_(medium), purger_(std::move(purger)), now_(now), zone_(zone) {}

std::string BinStore::identity() {
  return "bin:" + state_.id();
}

std::vector<Fact> BinStore::inspect(std::string_view) {
  std::vector<Fact> out = {{WINNOW_FACT_KEY, WINNOW_TEXT, "id", "RUN/JOB/SEGMENT#LINE"}};
  for (const Field& field : kFields) out.push_back({WINNOW_FACT_FIELD, field.type, field.name, ""});
  return out;
}

std::uint64_t BinStore::count(const SegmentRow& row) {
  const std::map<std::int64_t, LineState> states = BinIndex(state_).lines(row);
  const bool as_removed =
      std::all_of(states.begin(), states.end(), [](const auto& line) { return line.second == LineState::binned; });
  if (as_removed) return static_cast<std::uint64_t>(row.items);
  // Lines are not items (a row has files), so where some of them went their own ways only a look tells.
  try {
    return items_of(read_segment(medium_, row), states).size();
  } catch (const Failure&) {
    return 1;  // as scan() shows it
  }
}

std::optional<std::uint64_t> BinStore::total(std::string_view) {
  std::uint64_t items = 0;
  for (const SegmentRow& row : BinIndex(state_).find(SegmentQuery{})) items += count(row);
  return items;
}

void BinStore::show_segment(const SegmentRow& row, const std::set<std::int64_t>* lines, const Selection& selection,
                            BinHolds& holds, Page& page) {
  Segment segment;
  try {
    segment = read_segment(medium_, row);
  } catch (const Failure&) {
    std::vector<Value> values;
    for (const std::string& name : selection.fields) values.push_back(shared_field(name, row));
    const std::string key = row.run + "/" + row.job + "/" + std::to_string(row.n);
    winnow_item item = to_item(key, row);
    item.obstacle = borrow(std::string_view{"unreadable_segment"});
    return add(page, item, values);
  }
  for (const BinItem& item : items_of(segment, BinIndex(state_).lines(row))) {
    if (lines != nullptr && !lines->contains(item.main->number)) continue;
    const bool held = holds.held(segment, item);
    std::vector<Value> values;
    for (const std::string& name : selection.fields) values.push_back(field_of(name, row, segment, item, held));
    const std::string key = BinId{row.run, row.job, row.n, item.main->number}.text();
    winnow_item shown = to_item(key, row);
    shown.version = borrow(word_of(item.state));
    shown.obstacle = borrow(obstacle_of(row, item));
    shown.bytes = item.bytes;
    add(page, shown, values);
  }
}

void BinStore::scan(const Selection& selection, const ItemSink& out) {
  Selection narrow = selection;
  narrow.scope.collect_fields(narrow.fields);
  const Matcher scope(selection.scope, narrow);
  BinHolds holds(state_, now_, zone_);
  for (const SegmentRow& row : BinIndex(state_).find(SegmentQuery{})) {
    if (!may_hold_some(row, narrow, scope)) continue;
    Page page(selection.fields.size());
    show_segment(row, nullptr, selection, holds, page);
    if (!page.empty() && out(page.items()) == Next::stop) throw Error(WINNOW_STOPPED, "stopped");
  }
}

void BinStore::fetch(const Selection& selection, std::span<const std::string_view> keys, const ItemSink& out) {
  std::map<BinId, std::set<std::int64_t>> wanted;  // of each segment, as the id of no line
  for (const std::string_view key : keys) {
    const BinId id = BinId::parse(key);
    wanted[{id.run, id.job, id.n, 0}].insert(id.line);
  }
  BinHolds holds(state_, now_, zone_);
  for (const auto& [id, lines] : wanted) {
    const std::optional<SegmentRow> row = BinIndex(state_).get(id.run, id.job, id.n);
    if (!row || row->path.empty()) continue;
    Page page(selection.fields.size());
    show_segment(*row, &lines, selection, holds, page);
    if (!page.empty() && out(page.items()) == Next::stop) throw Error(WINNOW_STOPPED, "stopped");
  }
}

void BinStore::purge(const winnow_permit& permit, std::span<const winnow_piece> pieces,
                     std::span<winnow_outcome> outcomes) {
  const std::vector<std::string_view> keys = keys_of(pieces);
  check_permit(permit, WINNOW_PURGE, keys);
  if (pieces.empty()) return;
  const BinId first = BinId::parse(keys.front());
  const std::optional<SegmentRow> row = BinIndex(state_).get(first.run, first.job, first.n);
  if (!row || row->pending != Pending::purging) throw Error(WINNOW_DENIED, "no purge of this segment has begun");
  LineSet lines;
  for (const std::string_view key : keys) {
    const BinId id = BinId::parse(key);
    const bool begun = id.run == first.run && id.job == first.job && id.n == first.n &&
                       row->pending_lines.contains(id.line) && !lines.contains(id.line);
    if (!begun) throw Error(WINNOW_DENIED, "a purge of " + std::string(key) + " has not begun");
    lines.add(id.line);
  }
  bury(state_, medium_, *row, lines, {std::string(view(permit.run)), purger_}, now_);
  std::fill(outcomes.begin(), outcomes.end(), WINNOW_DONE);
}

void BinStore::remove(const winnow_permit&, const Selection&, std::span<const winnow_item>, Bin&,
                      std::span<winnow_outcome>) {
  throw Error(WINNOW_UNSUPPORTED, "what is in the bin is purged, not removed");
}

void BinStore::restore(const winnow_permit&, std::span<const winnow_header>, std::span<const winnow_piece>,
                       std::span<winnow_outcome>) {
  throw Error(WINNOW_UNSUPPORTED, "what was purged cannot be brought back");
}

void BinStore::settle(const winnow_permit&, std::span<const winnow_header>, std::span<const winnow_piece>,
                      std::span<winnow_outcome>) {
  throw Error(WINNOW_UNSUPPORTED, "acts on the bin are settled with the target that it came from");
}

}  // namespace winnow
