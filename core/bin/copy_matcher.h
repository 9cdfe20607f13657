/// A `where` asked of the copies in a segment.
#pragma once

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "core/bin/copy_fields.h"
#include "core/bin/segment.h"
#include "core/config/where.h"
#include "core/items/matcher.h"

namespace winnow {

/// Asks a `where` of copies: a column that a copy lacks matches no comparison. Thread rule: one thread.
class CopyMatcher {
 public:
  /// `found`: gathers the columns that copies have.
  CopyMatcher(const Where& where, const Segment& segment, const Zone& zone,
              std::set<std::string, std::less<>>& found)
      : segment_(segment),
        zone_(zone),
        selection_(selection_of(where)),
        matches_(where.filter, selection_),
        found_(found) {
    collect_times(where.filter, times_);
    for (const SegmentPart& part : segment.parts) readers_.emplace_back(part);
  }

  /// Whether the line has one of the columns that are asked for.
  bool has_a_column(const SegmentLine& line) const {
    const CopyFields fields = readers_[line.part].read(line);
    return std::ranges::any_of(selection_.fields, [&](const std::string& name) { return fields.contains(name); });
  }

  bool operator()(const SegmentLine& line) const {
    CopyFields fields = readers_[line.part].read(line);
    std::vector<Value> values;
    bool all = true;
    for (const std::string& name : selection_.fields) {
      const auto at = fields.find(name);
      if (at == fields.end()) {
        all = false;
        continue;
      }
      found_.insert(name);
      values.push_back(times_.contains(name) ? as_time(at->second, line, name) : std::move(at->second));
    }
    if (!all) return false;
    std::vector<winnow_value> lent;
    for (const Value& value : values) lent.push_back(borrow(value));
    return matches_(lent.data(), WINNOW_TIME_NONE) == Truth::yes;
  }

 private:
  static void collect_times(const Filter& filter, std::set<std::string, std::less<>>& into) {
    for (const Value& value : filter.values) {
      if (value.type == WINNOW_TIME) into.insert(filter.field);
    }
    for (const Filter& part : filter.parts) collect_times(part, into);
  }

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
  std::set<std::string, std::less<>>& found_;
  std::set<std::string, std::less<>> times_;  // fields that are compared with times
  std::vector<CopyReader> readers_;
};

}  // namespace winnow
