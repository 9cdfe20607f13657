#include "core/apply/recovery.h"

#include <charconv>
#include <filesystem>

#include "core/apply/purge.h"
#include "core/apply/settling.h"
#include "core/base/failure.h"
#include "core/bin/segment_row.h"
#include "core/state/bin_index.h"
#include "core/state/ledger.h"
#include "core/state/reservations.h"
#include "core/state/runs.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;

/// A whole segment without an index row: the state's commit was lost or never came. It counts as sealed.
void adopt(World& world, const fs::path& path) {
  const Segment segment = read_segment(path);
  if (segment.header.state != world.state.id()) {
    throw Failure(path.string(), "this segment of the bin belongs to another state",
                  "give each state a bin of its own ([trash] path)");
  }
  const SegmentRow row = row_of(segment, path.lexically_relative(world.config.trash).string());
  Transaction transaction(world.state);
  BinIndex(world.state).add_sealed(row);
  Ledger(world.state)
      .append(world.clock.now(), "adopted",
              {{"run", row.run}, {"job", row.job}, {"segment", row.n}, {"sha256", row.sha256}});
  transaction.commit();
}

/// The number at the beginning of a segment's file name; 0: it is none.
std::int64_t number_of(const std::string& name) {
  std::int64_t out = 0;
  std::from_chars(name.data(), name.data() + name.size(), out);
  return out;
}

/// What lies in the bin of one run and is not in the index.
void pick_up_segments(World& world, const JobRun& broken) {
  const fs::path folder = world.config.trash / broken.run / broken.job;
  if (!fs::exists(folder)) return;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".part")) {
      fs::remove(entry.path());
    } else if (name.ends_with(kSegmentEnding) &&
               !BinIndex(world.state).knows(broken.run, broken.job, number_of(name))) {
      adopt(world, entry.path());
    }
  }
}

void write_end(World& world, const JobRun& broken) {
  Transaction transaction(world.state);
  Runs(world.state).end_interrupted(broken.run, broken.job, world.clock.now());
  Reservations(world.state).release(broken.run, broken.job);
  transaction.commit();
}

/// Folders may be left empty, or with the part of a segment, by what was killed before anything counted.
bool holds_segments(const fs::path& run) {
  for (const auto& entry : fs::recursive_directory_iterator(run)) {
    if (entry.path().filename().string().ends_with(kSegmentEnding)) return true;
  }
  return false;
}

}  // namespace

std::string settle_target(World& world, const Lease& lease) {
  const std::vector<JobRun> runs = Runs(world.state).not_ended_well(lease.name(), world.run);
  for (const JobRun& broken : runs) pick_up_segments(world, broken);
  std::size_t settled = 0;
  for (const SegmentRow& row : BinIndex(world.state).unsettled(lease.name())) {
    if (!row.settled) settle_removal(world, row);
    if (row.pending == Pending::restoring) settle_restore(world, row);
    if (row.pending == Pending::purging) settle_purge(world, row);
    ++settled;
  }
  std::size_t interrupted = 0;
  for (const JobRun& broken : runs) {
    if (broken.finished) continue;
    write_end(world, broken);
    ++interrupted;
  }
  if (interrupted + settled == 0) return {};
  return "settled what an interrupted run left: " + std::to_string(settled) + " batches";
}

void check_bin_belongs_to_state(World& world) {
  if (!fs::exists(world.config.trash)) return;
  for (const auto& entry : fs::directory_iterator(world.config.trash)) {
    if (!entry.is_directory() || !holds_segments(entry.path())) continue;
    const std::string run = entry.path().filename().string();
    if (Runs(world.state).knows(run) || BinIndex(world.state).knows_run(run)) continue;
    throw Failure(world.config.trash.string(), "the bin holds run " + run + ", which the state does not know",
                  "the state is lost or older than the bin: restore it from a backup, or take the bin over with "
                  "`winnow trash adopt --reason \"...\"`; holds and limits of then are gone");
  }
}

}  // namespace winnow
