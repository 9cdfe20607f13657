#include "core/bin/belonging.h"

#include <set>

#include "core/base/failure.h"
#include "core/bin/segment.h"
#include "core/bin/segment_row.h"
#include "core/bin/store_medium.h"
#include "core/state/bin_index.h"
#include "core/state/ledger.h"
#include "core/state/runs.h"

namespace winnow {
namespace {

constexpr const char* kStateLost =
    "the state is lost or older than the bin: restore it from a backup, or take the bin over with "
    "`winnow trash adopt --reason \"...\"`; holds and limits of then are gone";

/// Throws Failure unless the state knows all that the segment at `path` was written after.
void require_not_ahead(World& world, const std::string& path) {
  const std::string run = path.substr(0, path.find('/'));
  if (!Runs(world.state).knows(run) && !BinIndex(world.state).knows_run(run)) {
    throw Failure(world.medium.name_of(""), "the bin holds run " + run + ", which the state does not know",
                  kStateLost);
  }
  SegmentHeader header;
  try {
    header = read_stranger_header(world.medium, path);
  } catch (const Unreached&) {
    throw;
  } catch (const Failure&) {
    return;  // damaged: settling its run names it
  }
  const bool own = header.state == world.state.id();
  if (own && !Ledger(world.state).holds({header.ledger_seq, header.ledger_head})) {
    throw Failure(world.medium.name_of(path),
                  "the state is older than its bin: this segment was written after record " +
                      std::to_string(header.ledger_seq) + " of a ledger that the state does not have",
                  kStateLost);
  }
}

}  // namespace

void check_bin_belongs_to_state(World& world) {
  std::set<std::string> known;
  for (const SegmentRow& row : BinIndex(world.state).find(SegmentQuery{})) known.insert(row.path);
  for (const std::string& path : world.medium.list("")) {
    if (path.ends_with(kSegmentEnding) && !known.contains(path)) require_not_ahead(world, path);
  }
}

}  // namespace winnow
