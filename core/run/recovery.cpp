#include "core/run/recovery.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "core/base/failure.h"
#include "core/run/batch.h"
#include "core/run/bin_pieces.h"
#include "core/state/ledger.h"
#include "core/trash/index.h"
#include "core/trash/segment.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEnding = ".jsonl.zst";

/// A whole segment without an index row: the state's commit was lost or never came. It counts as sealed.
void adopt(World& world, const fs::path& path) {
  const Segment segment = read_segment(path);
  const SegmentHeader& header = segment.header;
  BinIndex index(world.state);
  if (index.knows(header.run, header.job, header.n)) return;
  SegmentRow row;
  row.run = header.run;
  row.job = header.job;
  row.n = header.n;
  row.store = header.store;
  row.identity = header.identity;
  row.target = header.target;
  row.lease = header.lease;
  row.place = header.place;
  row.path = path.lexically_relative(world.config.trash).string();
  row.sha256 = segment.sha256;
  row.sealed_at = header.at;
  row.taken = segment.taken;
  row.reason = header.reason;
  std::set<std::int64_t> items;
  for (const SegmentLine& line : segment.lines) {
    if (!segment.taken.contains(line.number)) continue;
    items.insert(line.item);
    row.bytes += line.bytes;
  }
  row.items = static_cast<std::int64_t>(items.size());
  Transaction transaction(world.state.db());
  index.add_sealed(row);
  append_to_ledger(world.state.db(), world.clock.now(), "adopted",
                   {{"run", row.run}, {"job", row.job}, {"segment", row.n}, {"sha256", row.sha256}});
  transaction.commit();
}

/// The folders of runs that began on this target and never ended.
std::vector<std::pair<std::string, std::string>> interrupted(World& world, const Lease& lease) {
  std::vector<std::pair<std::string, std::string>> out;
  for (auto row =
           world.state.db().query("SELECT run, job FROM job_runs WHERE lease = ? AND finished IS NULL AND run <> ?",
                                  lease.name(), world.run);
       row.next();) {
    out.emplace_back(row.text(0), row.text(1));
  }
  return out;
}

void pick_up_segments(World& world, const std::string& run, const std::string& job) {
  const fs::path folder = world.config.trash / run / job;
  if (!fs::exists(folder)) return;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".part")) {
      fs::remove(entry.path());
    } else if (name.ends_with(kEnding)) {
      adopt(world, entry.path());
    }
  }
}

void ask_stores(World& world, const Segment& segment, std::vector<BinPieces>& groups) {
  const Remover remover(world.clock);
  for (BinPieces& group : groups) {
    OpenStore& store = world.stores.with_identity(group.store, group.identity);
    remover.settle(*store.store, {segment.header.run, group.target, segment.header.place, 0}, group.headers,
                   group.pieces, group.outcomes);
  }
}

/// Files whose rows have gone but that were not yet moved: they are moved now, to where their receipts say.
class ResumeBin final : public Bin {
 public:
  ResumeBin(const std::vector<winnow_piece>& expected) : expected_(expected), put_(expected.size(), false) {}
  void open(std::string_view, std::string_view) override {}
  void put(const winnow_piece& piece) override {
    put_.at(piece.item) = view(piece.content) == view(expected_[piece.item].content);
  }
  void seal(std::span<std::uint8_t> take) override {
    for (std::size_t i = 0; i < put_.size(); ++i) take[i] = put_[i] ? 1 : 0;
  }

 private:
  const std::vector<winnow_piece>& expected_;
  std::vector<bool> put_;
};

void roll_forward(World& world, const Segment& segment, BinPieces& files, const std::set<std::size_t>& rows_gone) {
  std::vector<std::size_t> at;
  std::vector<winnow_piece> pieces;
  std::vector<winnow_item> items;
  for (std::size_t i = 0; i < files.pieces.size(); ++i) {
    if (files.outcomes[i] != WINNOW_SAME || !rows_gone.contains(files.pieces[i].item)) continue;
    at.push_back(i);
    pieces.push_back(files.pieces[i]);
    winnow_item item{};
    item.key = files.pieces[i].key;
    item.time = WINNOW_TIME_NONE;
    items.push_back(item);
  }
  if (items.empty()) return;
  OpenStore& store = world.stores.with_identity(files.store, files.identity);
  Selection selection;
  selection.target = files.target;
  selection.reason = segment.header.reason;
  std::vector<winnow_outcome> outcomes(items.size(), WINNOW_NOT_TRIED);
  ResumeBin bin(pieces);
  Remover(world.clock)
      .remove(*store.store, {segment.header.run, files.target, segment.header.place, 0}, selection, items, bin,
              outcomes);
  for (std::size_t i = 0; i < at.size(); ++i) {
    if (outcomes[i] == WINNOW_DONE) files.outcomes[at[i]] = WINNOW_DONE;
  }
}

