#include "core/bin/tombstones.h"

#include <unistd.h>

#include <cerrno>

#include "core/base/failure.h"
#include "core/base/file.h"
#include "core/base/times.h"
#include "core/bin/bin_items.h"
#include "core/state/ledger.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using States = std::map<std::int64_t, LineState>;

void remove_file(const fs::path& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) throw system_failure(path.string(), "cannot unlink", errno);
}

/// "3" of "3.r2.jsonl.zst" and of what was to become such a file, or empty for a name of another form.
std::string number_of(std::string name) {
  if (name.ends_with(".part")) name.resize(name.size() - 5);
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

/// Files of the same segment beside the one that counts.
void remove_others(const fs::path& trash, const SegmentRow& row, const std::string& path) {
  const fs::path folder = trash / row.run / row.job;
  if (!fs::exists(folder)) return;
  std::vector<fs::path> others;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (number_of(name) == std::to_string(row.n) && entry.path() != trash / path) others.push_back(entry.path());
  }
  for (const fs::path& other : others) remove_file(other);
  if (!others.empty()) sync_folder(folder);
}

/// Folders of runs of which nothing is left.
void remove_empty_folders(const fs::path& trash, const SegmentRow& row) {
  if (::rmdir((trash / row.run / row.job).c_str()) == 0) ::rmdir((trash / row.run).c_str());
}

void write_ledger(State& state, const SegmentRow& row, std::int64_t lines, const Json& sha256, const PurgeName& by,
                  Time at) {
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

void unlink_whole(State& state, const fs::path& trash, const SegmentRow& row, const LineSet& lines,
                  const States& states, const PurgeName& by, Time at) {
  remove_others(trash, row, "");
  Transaction transaction(state);
  BinIndex index(state);
  index.set_file(row.id, "", "");
  index.end(row.id, purged_states(lines, states), at);
  write_ledger(state, row, lines.count(), nullptr, by, at);
  transaction.commit();
  remove_empty_folders(trash, row);
}

}  // namespace

void bury(State& state, const fs::path& trash, const SegmentRow& row, const LineSet& lines, const PurgeName& by,
          Time at) {
  if (!row.settled || row.pending != Pending::purging) throw Failure(row.path, "no purge of it has begun");
  BinIndex index(state);
  const States states = index.lines(row);
  Segment segment = read_segment(trash, row);
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
  if (!needed) return unlink_whole(state, trash, row, lines, states, by, at);

  const std::string path = next_path(row);
  segment.header.replaces = fs::path(row.path).filename().string();
  // So that a state of before this purge is told from its bin, as one of before the batch is.
  const LedgerHead head = Ledger(state).head();
  segment.header.ledger_seq = head.seq;
  segment.header.ledger_head = head.hash;
  const std::string sha256 = rewrite_segment(segment, trash / path);
  {
    Transaction transaction(state);
    index.set_file(row.id, path, sha256);
    index.set_lines(row.id, purged_states(lines, states), at);
    write_ledger(state, row, lines.count(), sha256, by, at);
    transaction.commit();
  }
  remove_others(trash, row, path);
  Transaction transaction(state);
  index.end(row.id, {}, at);
  transaction.commit();
}

void clean_up(State& state, const fs::path& trash, const SegmentRow& row, const LineSet& gone, Time at) {
  BinIndex index(state);
  const States states = index.lines(row);
  States purged;
  std::string path = row.path;
  std::string sha256 = row.sha256;
  if (!fs::exists(trash)) throw Failure(trash.string(), "the bin is not there", "mount it, or restore it");
  if (!fs::exists(trash / row.path)) {
    for (const auto& [line, line_state] : states) {
      if (is_needed(line_state) && !row.pending_lines.contains(line)) {
        throw Failure((trash / row.path).string(), "a segment of the bin is not there any more",
                      "restore the file from a backup of the bin");
      }
    }
    purged = purged_states(row.pending_lines, states);
    path.clear();
    sha256.clear();
  } else {
    for (const SegmentLine& line : read_segment(trash, row).lines) {
      const bool destroyed = !line.purged.empty() || gone.contains(line.number);
      if (destroyed && row.pending_lines.contains(line.number) && states.contains(line.number)) {
        purged[line.number] = LineState::purged;
      }
    }
  }
  remove_others(trash, row, path);
  Transaction transaction(state);
  index.set_file(row.id, path, sha256);
  index.end(row.id, purged, at);
  Ledger(state).append(at, "purge settled",
                       {{"run", row.run}, {"job", row.job}, {"segment", row.n}, {"purged", purged.size()}});
  transaction.commit();
}

}  // namespace winnow
