#include "core/apply/let_go.h"

#include "core/base/failure.h"
#include "core/bin/belonging.h"
#include "core/bin/bin_id.h"
#include "core/bin/segment.h"
#include "core/bin/store_medium.h"
#include "core/bin/tombstones.h"
#include "core/safety/holds.h"
#include "core/state/lease.h"
#include "core/state/ledger.h"
#include "core/state/places.h"

namespace winnow {
namespace {

/// What is wrong with its file; empty: nothing. A file that this account may not read, or a disk that does not
/// answer, is no damage: throws Failure.
std::string damage_of(World& world, const SegmentRow& row) {
  if (is_gone(world.state, world.medium, row)) return {};  // settling notes that
  world.medium.require_there();
  if (world.medium.has(row.path)) world.medium.read(row.path);
  try {
    read_segment(world.medium, row);
    return {};
  } catch (const Unreached&) {
    throw;
  } catch (const Failure& failure) {
    return failure.message();
  }
}

/// What stands in a segment that cannot be read nobody knows: rows of other tables of the store went along,
/// perhaps.
bool is_held(World& world, const SegmentRow& row) {
  const HeldPlace place{row.store, row.identity, row.target};
  return !Holds::load(world.state, place, world.as_of, world.config.zone).none() ||
         Holds::any_beside(world.state, place, world.as_of);
}

void let_go(World& world, const SegmentRow& row, const std::string& damage, const std::string& reason) {
  // Written down first, as every purge is: a file that stays because of what comes between is named by `trash
  // check`.
  Transaction transaction(world.state);
  BinIndex(world.state).let_go(row.id);
  if (!row.place.empty()) Places(world.state).give_up(row.place);
  Ledger(world.state)
      .append(world.clock.now(), "let go",
              {{"run", world.run},
               {"of_run", row.run},
               {"of_job", row.job},
               {"segment", row.n},
               {"items", row.items},
               {"sha256", row.sha256},
               {"found", damage},
               {"reason", reason},
               {"operator", world.who}});
  transaction.commit();
  if (world.medium.has(row.path)) unlink_dead(world.state, world.medium, row.path);
}

}  // namespace

LetGo let_go_unreadable(World& world, const BinSelection& selection, Mode mode, const std::string& reason) {
  check_bin_belongs_to_state(world);
  LetGo out;
  for (const SegmentRow& row : segments_meant(world.state, selection)) {
    const std::string name = BinId{row.run, row.job, row.n, 0}.segment();
    try {
      if (damage_of(world, row).empty()) continue;
      ++out.found;
      // Whoever settles or purges it now ends first.
      const Lease lease(world.state, row.lease);
      const std::optional<SegmentRow> now = BinIndex(world.state).get(row.run, row.job, row.n);
      const std::string damage = now->path.empty() ? "" : damage_of(world, *now);
      if (damage.empty()) continue;
      out.named.push_back(name + ": " + damage);
      if (is_held(world, *now)) {
        ++out.held;
      } else if (mode == Mode::apply) {
        let_go(world, *now, damage, reason);
        ++out.gone;
      }
    } catch (const Unreached&) {
      throw;
    } catch (const Failure& failure) {
      out.errors.push_back(name + ": " + failure.what());
    }
  }
  return out;
}

}  // namespace winnow
