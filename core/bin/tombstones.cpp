#include "core/bin/tombstones.h"

#include <filesystem>

#include "core/base/failure.h"
#include "core/base/times.h"
#include "core/bin/bin_items.h"
#include "core/bin/segment_name.h"
#include "core/state/ledger.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;
using OrderedJson = nlohmann::ordered_json;
using States = std::map<std::int64_t, LineState>;

/// "3" of "3.r2.jsonl.zst", or empty for a name of another form.
std::string number_of(const std::string& name) {
  if (!name.ends_with(kSegmentEnding)) return {};
  const std::string stem = name.substr(0, name.size() - kSegmentEnding.size());
  return stem.substr(0, stem.find('.'));
}

/// "run/job/3.jsonl.zst" is followed by "run/job/3.r1.jsonl.zst", and that by "3.r2".
std::string next_path(const SegmentRow& row) {
  const std::string stem = fs::path(row.path).filename().string();
  const std::size_t revision = stem.find(".r");
  const int last = revision == std::string::npos ? 0 : std::stoi(stem.substr(revision + 2));
  const std::string name = std::to_string(row.n) + ".r" + std::to_string(last + 1) + std::string(kSegmentEnding);
  return (fs::path(row.path).parent_path() / name).string();
}

/// Files of the same segment beside the one that counts, and what was to become one.
void remove_others(const Medium& medium, const SegmentRow& row, const std::string& path) {
  const std::string folder = row.run + "/" + row.job;
  medium.sweep(folder);
  std::vector<std::string> others = medium.list(folder);
  std::erase_if(others, [&](const std::string& other) {
    return other == path || number_of(fs::path(other).filename().string()) != std::to_string(row.n);
  });
  medium.drop(others);
}

void write_ledger(State& state, const SegmentRow& row, std::int64_t lines, const OrderedJson& sha256,
                  const PurgeName& by, Time at) {
  Ledger(state).append(at, "purged",
                       {{"run", by.run},
                        {"job", by.job},
                        {"of_run", row.run},
                        {"of_job", row.job},
                        {"segment", row.n},
                        {"lines", lines},
                        {"sha256", row.sha256},
                        {"sha256_now", sha256}});
}

States purged_states(const LineSet& lines, const States& known) {
  States out;
  // Of lines that were never taken the index says nothing, before and after.
  lines.each([&](std::int64_t line) {
    if (known.contains(line)) out[line] = LineState::purged;
  });
  return out;
}

void unlink_whole(State& state, const Medium& medium, const SegmentRow& row, const LineSet& lines,
                  const States& states, const PurgeName& by, Time at) {
  remove_others(medium, row, "");
  Transaction transaction(state);
  BinIndex index(state);
  index.set_file(row.id, "", "");
  index.end(row.id, purged_states(lines, states), at);
  write_ledger(state, row, lines.count(), nullptr, by, at);
  transaction.commit();
}

/// Whether the purge that is under way leaves nothing in the segment that is needed, so that its file goes too.
bool takes_all(const SegmentRow& row, const States& states) {
  return std::ranges::none_of(states, [&row](const auto& line) {
    return is_needed(line.second) && !row.pending_lines.contains(line.first);
  });
}

}  // namespace

void bury(State& state, const Medium& medium, const SegmentRow& row, const LineSet& lines, const PurgeName& by,
          Time at) {
  if (!row.settled || row.pending != Pending::purging) throw Failure(row.path, "no purge of it has begun");
  BinIndex index(state);
  const States states = index.lines(row);
  Segment segment = read_segment(medium, row);
  bool needed = false;
  for (SegmentLine& line : segment.lines) {
    const auto known = states.find(line.number);
    const bool stands_for_nothing = known == states.end() || known->second == LineState::unsure;
    if (!line.purged.empty()) continue;
    if (lines.contains(line.number) || stands_for_nothing) {
      SegmentLine tombstone;
      tombstone.number = line.number;
      tombstone.purged = iso(at);
      line = std::move(tombstone);
    } else {
      needed = needed || is_needed(known->second);
    }
  }
  if (!needed) return unlink_whole(state, medium, row, lines, states, by, at);

  const std::string path = next_path(row);
  segment.header.replaces = fs::path(row.path).filename().string();
  // So that a state of before this purge is told from its bin, as one of before the batch is.
  const LedgerHead head = Ledger(state).head();
  segment.header.ledger_seq = head.seq;
  segment.header.ledger_head = head.hash;
  const std::string sha256 = rewrite_segment(segment, medium, path);
  {
    Transaction transaction(state);
    index.set_file(row.id, path, sha256);
    index.set_lines(row.id, purged_states(lines, states), at);
    write_ledger(state, row, lines.count(), sha256, by, at);
    transaction.commit();
  }
  remove_others(medium, row, path);
  Transaction transaction(state);
  index.end(row.id, {}, at);
  transaction.commit();
}

void clean_up(State& state, const Medium& medium, const SegmentRow& row, const LineSet& gone, Time at) {
  BinIndex index(state);
  const States states = index.lines(row);
  States purged;
  std::string path = row.path;
  std::string sha256 = row.sha256;
  medium.require_there();
  if (!medium.has(row.path)) {
    if (!takes_all(row, states)) {
      throw Failure(medium.name_of(row.path), "a segment of the bin is not there any more",
                    "restore the file from a backup of the bin");
    }
    purged = purged_states(row.pending_lines, states);
    path.clear();
    sha256.clear();
  } else {
    for (const SegmentLine& line : read_segment(medium, row).lines) {
      const bool destroyed = !line.purged.empty() || gone.contains(line.number);
      if (destroyed && row.pending_lines.contains(line.number) && states.contains(line.number)) {
        purged[line.number] = LineState::purged;
      }
    }
  }
  remove_others(medium, row, path);
  Transaction transaction(state);
  index.set_file(row.id, path, sha256);
  index.end(row.id, purged, at);
  Ledger(state).append(at, "purge settled",
                       {{"run", row.run}, {"job", row.job}, {"segment", row.n}, {"purged", purged.size()}});
  transaction.commit();
}

void unlink_dead(State& state, const Medium& medium, const std::string& path) {
  const std::optional<SegmentName> name = parse_segment_path(path);
  const std::optional<SegmentRow> row =
      name ? BinIndex(state).get(name->run, name->job, name->n) : std::optional<SegmentRow>{};
  if (!row || row->path == path || !row->at_rest())
    throw Failure(medium.name_of(path), "this file of the bin is not one that was purged");
  medium.drop({path});
}

bool is_gone(State& state, const Medium& medium, const SegmentRow& row) {
  if (row.pending != Pending::purging || !takes_all(row, BinIndex(state).lines(row))) return false;
  medium.require_there();
  return !medium.has(row.path);
}

}  // namespace winnow
