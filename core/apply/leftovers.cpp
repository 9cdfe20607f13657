#include "core/apply/leftovers.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <span>

#include "core/apply/remover.h"
#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/bin/belonging.h"
#include "core/bin/bin_items.h"
#include "core/bin/returned.h"
#include "core/bin/segment.h"
#include "core/bin/tombstones.h"
#include "core/state/lease.h"
#include "core/state/ledger.h"
#include "core/state/places.h"
#include "core/state/runs.h"

namespace winnow {
namespace {

using ByPlace = std::map<std::string, std::vector<Leftover>>;

/// The keys of a store's copies in a place that the bin counts on; all of them where a segment does not tell.
class Needed {
 public:
  Needed(World& world, const OpenStore& store, const std::string& place) {
    BinIndex index(world.state);
    for (const SegmentRow& row : index.find(SegmentQuery{})) {
      if (row.place != place) continue;
      try {
        add(read_segment(world.medium, row), row, index.lines(row), store.identity);
      } catch (const Failure&) {
        all_ = true;
      }
    }
  }
  bool contains(const std::string& key) const { return all_ || keys_.contains(key); }

 private:
  void add(const Segment& segment, const SegmentRow& row, const std::map<std::int64_t, LineState>& states,
           const std::string& identity) {
    const bool settled = row.at_rest();
    for (const SegmentLine& line : segment.lines) {
      if (!line.purged.empty() || segment.parts.at(line.part).identity != identity) continue;
      if (!settled || is_needed(states, line.number)) keys_.insert(line.key);
    }
  }

  bool all_ = false;
  std::set<std::string> keys_;
};

std::vector<winnow_piece> pieces_of(const std::vector<Leftover>& copies) {
  std::vector<winnow_piece> out;
  for (const Leftover& copy : copies) {
    winnow_piece piece{};
    piece.key = borrow(std::string_view{copy.key});
    piece.time = WINNOW_TIME_NONE;
    piece.content = borrow(std::string_view{copy.content});
    out.push_back(piece);
  }
  return out;
}

/// Leaves those whose object lives exactly as the copy says, and what is no copy.
void keep_superfluous(World& world, OpenStore& store, const std::string& header, const std::string& place,
                      std::vector<Leftover>& copies) {
  const std::vector<winnow_piece> pieces = pieces_of(copies);
  const winnow_header headers{{}, borrow(std::string_view{header})};
  std::vector<winnow_outcome> outcomes(pieces.size(), WINNOW_NOT_TRIED);
  Remover(world.clock).settle(*store.store, {world.run, "", place, 0}, {&headers, 1}, pieces, outcomes);
  std::size_t at = 0;
  std::erase_if(copies, [&](const Leftover& copy) {
    const winnow_outcome outcome = outcomes[at++];
    return copy.kind == Leftover::Kind::copy && outcome != WINNOW_SAME;
  });
}

/// The leases of all runs without an end. Of those that were killed nobody holds one; places that are reserved once
/// these are held belong to runs that are over, or to later ones.
std::deque<Lease> lease_runs(World& world) {
  std::set<std::string> names;
  Runs(world.state).newest_first(world.as_of, [&](const JobRun& row) {
    if (!row.finished && !row.lease.empty()) names.insert(row.lease);
    return true;
  });
  std::deque<Lease> out;
  for (const std::string& name : names) out.emplace_back(world.state, name);
  return out;
}

void purge_in(World& world, OpenStore& store, LeftoversPurged& out) {
  ByPlace places;
  for (Leftover& copy : leftovers_in(world, store)) places[copy.place].push_back(std::move(copy));
  const std::deque<Lease> leases = lease_runs(world);
  for (auto& [place, copies] : places) {
    // Again, now that nobody is at work: what was a batch's in hand may be in the bin by now.
    const Needed needed(world, store, place);
    std::erase_if(copies, [&](const Leftover& copy) { return needed.contains(copy.key); });
    keep_superfluous(world, store, "{}", place, copies);
    out.found += copies.size();
    const std::vector<winnow_piece> pieces = pieces_of(copies);
    std::vector<winnow_outcome> outcomes(pieces.size(), WINNOW_NOT_TRIED);
    Remover(world.clock).purge(*store.store, {world.run, "", place, 0}, pieces, outcomes);
    for (std::size_t i = 0; i < copies.size(); ++i) {
      if (outcomes[i] == WINNOW_DONE || outcomes[i] == WINNOW_GONE) {
        ++out.purged;
      } else {
        out.errors.push_back(store.config->name + ": " + printable(place + "/" + copies[i].key) +
                             " could not be purged");
      }
    }
  }
}

/// Files of the bin that a purge destroyed and that came back with a backup: what somebody was promised to be gone.
void purge_returned(World& world, const std::string& reason, LeftoversPurged& out) {
  for (const ReturnedFile& file : returned_files(world.state, world.medium)) {
    ++out.found;
    const Lease lease(world.state, file.row.lease);
    if (!is_returned(world.state, world.medium, file.path)) continue;
    // Written down first, as every purge is.
    Transaction transaction(world.state);
    Ledger(world.state)
        .append(world.clock.now(), "leftovers purged",
                {{"run", world.run}, {"file", file.path}, {"reason", reason}, {"operator", world.who}});
    transaction.commit();
    unlink_dead(world.state, world.medium, file.path);
    ++out.purged;
  }
}

}  // namespace

std::vector<Leftover> leftovers_in(World& world, OpenStore& store) {
  if (!store.key_rules || store.key_rules->kind != KeyKind::object) return {};
  ByPlace places;
  std::string header = "{}";
  try {
    store.store->parked([&](const winnow_parked& copy) {
      const std::string place(view(copy.place));
      const bool meta_alone = copy.trouble.size != 0 && copy.content.size != 0;
      if (copy.trouble.size != 0 && !meta_alone) return;
      if (!Places(world.state).is_reserved(store.identity, place)) return;
      header = view(copy.header);
      places[place].push_back({place, std::string(view(copy.key)), std::string(view(copy.content)),
                               meta_alone ? Leftover::Kind::meta_file : Leftover::Kind::copy});
    });
    std::vector<Leftover> out;
    for (auto& [place, copies] : places) {
      const Needed needed(world, store, place);
      std::erase_if(copies, [&](const Leftover& copy) { return needed.contains(copy.key); });
      keep_superfluous(world, store, header, place, copies);
      out.insert(out.end(), copies.begin(), copies.end());
    }
    return out;
  } catch (const Error& error) {
    throw failure_of("store " + store.config->name, error);
  }
}

LeftoversPurged purge_leftovers(World& world, const std::string& reason) {
  check_bin_belongs_to_state(world);
  LeftoversPurged out;
  purge_returned(world, reason, out);
  for (const StoreConfig& config : world.config.stores) {
    try {
      purge_in(world, world.stores.get(config.name), out);
    } catch (const Error& error) {
      throw failure_of("store " + config.name, error);
    }
  }
  Transaction transaction(world.state);
  Ledger(world.state)
      .append(world.clock.now(), "leftovers purged",
              {{"run", world.run}, {"copies", out.purged}, {"reason", reason}, {"operator", world.who}});
  transaction.commit();
  return out;
}

}  // namespace winnow