/// The state of each line after a removal of which nobody knows how far it came.
std::map<std::int64_t, LineState> judge_removal(World& world, const Segment& segment,
                                                std::vector<BinPieces>& groups, std::int64_t& removed) {
  std::map<std::int64_t, LineState> others;
  std::set<std::size_t> rows_gone;
  const std::string& identity = segment.header.identity;
  for (const BinPieces& group : groups) {
    if (group.identity != identity) continue;
    const bool committed =
        std::find(group.outcomes.begin(), group.outcomes.end(), WINNOW_SAME) == group.outcomes.end();
    for (std::size_t i = 0; i < group.pieces.size(); ++i) {
      const winnow_outcome outcome = group.outcomes[i];
      if (outcome == WINNOW_DONE) {
        rows_gone.insert(group.pieces[i].item);
      } else {
        // Where nothing lives as it was copied the batch went through, and what lives now came later.
        const bool doubt = committed && outcome != WINNOW_GONE;
        others[group.lines[i]] = doubt ? LineState::in_doubt : LineState::unsure;
      }
    }
  }
  removed = static_cast<std::int64_t>(rows_gone.size());
  for (BinPieces& group : groups) {
    if (group.identity == identity) continue;
    roll_forward(world, segment, group, rows_gone);
    for (std::size_t i = 0; i < group.pieces.size(); ++i) {
      if (group.outcomes[i] != WINNOW_DONE) others[group.lines[i]] = LineState::unsure;
    }
  }
  return others;
}

void settle_removal(World& world, const SegmentRow& row) {
  const Segment segment = read_segment(world.config.trash / row.path);
  std::vector<BinPieces> groups = pieces_of(segment, row.taken);
  ask_stores(world, segment, groups);
  std::int64_t removed = 0;
  const std::map<std::int64_t, LineState> others = judge_removal(world, segment, groups, removed);
  Transaction transaction(world.state.db());
  BinIndex(world.state).settle(row.id, removed, others, world.clock.now());
  append_to_ledger(
      world.state.db(), world.clock.now(), "settled",
      {{"run", row.run}, {"job", row.job}, {"segment", row.n}, {"removed", removed}, {"recovered", true}});
  transaction.commit();
}

/// A restore that did not end: what lives as copied was restored; what does not is still in the bin.
void settle_restore(World& world, const SegmentRow& row) {
  const Segment segment = read_segment(world.config.trash / row.path);
  std::vector<BinPieces> groups = pieces_of(segment, row.pending_lines);
  ask_stores(world, segment, groups);
  std::map<std::int64_t, LineState> lines;
  for (const BinPieces& group : groups) {
    for (std::size_t i = 0; i < group.pieces.size(); ++i) {
      const winnow_outcome outcome = group.outcomes[i];
      lines[group.lines[i]] = outcome == WINNOW_SAME || outcome == WINNOW_GONE ? LineState::restored
                              : outcome == WINNOW_DONE                         ? LineState::binned
                                                                               : LineState::conflict;
    }
  }
  Transaction transaction(world.state.db());
  BinIndex(world.state).end(row.id, lines, world.clock.now());
  append_to_ledger(world.state.db(), world.clock.now(), "restore settled",
                   {{"run", row.run}, {"job", row.job}, {"segment", row.n}});
  transaction.commit();
}

}  // namespace

std::string settle_target(World& world, const Lease& lease) {
  const auto runs = interrupted(world, lease);
  for (const auto& [run, job] : runs) pick_up_segments(world, run, job);
  std::size_t settled = 0;
  for (const SegmentRow& row : BinIndex(world.state).unsettled(lease.name())) {
    if (!row.settled) settle_removal(world, row);
    if (row.pending == Pending::restoring) settle_restore(world, row);
    ++settled;
  }
  for (const auto& [run, job] : runs) {
    Transaction transaction(world.state.db());
    world.state.db().run("UPDATE job_runs SET status = 'interrupted', finished = ? WHERE run = ? AND job = ?",
                         micros_of(world.clock.now()), run, job);
    world.state.db().run("DELETE FROM reservations WHERE run = ? AND job = ?", run, job);
    transaction.commit();
  }
  if (runs.empty() && settled == 0) return {};
  return "settled what an interrupted run left: " + std::to_string(settled) + " batches";
}

void check_bin_belongs_to_state(World& world) {
  if (!fs::exists(world.config.trash)) return;
  for (const auto& entry : fs::directory_iterator(world.config.trash)) {
    if (!entry.is_directory()) continue;
    const std::string run = entry.path().filename().string();
    if (world.state.db().integer("SELECT 1 FROM job_runs WHERE run = ?", run)) continue;
    throw Failure(world.config.trash.string(), "the bin holds run " + run + ", which the state does not know",
                  "the state is lost or older than the bin: restore it from a backup");
  }
}

}  // namespace winnow
