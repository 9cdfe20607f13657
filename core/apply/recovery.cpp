#include "core/apply/recovery.h"

#include <set>

#include "core/apply/settling.h"
#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/bin/bin_id.h"
#include "core/bin/segment_row.h"
#include "core/state/bin_index.h"
#include "core/state/ledger.h"
#include "core/state/reservations.h"
#include "core/state/runs.h"

namespace winnow {
namespace {

/// A whole segment without an index row: the state's commit was lost or never came. It counts as sealed.
void adopt(World& world, const std::string& path) {
  const Segment segment = read_stranger(world.medium, path);
  if (segment.header.state != world.state.id()) {
    throw Failure(world.medium.name_of(path), "this segment of the bin belongs to another state",
                  "give each state a bin of its own ([trash] path)");
  }
  const SegmentRow row = row_of(segment, path);
  Transaction transaction(world.state);
  const std::int64_t id = BinIndex(world.state).add_sealed(row);
  BinIndex(world.state).note_keys(id, keys_of(world.state, segment));
  Ledger(world.state)
      .append(world.clock.now(), "adopted",
              {{"run", row.run}, {"job", row.job}, {"segment", row.n}, {"sha256", row.sha256}});
  transaction.commit();
}

/// What lies in the bin of one run and is not in the index.
void pick_up_segments(World& world, const JobRun& broken) {
  const std::string folder = broken.run + "/" + broken.job;
  world.medium.sweep(folder);
  for (const std::string& path : world.medium.list(folder)) {
    const std::int64_t n = leading_number(path.substr(folder.size() + 1));
    if (path.ends_with(kSegmentEnding) && !BinIndex(world.state).knows(broken.run, broken.job, n))
      adopt(world, path);
  }
}

/// Whether the run's process or its parent has written down how it ended.
enum class End { written, missing };

/// What it had reserved and not used is free again, whoever wrote its end. `settled_now`: whether a batch of it
/// was.
void put_in_order(World& world, const JobRun& broken, End end, bool settled_now) {
  Runs runs(world.state);
  const bool left = Reservations(world.state).left(broken.run, broken.job) > 0;
  if (end == End::written && !settled_now && !left) return;
  Transaction transaction(world.state);
  if (end == End::missing) runs.end_interrupted(broken.run, broken.job, world.clock.now());
  if (end == End::missing || settled_now) runs.correct_removed(broken.run, broken.job);
  Reservations(world.state).release(broken.run, broken.job);
  transaction.commit();
}

/// What was settled, and what could not be.
struct Settled {
  std::size_t batches = 0;
  std::size_t runs = 0;      ///< that were killed
  std::size_t doubtful = 0;  ///< pieces of which nobody can tell whether they went, or where they are
  std::vector<std::string> troubles;
};

/// Each batch by itself: one that is damaged, or whose store is out of reach, stays sealed and keeps nothing else.
Settled settle_each(World& world, const Lease& lease) {
  Settled out;
  std::vector<JobRun> runs = Runs(world.state).not_ended_well(lease.name(), world.run);
  std::erase_if(runs, [&](const JobRun& broken) {
    try {
      pick_up_segments(world, broken);
      return false;
    } catch (const std::exception& error) {
      out.troubles.emplace_back(error.what());
      return true;  // its row stays open, or nobody would look for its segments again
    }
  });
  std::set<std::pair<std::string, std::string>> settled_now;  // runs and jobs
  for (const SegmentRow& row : BinIndex(world.state).unsettled(lease.name())) {
    try {
      if (!row.settled) {
        out.doubtful += settle_removal(world, row);
        settled_now.emplace(row.run, row.job);
      }
      if (row.pending == Pending::restoring) settle_restore(world, row);
      if (row.pending == Pending::purging) settle_purge(world, row);
      ++out.batches;
    } catch (const std::exception& error) {
      out.troubles.push_back(BinId{row.run, row.job, row.n, 0}.segment() + " cannot be settled: " + error.what());
    }
  }
  for (const JobRun& broken : runs) {
    put_in_order(world, broken, broken.finished ? End::written : End::missing,
                 settled_now.contains({broken.run, broken.job}));
    if (!broken.finished) ++out.runs;
    settled_now.erase({broken.run, broken.job});
  }
  // Of runs that ended long ago, when their store was out of reach.
  for (const auto& [run, job] : settled_now) Runs(world.state).correct_removed(run, job);
  return out;
}

}  // namespace

std::string settle_target(World& world, const Lease& lease) {
  const Settled settled = settle_each(world, lease);
  if (!settled.troubles.empty()) {
    throw Failure("", settled.troubles.front(),
                  "nothing more goes from this target before that is settled: restore what it misses, or reach its "
                  "store");
  }
  if (settled.batches + settled.runs == 0) return {};
  std::string out = "settled what an interrupted run left: " + std::to_string(settled.batches) + " batches";
  if (settled.doubtful != 0) {
    out += "; " + std::to_string(settled.doubtful) +
           " in doubt, not found where they should be: see `winnow trash list`, and bring back what was moved";
  }
  return out;
}

std::vector<std::string> settle_what_can_be(World& world, const Lease& lease) {
  return settle_each(world, lease).troubles;
}

bool settle_where_free(World& world, const std::vector<SegmentRow>& rows) {
  std::set<std::string> leases;
  for (const SegmentRow& row : rows) leases.insert(row.lease);
  bool all = true;
  for (const std::string& name : leases) {
    try {
      const Lease lease(world.state, name);
      settle_what_can_be(world, lease);
    } catch (const Failure& failure) {
      if (failure.kind() != FailureKind::locked) throw;
      all = false;
    }
  }
  return all;
}

}  // namespace winnow
