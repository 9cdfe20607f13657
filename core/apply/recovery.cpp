#include "core/apply/recovery.h"

#include <charconv>
#include <filesystem>

#include "core/apply/purge.h"
#include "core/apply/settling.h"
#include "core/base/failure.h"
#include "core/bin/index.h"
#include "core/bin/segment_row.h"
#include "core/state/ledger.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;

/// A job's run on the target that did not end well.
struct Broken {
  std::string run, job;
  bool ended;  ///< it could still write how it ended
};

std::vector<Broken> broken_runs(World& world, const Lease& lease) {
  std::vector<Broken> out;
  for (auto row = world.state.db().query("SELECT run, job, finished IS NOT NULL FROM job_runs WHERE lease = ? AND "
                                         "mode <> 'plan' AND run <> ? AND "
                                         "(finished IS NULL OR status = 'failed')",
                                         lease.name(), world.run);
       row.next();) {
    out.push_back({row.text(0), row.text(1), row.integer(2) != 0});
  }
  return out;
}

/// A whole segment without an index row: the state's commit was lost or never came. It counts as sealed.
void adopt(World& world, const fs::path& path) {
  const Segment segment = read_segment(path);
  if (segment.header.state != world.state.id()) {
    throw Failure(path.string(), "this segment of the bin belongs to another state",
                  "give each state a bin of its own ([trash] path)");
  }
  const SegmentRow row = row_of(segment, path.lexically_relative(world.config.trash).string());
  Transaction transaction(world.state.db());
  BinIndex(world.state).add_sealed(row);
  append_to_ledger(world.state.db(), world.clock.now(), "adopted",
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
void pick_up_segments(World& world, const Broken& broken) {
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

void write_end(World& world, const Broken& broken) {
  Transaction transaction(world.state.db());
  world.state.db().run("UPDATE job_runs SET status = 'interrupted', finished = ? WHERE run = ? AND job = ?",
                       micros_of(world.clock.now()), broken.run, broken.job);
  world.state.db().run("DELETE FROM reservations WHERE run = ? AND job = ?", broken.run, broken.job);
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
  const std::vector<Broken> runs = broken_runs(world, lease);
  for (const Broken& broken : runs) pick_up_segments(world, broken);
  std::size_t settled = 0;
  for (const SegmentRow& row : BinIndex(world.state).unsettled(lease.name())) {
    if (!row.settled) settle_removal(world, row);
    if (row.pending == Pending::restoring) settle_restore(world, row);
    if (row.pending == Pending::purging) settle_purge(world, row);
    ++settled;
  }
  std::size_t interrupted = 0;
  for (const Broken& broken : runs) {
    if (broken.ended) continue;
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
    if (world.state.db().integer("SELECT 1 FROM job_runs WHERE run = ?1 UNION ALL SELECT 1 FROM segments WHERE "
                                 "run = ?1 LIMIT 1",
                                 run)) {
      continue;
    }
    throw Failure(world.config.trash.string(), "the bin holds run " + run + ", which the state does not know",
                  "the state is lost or older than the bin: restore it from a backup, or take the bin over with "
                  "`winnow trash adopt --reason \"...\"`; holds and limits of then are gone");
  }
}

}  // namespace winnow
