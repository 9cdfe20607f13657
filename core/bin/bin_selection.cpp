#include "core/bin/bin_selection.h"

#include <algorithm>
#include <functional>
#include <memory>

#include "core/bin/copy_fields.h"
#include "core/items/matcher.h"

namespace winnow {
namespace {

void collect_times(const Filter& filter, std::set<std::string, std::less<>>& into) {
  for (const Value& value : filter.values) {
    if (value.type == WINNOW_TIME) into.insert(filter.field);
  }
  for (const Filter& part : filter.parts) collect_times(part, into);
}

/// Asks a `where` of copies.
class CopyMatcher {
 public:
  CopyMatcher(const Where& where, const Segment& segment, const Zone& zone)
      : segment_(segment), zone_(zone), selection_(selection_of(where)), matches_(where.filter, selection_) {
    collect_times(where.filter, times_);
    for (const SegmentPart& part : segment.parts) readers_.emplace_back(part);
  }

  bool operator()(const SegmentLine& line) const {
    CopyFields fields = readers_[line.part].read(line);
    std::vector<Value> values;
    for (const std::string& name : selection_.fields) {
      const auto at = fields.find(name);
      if (at == fields.end()) return false;
      values.push_back(times_.contains(name) ? as_time(at->second, line, name) : std::move(at->second));
    }
    std::vector<winnow_value> lent;
    for (const Value& value : values) lent.push_back(borrow(value));
    return matches_(lent.data(), WINNOW_TIME_NONE) == Truth::yes;
  }

 private:
  static Selection selection_of(const Where& where) {
    Selection out;
    where.filter.collect_fields(out.fields);
    return out;
  }

  Value as_time(const Value& value, const SegmentLine& line, const std::string& name) const {
    const SegmentPart& part = segment_.parts[line.part];
    const bool own = part.target == segment_.header.target && part.identity == segment_.header.identity &&
                     line.time != WINNOW_TIME_NONE;
    if (own && name == segment_.header.time_field) return Value::time(time_of(line.time));
    if (value.type != WINNOW_TEXT) return value;
    const std::optional<Time> time = parse_item_time(value.text, zone_);
    return time ? Value::time(*time) : value;
  }

  const Segment& segment_;
  const Zone& zone_;
  Selection selection_;
  Matcher matches_;
  std::set<std::string, std::less<>> times_;  // fields that are compared with times
  std::vector<CopyReader> readers_;
};

}  // namespace

std::vector<SegmentRow> segments_meant(State& state, const BinSelection& selection) {
  SegmentQuery query;
  query.run = selection.run;
  query.job = selection.job;
  std::vector<SegmentRow> out = BinIndex(state).find(query);
  if (!selection.ids.empty()) {
    std::erase_if(out, [&](const SegmentRow& row) {
      const auto first = selection.ids.lower_bound({row.run, row.job, row.n, 0});
      return first == selection.ids.end() || first->run != row.run || first->job != row.job || first->n != row.n;
    });
  }
  return out;
}

LineSet lines_meant(const BinSelection& selection, const Segment& segment, const Zone& zone) {
  const auto has_key = [&](const SegmentLine& line) { return selection.keys.contains(line.key); };
  const auto has_id = [&](const SegmentLine& line) {
    return selection.ids.contains({segment.header.run, segment.header.job, segment.header.n, line.number});
  };
  std::vector<std::function<bool(const SegmentLine&)>> wanted;
  if (!selection.keys.empty()) wanted.emplace_back(has_key);
  if (!selection.ids.empty()) wanted.emplace_back(has_id);
  if (selection.where) {
    wanted.emplace_back([matches = std::make_shared<CopyMatcher>(*selection.where, segment, zone)](
                            const SegmentLine& line) { return (*matches)(line); });
  }
  // Any line of an item may speak for it, and each demand may be met by another line.
  std::vector<std::set<std::int64_t>> meeting(wanted.size());
  for (const SegmentLine& line : segment.lines) {
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (!line.purged.empty() || !wanted[i](line)) continue;
      for (const std::int64_t owner : line.owners()) meeting[i].insert(owner);
    }
  }
  LineSet out;
  for (const SegmentLine& line : segment.lines) {
    const std::vector<std::int64_t> owners = line.owners();
    const bool meant = std::any_of(owners.begin(), owners.end(), [&](std::int64_t owner) {
      return std::all_of(meeting.begin(), meeting.end(),
                         [&](const std::set<std::int64_t>& items) { return items.contains(owner); });
    });
    if (meant && line.purged.empty()) out.add(line.number);
  }
  return out;
}

}  // namespace winnow
