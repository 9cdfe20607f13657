#include "core/bin/bin_selection.h"

#include <algorithm>
#include <functional>
#include <memory>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/bin/copy_matcher.h"
#include "core/bin/tombstones.h"
#include "core/judge/key_forms.h"

namespace winnow {
namespace {

/// Which of the words of a selection something in the bin answers to.
struct SelectionFound {
  std::set<std::string, std::less<>> keys, columns;
  std::set<BinId> ids;
  bool some = false;                ///< whether anything was meant
  std::vector<std::string> unread;  ///< segments that could not be read, with the reason
};

/// The lines that are items themselves: dependants come before what they hang on, so an item's last line in the
/// target is its own.
std::set<std::int64_t> own_lines(const Segment& segment) {
  std::map<std::int64_t, std::int64_t> last;
  for (const SegmentLine& line : segment.lines) {
    const SegmentPart& part = segment.parts[line.part];
    const bool own =
        line.purged.empty() && part.identity == segment.header.identity && part.target == segment.header.target;
    if (own) last[line.item] = line.number;
  }
  std::set<std::int64_t> out;
  for (const auto& [item, line] : last) out.insert(line);
  return out;
}

LineSet meant_of(const BinSelection& selection, const Segment& segment, const Zone& zone, SelectionFound& found) {
  if (!selection.narrows_items()) {
    LineSet all;
    for (const SegmentLine& line : segment.lines) {
      if (line.purged.empty()) all.add(line.number);
    }
    found.some = found.some || !all.empty();
    return all;
  }
  const std::set<std::int64_t> own = own_lines(segment);
  const auto has_key = [&](const SegmentLine& line) {
    const bool has = own.contains(line.number) && selection.keys.contains(line.key);
    if (has) found.keys.insert(line.key);
    return has;
  };
  const auto has_id = [&](const SegmentLine& line) {
    const BinId id{segment.header.run, segment.header.job, segment.header.n, line.number};
    const bool has = selection.ids.contains(id);
    if (has) found.ids.insert(id);
    return has;
  };
  std::vector<std::function<bool(const SegmentLine&)>> wanted;
  if (!selection.keys.empty()) wanted.emplace_back(has_key);
  if (!selection.ids.empty()) wanted.emplace_back(has_id);
  std::set<std::int64_t> answering;  // items whose own line has a column that `where` asks for
  if (selection.where) {
    const auto matches = std::make_shared<CopyMatcher>(*selection.where, segment, zone, found.columns);
    for (const SegmentLine& line : segment.lines) {
      if (own.contains(line.number) && matches->has_a_column(line)) answering.insert(line.item);
    }
    wanted.emplace_back([matches](const SegmentLine& line) { return (*matches)(line); });
  }
  // Each demand may be met by another line. A stranger's `id` says nothing of an item that has one itself.
  const auto may_speak = [&](const SegmentLine& line, std::int64_t owner) {
    return own.contains(line.number) || !answering.contains(owner);
  };
  std::vector<std::set<std::int64_t>> meeting(wanted.size());
  for (const SegmentLine& line : segment.lines) {
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (!line.purged.empty() || !wanted[i](line)) continue;
      for (const std::int64_t owner : line.owners()) {
        if (may_speak(line, owner)) meeting[i].insert(owner);
      }
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
  found.some = found.some || !out.empty();
  return out;
}

/// Which of the keys that the selection asks for items have.
struct KeysInBin {
  std::set<std::string, std::less<>> seen;
  bool all_read = true;  ///< whether every segment that may have one could be read
};

KeysInBin look_for_keys(const BinSelection& selection, State& state, const Medium& medium) {
  KeysInBin out;
  for (const SegmentRow& row : segments_meant(state, selection)) {
    try {
      const Segment segment = read_segment(medium, row);
      const std::set<std::int64_t> own = own_lines(segment);
      for (const SegmentLine& line : segment.lines) {
        if (selection.keys.contains(line.key) && own.contains(line.number)) out.seen.insert(line.key);
      }
    } catch (const Failure&) {
      out.all_read = false;
    }
  }
  return out;
}

/// One that may stand in a segment which cannot be read is among them.
std::set<std::string, std::less<>> keys_in_bin(const BinSelection& selection, State& state, const Medium& medium) {
  KeysInBin out = look_for_keys(selection, state, medium);
  return out.all_read ? std::move(out.seen) : selection.keys;
}

void require_found(const Config& config, State& state, const BinSelection& selection, const SelectionFound& found) {
  // What a segment that cannot be read holds is not known, and may be what is looked for.
  const std::string unread = found.unread.empty() ? "" : "; not looked at: " + found.unread.front();
  const auto unknown = [&](const std::string& what) {
    throw Failure("", what + unread, "`winnow trash list` shows what there is");
  };
  if (selection.job) {
    const bool known = BinIndex(state).knows_job(*selection.job) ||
                       std::any_of(config.jobs.begin(), config.jobs.end(),
                                   [&](const JobConfig& job) { return job.name == *selection.job; });
    if (!known) unknown("no job \"" + printable(*selection.job) + "\" is in the TOML or in the bin");
  }
  for (const std::string& key : selection.keys) {
    if (!found.keys.contains(key)) unknown("no item with the key " + printable(key) + " is meant by that");
  }
  for (const BinId& id : selection.ids) {
    if (!found.ids.contains(id)) unknown("nothing in the bin has the id " + id.text());
  }
  if (!selection.where) return;
  std::vector<std::string> columns;
  selection.where->filter.collect_fields(columns);
  for (const std::string& column : columns) {
    if (!found.columns.contains(column))
      unknown("no copy that may be meant has a column \"" + printable(column) + "\"");
  }
}

}  // namespace

BinSelection as_in_bin(BinSelection selection, State& state, const Medium& medium) {
  const std::set<std::string, std::less<>> written = selection.keys;
  if (written.empty()) return selection;
  const std::set<std::string, std::less<>> exact = keys_in_bin(selection, state, medium);
  BinSelection lists = selection;
  lists.keys.clear();
  for (const std::string& key : written) {
    if (exact.contains(key)) continue;
    for (std::string& list : marked_forms(key)) lists.keys.insert(std::move(list));
  }
  if (lists.keys.empty()) return selection;
  const std::set<std::string, std::less<>> found = keys_in_bin(lists, state, medium);
  for (const std::string& key : written) {
    if (exact.contains(key)) continue;
    for (const std::string& list : marked_forms(key)) {
      if (!found.contains(list)) continue;
      selection.keys.insert(list);
      selection.keys.erase(key);
    }
  }
  return selection;
}

void refuse_ambiguous_keys(const BinSelection& selection, State& state, const Medium& medium) {
  if (selection.keys.empty() || selection.job) return;
  BinSelection both = selection;
  for (const std::string& key : selection.keys) {
    for (std::string& list : marked_forms(key)) both.keys.insert(std::move(list));
  }
  const KeysInBin found = look_for_keys(both, state, medium);
  for (const std::string& key : selection.keys) {
    std::vector<std::string> forms = marked_forms(key);
    forms.push_back(key);
    std::erase_if(forms, [&](const std::string& form) { return !found.seen.contains(form); });
    if (forms.size() < 2) continue;
    throw Failure("--key", "may mean items of two tables: " + printable(forms[1]) + " and " + printable(forms[0]),
                  "say which with --job");
  }
}

std::vector<SegmentRow> segments_meant(State& state, const BinSelection& selection) {
  SegmentQuery query;
  query.run = selection.run;
  query.job = selection.job;
  query.keys = selection.keys;
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
  SelectionFound found;
  return meant_of(selection, segment, zone, found);
}

std::vector<std::string> look_through(
    const Config& config, const Medium& medium, State& state, const BinSelection& selection, const Advance& advance,
    const std::function<void(const SegmentRow& row, const Segment& segment, const LineSet& meant)>& visit) {
  SelectionFound found;
  const std::vector<SegmentRow> rows = segments_meant(state, selection);
  std::uint64_t done = 0, all = 0;
  for (const SegmentRow& row : rows) all += static_cast<std::uint64_t>(row.items);
  for (const SegmentRow& row : rows) {
    if (advance) advance("looking in the bin", done, all);
    done += static_cast<std::uint64_t>(row.items);
    try {
      if (is_gone(state, medium, row)) continue;
      const Segment segment = read_segment(medium, row);
      const LineSet meant = meant_of(selection, segment, config.zone, found);
      if (!meant.empty()) visit(row, segment, meant);
    } catch (const Failure& failure) {
      found.unread.push_back(BinId{row.run, row.job, row.n, 0}.segment() + ": " + failure.what());
    }
  }
  require_found(config, state, selection, found);
  if (!found.some && found.unread.empty()) throw Failure("", "nothing in the bin is meant by that");
  return found.unread;
}

}  // namespace winnow
