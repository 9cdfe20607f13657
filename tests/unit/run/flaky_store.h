/// A table in memory that can fail, change or lie at any moment of its work.
///
///   FlakyTable table;
///   table.at = [&](Moment moment) { if (moment == Moment::sealed) throw Error(WINNOW_UNAVAILABLE, "gone"); };
///   world.stores.add("app", std::make_unique<FlakyStore>(table));
///
/// Without hooks it is an honest store with transactions: what fails before Moment::committed leaves no trace.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "winnow/store.hpp"

namespace winnow {

/// A row: when it was marked as deleted (TIME or WINNOW_TIME_NONE), the key of its attachment, and what else it
/// says.
struct FlakyRow {
  std::int64_t deleted_at = WINNOW_TIME_NONE;
  std::string file;
  std::string note{};
  bool operator==(const FlakyRow&) const = default;
};
using FlakyRows = std::map<std::string, FlakyRow>;

/// The moments at which the hook is called. before_put comes for the first and the last item of a batch only.
enum class Moment {
  identity,
  inspect,
  total,
  scan,
  page,  ///< half of the scan is out
  begin,
  before_put,
  before_seal,
  sealed,
  half_taken,
  before_commit,
  committed,  ///< an error from here on is one whose COMMIT had worked
  restore,
  restored,
  settle,
  settled,
  door,         ///< before a call to a store behind a FlakyDoor
  door_closed,  ///< after it: the call has worked, and its answer may be lost
};

/// What the store tells the host wrongly.
enum class Lie {
  none,
  never_seals,        ///< takes all away without asking
  done_for_all,       ///< says that it removed what it was not to take, though it left it
  takes_all,          ///< removes what it was not to take, and says so
  refuses_in_words,   ///< says that it left what it removed
  says_nothing,       ///< leaves the outcomes as they came; a door of purges, too
  puts_unknown_item,  ///< puts an item with a number that the permit does not have
  puts_other_key,     ///< puts a row under another's name
  puts_no_fields,     ///< puts rows without what was asked of them
  puts_nothing,       ///< seals without having put anything
  in_doubt,           ///< a door of purges: cannot tell whether it happened
  keeps_locked,       ///< a door of purges: destroys nothing, by a rule of its own
  takes_nothing,      ///< a door of removals: copies all, and then cannot move any of it
};

struct FlakyTable {
  FlakyRows rows;
  std::function<void(Moment)> at = [](Moment) {};
  Lie lie = Lie::none;
  std::vector<std::size_t> expected;  ///< of how many items the store was told, each time
};

/// A store that hangs before or behind another: its calls reach it, and the hook is asked around each.
class FlakyDoor final : public Store {
 public:
  FlakyDoor(std::unique_ptr<Store> behind, FlakyTable& table) : behind_(std::move(behind)), table_(table) {}

  std::string identity() override { return behind_->identity(); }
  std::vector<Fact> inspect(std::string_view target) override { return behind_->inspect(target); }
  std::optional<std::uint64_t> total(std::string_view target) override { return behind_->total(target); }
  void scan(const Selection& selection, const ItemSink& out) override;
  void fetch(const Selection& selection, std::span<const std::string_view> keys, const ItemSink& out) override;
  void remove(const winnow_permit& permit, const Selection& selection, std::span<const winnow_item> items, Bin& bin,
              std::span<winnow_outcome> outcomes) override;
  void restore(const winnow_permit& permit, std::span<const winnow_header> headers,
               std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) override;
  void purge(const winnow_permit& permit, std::span<const winnow_piece> pieces,
             std::span<winnow_outcome> outcomes) override;
  void settle(const winnow_permit& permit, std::span<const winnow_header> headers,
              std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) override;
  void lock(std::string_view target) override { behind_->lock(target); }
  void parked(const ParkedSink& out) override { behind_->parked(out); }

 private:
  template <class Call>
  void through(const Call& call) {
    table_.at(Moment::door);
    call();
    table_.at(Moment::door_closed);
  }

  std::unique_ptr<Store> behind_;
  FlakyTable& table_;
};

/// Of the fields a selection may ask for it has "file"; its time field is "deleted_at".
class FlakyStore final : public Store {
 public:
  explicit FlakyStore(FlakyTable& table) : table_(table) {}

  std::string identity() override;
  std::vector<Fact> inspect(std::string_view target) override;
  std::optional<std::uint64_t> total(std::string_view target) override;
  void scan(const Selection& selection, const ItemSink& out) override;
  void fetch(const Selection& selection, std::span<const std::string_view> keys, const ItemSink& out) override;
  void expect(std::string_view, std::span<const std::string_view> keys) override {
    table_.expected.push_back(keys.size());
  }
  void remove(const winnow_permit& permit, const Selection& selection, std::span<const winnow_item> items, Bin& bin,
              std::span<winnow_outcome> outcomes) override;
  void restore(const winnow_permit& permit, std::span<const winnow_header> headers,
               std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) override;
  void purge(const winnow_permit& permit, std::span<const winnow_piece> pieces,
             std::span<winnow_outcome> outcomes) override;
  void settle(const winnow_permit& permit, std::span<const winnow_header> headers,
              std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) override;
  void lock(std::string_view) override {}

 private:
  void put_all(const Selection& selection, std::span<const winnow_item> items, Bin& bin,
               std::span<winnow_outcome> outcomes);
  FlakyTable& table_;
};

/// The row as the store writes it into the bin, and back.
std::string content_of(const FlakyRow& row);
FlakyRow row_of(std::string_view content);

}  // namespace winnow
