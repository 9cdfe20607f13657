/// The bin as a store: its items are past deletions, so that a job can prune it under the same guard, breaker, plan
/// and ledger as anything else.
///
/// An item's key is its id (RUN/JOB/SEGMENT#LINE), its time `removed_at` is the index's, never a file's. Fields:
/// run job store target key reason bytes removed_at state held. Items that only a person may purge carry an
/// obstacle: conflict, in_doubt, unsettled (a batch or an act that was interrupted), unreadable_segment (one item
/// for all).
#pragma once

#include <filesystem>
#include <optional>

#include "core/bin/bin_holds.h"
#include "core/bin/bin_items.h"
#include "winnow/store.hpp"

namespace winnow {

class Page;

class BinStore final : public Store {
 public:
  /// `state` and `zone` (of times in holds) must outlive the store. `purger`: the job that purge() names in the
  /// ledger; `now`: the run's time.
  BinStore(State& state, const Medium& medium, std::string purger, Time now, const Zone& zone);

  std::string identity() override;
  std::vector<Fact> inspect(std::string_view target) override;
  std::optional<std::uint64_t> total(std::string_view target) override;
  void scan(const Selection& selection, const ItemSink& out) override;
  void fetch(const Selection& selection, std::span<const std::string_view> keys, const ItemSink& out) override;
  /// Destroys copies, by the protocol of tombstones.h. Pieces are keyed by id, one a line; all of one segment, on
  /// which an act of purging must have begun: it is ended. Else Error(WINNOW_DENIED).
  void purge(const winnow_permit& permit, std::span<const winnow_piece> pieces,
             std::span<winnow_outcome> outcomes) override;

  /// What is in the bin is not binned again, and goes back through the store that it came from.
  void remove(const winnow_permit&, const Selection&, std::span<const winnow_item>, Bin&,
              std::span<winnow_outcome>) override;
  void restore(const winnow_permit&, std::span<const winnow_header>, std::span<const winnow_piece>,
               std::span<winnow_outcome>) override;
  void settle(const winnow_permit&, std::span<const winnow_header>, std::span<const winnow_piece>,
              std::span<winnow_outcome>) override;
  void lock(std::string_view) override {}

 private:
  std::uint64_t count(const SegmentRow& row);
  void show_segment(const SegmentRow& row, const std::set<std::int64_t>* lines, const Selection& selection,
                    BinHolds& holds, Page& page);

  State& state_;
  const Medium& medium_;
  std::string purger_;
  Time now_;
  const Zone& zone_;
};

}  // namespace winnow
