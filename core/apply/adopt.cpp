#include "core/apply/adopt.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <tuple>

#include "core/apply/recovery.h"
#include "core/apply/withdrawal.h"
#include "core/base/failure.h"
#include "core/bin/belonging.h"
#include "core/bin/foreign_bin.h"
#include "core/bin/segment_name.h"
#include "core/bin/segment_row.h"
#include "core/bin/tombstones.h"
#include "core/state/approvals.h"
#include "core/state/bin_index.h"
#include "core/state/ledger.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLease = "adopt";  ///< one adoption at a time

/// What an adoption that was broken off left: parts of segments, and folders with nothing in them. Nobody else
/// writes under its name while the lease is held.
void sweep_up(World& world) {
  if (!fs::exists(world.config.trash)) return;
  std::vector<std::string> folders;
  for (const auto& run : fs::directory_iterator(world.config.trash)) {
    folders.push_back(run.path().filename().string() + "/" + kAdopted);
  }
  for (const std::string& folder : folders) world.medium.sweep(folder);
}

/// The newest file of each segment that the index does not know, or knows as it was before it was written anew.
std::vector<std::string> strangers(World& world) {
  std::map<std::tuple<std::string, std::string, std::int64_t>, std::map<std::int64_t, std::string>> found;
  const std::vector<std::string> all = world.medium.list("");
  for (const std::string& path : all) {
    const std::optional<SegmentName> name = parse_segment_path(path);
    if (name) found[{name->run, name->job, name->n}][name->revision] = path;
  }
  std::vector<std::string> out;
  for (const auto& [segment, files] : found) {
    const auto& [run, job, n] = segment;
    const std::optional<SegmentRow> known = BinIndex(world.state).get(run, job, n);
    // What was purged as a whole is here again, and nobody's any more (core/bin/returned.h).
    if (known && known->path.empty() && !known->let_go()) continue;
    if (!known || !std::binary_search(all.begin(), all.end(), known->path)) out.push_back(files.rbegin()->second);
  }
  return out;
}

std::map<std::int64_t, LineState> purged_lines(const Segment& segment) {
  std::map<std::int64_t, LineState> out;
  for (const SegmentLine& line : segment.lines) {
    if (!line.purged.empty()) out[line.number] = LineState::purged;
  }
  return out;
}

SegmentRow take_in(World& world, const std::string& path, const std::string& reason) {
  const Segment segment = read_stranger(world.medium, path);
  SegmentRow row = row_of(segment, path);
  BinIndex index(world.state);
  Transaction transaction(world.state);
  if (const std::optional<SegmentRow> known = index.get(row.run, row.job, row.n)) {
    // It was written anew by a purge that this state does not know, or is of before one, from a backup.
    row.id = known->id;
    if (known->let_go()) index.take_up(row.id);
    index.set_file(row.id, row.path, row.sha256);
    index.set_lines(row.id, purged_lines(segment), world.clock.now());
  } else {
    row.id = index.add_sealed(row);
    index.note_keys(row.id, keys_of(world.state, segment));
  }
  Ledger(world.state)
      .append(world.clock.now(), "adopted",
              {{"run", row.run},
               {"job", row.job},
               {"segment", row.n},
               {"sha256", row.sha256},
               {"state", segment.header.state},
               {"reason", reason},
               {"operator", world.who}});
  transaction.commit();
  return row;
}

/// What was approved may have been taken back since, by an undo for example.
std::vector<std::string> withdraw_all(World& world, const std::string& reason) {
  Transaction transaction(world.state);
  std::vector<std::string> jobs = Approvals(world.state).jobs();
  for (const std::string& job : jobs) withdraw_approval(world, job, reason);
  transaction.commit();
  return jobs;
}

/// What the index knows as purged and a file from a backup has again is destroyed again: nothing else is.
void purge_again(World& world, const Lease& lease, SegmentRow row) {
  if (!row.at_rest()) return;
  BinIndex index(world.state);
  const std::map<std::int64_t, LineState> states = index.lines(row);
  LineSet purged;
  for (const SegmentLine& line : read_segment(world.medium, row).lines) {
    const auto state = states.find(line.number);
    const bool is_purged = state != states.end() && state->second == LineState::purged;
    if (is_purged && line.purged.empty()) purged.add(line.number);
  }
  if (purged.empty()) return;
  Transaction transaction(world.state);
  lease.check(world.state);
  index.begin(row.id, Pending::purging, purged);
  transaction.commit();
  bury(world.state, world.medium, *index.get(row.run, row.job, row.n), purged, {world.run, "trash adopt"},
       world.clock.now());
}

AdoptReport adopt(World& world, const std::vector<std::string>& segments, const std::string& reason) {
  AdoptReport out;
  std::vector<SegmentRow> adopted;
  std::set<std::string> leases;
  for (const std::string& path : segments) {
    try {
      adopted.push_back(take_in(world, path, reason));
      leases.insert(adopted.back().lease);
    } catch (const Failure& failure) {
      out.errors.push_back(failure.what());
    }
  }
  out.segments = adopted.size();
  for (const std::string& name : leases) {
    try {
      const Lease lease(world.state, name);
      for (const std::string& trouble : settle_what_can_be(world, lease)) out.errors.push_back(trouble);
      for (const SegmentRow& row : adopted) {
        if (row.lease == name) purge_again(world, lease, *BinIndex(world.state).get(row.run, row.job, row.n));
      }
    } catch (const std::exception& error) {
      out.errors.push_back(error.what());
    }
  }
  BinIndex index(world.state);
  for (const SegmentRow& row : adopted) {
    const std::optional<SegmentRow> now = index.get(row.run, row.job, row.n);
    if (!now->settled) {
      ++out.waiting;
      continue;
    }
    for (const auto& [line, state] : index.lines(*now)) out.lines += state == LineState::binned ? 1 : 0;
  }
  return out;
}

}  // namespace

AdoptReport adopt_bin(World& world, const std::string& reason) {
  const Lease lease(world.state, kLease);
  sweep_up(world);
  const bool mistrusted = mistrust_mark(world.state, world.medium).has_value();
  AdoptReport out = adopt(world, strangers(world), reason);
  if (mistrusted || out.segments > 0) out.withdrawn = withdraw_all(world, reason);
  mark_bin_anew(world.state, world.medium);
  return out;
}

AdoptReport adopt_store(World& world, const std::string& store, const std::string& reason) {
  const Lease lease(world.state, kLease);
  // With the state that knew them, what lies in the store's bin may be winnow's own.
  check_bin_belongs_to_state(world);
  OpenStore& open = world.stores.get(store);
  if (!open.key_rules)
    throw configuration_failure("store " + store,
                                "what lies in its bin is known by the segments alone, as rows are");
  const ForeignBin bin = look_into_bin(world, open);
  AdoptReport out = adopt(world, write_segments(world, open, bin, reason), reason);
  out.errors.insert(out.errors.begin(), bin.troubles.begin(), bin.troubles.end());
  return out;
}

}  // namespace winnow
