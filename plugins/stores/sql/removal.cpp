#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <unordered_set>

#include "sql/dependants.h"
#include "sql/rehearsal.h"
#include "sql/server_store.h"

namespace winnow::sql {
namespace {

/// Keys of rows that came back in a rehearsal whose transaction was rolled back as a whole.
using Rehearsed = std::set<std::string, std::less<>>;

/// What is left of a remove() call once its rows are locked and read.
class Removal {
 public:
  Removal(const ServerDialect& dialect, LockedRows& locked, const winnow_permit& permit, Bin& bin,
          std::span<winnow_outcome> outcomes)
      : dialect_(dialect),
        driver_(locked.driver()),
        permit_(permit),
        bin_(bin),
        outcomes_(outcomes),
        locked_(locked),
        table_(locked.table()),
        reader_(locked.reader()) {}

  /// The order keeps two promises. Everything that can fail (locks, foreign keys, the rehearsal) comes before
  /// seal(); after it only the very rows that were locked are erased, by their keys and the whole predicate, and a
  /// count that differs from what was sealed rolls all of it back. `ready`: called once the server has nothing more
  /// to refuse, and the host begins to write.
  ///
  /// Where the rehearsal needs a transaction of its own, nothing is removed: its rows are answered, and are given
  /// as `rehearsed` to the removal of the same items in the next transaction.
  std::optional<Rehearsed> run(std::span<const winnow_item> items, const std::optional<Rehearsed>& rehearsed,
                               const std::function<void()>& ready) {
    require_cascade();
    choose(items);
    if (rehearsed) leave_out_others(*rehearsed);
    if (!table_.references.empty()) find_dependants();
    if (candidates_.empty()) return std::nullopt;
    if (!rehearsed) rehearse();
    if (candidates_.empty()) return std::nullopt;
    if (!rehearsed && must_rehearse_apart(table_, dependants_)) {
      const std::vector<std::string_view> fine = keys();
      return Rehearsed(fine.begin(), fine.end());
    }
    ready();
    put();
    std::vector<std::uint8_t> take(items.size(), 0);
    bin_.seal(take);
    std::vector<std::size_t> going;
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      candidates_[i].goes = may_go(i, take);
      if (candidates_[i].goes) going.push_back(i);
    }
    erase(going);
    finish();
    return std::nullopt;
  }

 private:
  void require_cascade() const {
    if ((permit_.flags & WINNOW_CASCADE) != 0) return;
    for (const Reference& reference : table_.references) {
      if (reference.rule == Rule::restrict) continue;
      throw Error(WINNOW_DENIED, "rows of \"" + reference.child + "\" hang on \"" + table_.target + "\"");
    }
  }

  void choose(std::span<const winnow_item> items) {
    std::vector<std::string_view> keys;
    std::unordered_set<std::string_view> seen;
    for (std::size_t i = 0; i < items.size(); ++i) {
      keys.push_back(view(items[i].key));
      outcomes_[i] = seen.insert(keys.back()).second ? WINNOW_GONE : WINNOW_REFUSED;  // named twice: once is enough
    }
    candidates_.reserve(locked_.rows().size());
    for (LockedRows::Row& row : locked_.rows()) {
      const bool as_planned = items[row.item].version.size == 0 || row.version == view(items[row.item].version);
      outcomes_[row.item] = row.matches && as_planned ? WINNOW_NOT_TRIED : WINNOW_CHANGED;
      if (outcomes_[row.item] == WINNOW_NOT_TRIED) candidates_.push_back({std::move(row)});
    }
    tell_locked_from_gone(keys);
  }

  /// What was not among the locked rows is held by somebody, or is not there.
  void tell_locked_from_gone(const std::vector<std::string_view>& keys) {
    std::vector<std::string_view> missing;
    std::vector<std::size_t> items;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (outcomes_[i] != WINNOW_GONE) continue;
      missing.push_back(keys[i]);
      items.push_back(i);
    }
    each_with_key(dialect_, driver_, table_, reader_, missing, {}, [&](std::size_t at, std::span<const Cell>) {
      outcomes_[items[at]] = WINNOW_REFUSED;
      bin_.refuse(items[at], "locked");
    });
  }

  std::vector<std::string_view> keys() const {
    std::vector<std::string_view> out;
    for (const Candidate& candidate : candidates_) out.push_back(candidate.key);
    return out;
  }

  /// What hangs on the candidates, and which of them so cannot go. Without those all is looked up anew: what hangs
  /// on the others is then all that goes.
  void find_dependants() {
    while (!candidates_.empty()) {
      dependants_.emplace(dialect_, driver_, table_, keys(), Dependants::Reading::locked);
      const auto& kept = dependants_->kept();
      if (kept.empty()) return;
      for (const auto& [candidate, why] : kept) refuse(candidate, why.why);
      leave_out([&kept](std::size_t candidate) { return kept.contains(candidate); });
    }
  }

  void refuse(std::size_t candidate, const std::string& why) {
    outcomes_[candidates_[candidate].item] = WINNOW_REFUSED;
    bin_.refuse(candidates_[candidate].item, why);
  }

  template <class Stays>
  void leave_out(const Stays& stays) {
    std::vector<Candidate> rest;
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      if (!stays(i)) rest.push_back(std::move(candidates_[i]));
    }
    candidates_ = std::move(rest);
  }

  /// A table into which nothing could be put back is not pruned, and a row that could not come back stays.
  void rehearse() {
    const Rehearsal rehearsal(dialect_, locked_, permit_, candidates_, dependants_);
    const Rehearsal::End end = rehearsal.run([this](const std::vector<std::size_t>& rows) { erase(rows); });
    if (end.trouble.empty()) return;
    if (end.not_erased) return leave_out_refused(rehearsal);
    if (!end.tried_all || end.stays.empty() || end.stays.size() == candidates_.size()) {
      throw Error(WINNOW_DENIED,
                  "\"" + table_.target + "\": what is removed here could not be brought back: " + end.trouble);
    }
    for (const std::size_t candidate : end.stays) refuse(candidate, "it would not come back as it is");
    leave_out([&end](std::size_t candidate) { return end.stays.contains(candidate); });
    if (dependants_) find_dependants();
  }

  void leave_out_refused(const Rehearsal& rehearsal) {
    const auto stays = rehearsal.refused([this](const std::vector<std::size_t>& rows) { erase(rows); });
    for (const std::size_t candidate : stays) refuse(candidate, "the database does not let it go");
    leave_out([&stays](std::size_t candidate) { return stays.contains(candidate); });
    if (dependants_) find_dependants();
    if (!candidates_.empty()) rehearse();
  }

  /// Rows that were refused before, and the bin knows why, or were held while the others were rehearsed.
  void leave_out_others(const Rehearsed& rehearsed) {
    const auto stays = [&](std::size_t candidate) { return !rehearsed.contains(candidates_[candidate].key); };
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      if (stays(i)) outcomes_[candidates_[i].item] = WINNOW_REFUSED;
    }
    leave_out(stays);
  }

  void put() {
    bin_.open(table_.target, reader_.header());
    std::vector<winnow_value> fields;
    std::set<std::size_t> opened{0};
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      const Candidate& candidate = candidates_[i];
      each_of(dependants_, i, [&](const Dependant& row, Dependants::Fate) {
        const std::string_view target = dependants_->table(row.table).target;
        if (opened.insert(row.table).second) bin_.open(std::string(target), dependants_->header(row.table));
        bin_.put({candidate.item, borrow(target), borrow(std::string_view{row.key}), nullptr, WINNOW_TIME_NONE,
                  borrow(std::string_view{row.content})});
      });
      fields.clear();
      for (const Value& value : candidate.fields) fields.push_back(borrow(value));
      bin_.put({candidate.item, borrow(std::string_view{table_.target}), borrow(std::string_view{candidate.key}),
                fields.data(), candidate.time, borrow(std::string_view{candidate.copy})});
    }
  }

  std::uint64_t erase_keys(std::span<const std::string_view> keys) {
    std::vector<Param> params;
    std::string where = has_key(dialect_, table_, keys, params);
    // Written so that no index of a column in it is used: rows that are no items, and that somebody may hold, would
    // be waited for on the way.
    where += " AND CASE WHEN " + locked_.match(params) + " THEN 1 ELSE 0 END = 1";
    return driver_.change("DELETE FROM " + table_.name + " WHERE " + where + dialect_.these_alone(keys.size()),
                          params);
  }

  /// Not if a row of this batch that stays would go along with it.
  bool may_go(std::size_t candidate, const std::vector<std::uint8_t>& take) const {
    const auto taken = [&](std::size_t one) { return take[candidates_[one].item] == 1; };
    return taken(candidate) && (!dependants_ || std::ranges::all_of(dependants_->items_of(candidate), taken));
  }

  void erase(const std::vector<std::size_t>& going) {
    if (dependants_) {
      dependants_->erase(going, [this](std::span<const std::string_view> keys) { erase_items(keys); });
      return;
    }
    std::vector<std::string_view> keys;
    for (const std::size_t candidate : going) keys.push_back(candidates_[candidate].key);
    erase_items(keys);
  }

  void erase_items(std::span<const std::string_view> going) {
    std::uint64_t erased = 0;
    for (std::size_t begin = 0; begin < going.size(); begin += kKeysAtOnce) {
      require_in_time(permit_);
      erased += erase_keys(going.subspan(begin, std::min(kKeysAtOnce, going.size() - begin)));
    }
    if (erased != going.size()) {
      throw Error(WINNOW_BROKEN, "\"" + table_.target + "\": " + std::to_string(erased) + " of " +
                                     std::to_string(going.size()) +
                                     " sealed rows could be deleted; the batch was rolled back");
    }
  }

  void finish() {
    const auto answer = [this](winnow_outcome for_gone) {
      for (const Candidate& candidate : candidates_) {
        outcomes_[candidate.item] = candidate.goes ? for_gone : WINNOW_REFUSED;
      }
    };
    const bool any =
        std::any_of(candidates_.begin(), candidates_.end(), [](const Candidate& one) { return one.goes; });
    if (!any) return answer(WINNOW_REFUSED);
    require_in_time(permit_);
    const CommitEnd end = locked_.transaction().commit();
    answer(after(end, WINNOW_DONE));
    require_committed(end, "\"" + table_.target + "\"", "removed");
  }

  const ServerDialect& dialect_;
  Driver& driver_;
  const winnow_permit& permit_;
  Bin& bin_;
  std::span<winnow_outcome> outcomes_;
  LockedRows& locked_;
  const Table& table_;
  const RowReader& reader_;
  std::vector<Candidate> candidates_;
  std::optional<Dependants>
      dependants_;  ///< of candidates_, in their order; not for a table to which nothing refers
};

}  // namespace

void ServerStore::remove(const winnow_permit& permit, const Selection& selection,
                         std::span<const winnow_item> items, Bin& bin, std::span<winnow_outcome> outcomes) {
  check_permit(permit, WINNOW_REMOVE, keys_of(items));
  require_in_time(permit);
  std::vector<std::string_view> keys;
  for (const winnow_item& item : items) keys.push_back(view(item.key));
  std::optional<LockAhead::Batch> batch = ahead_.take(selection, keys);
  if (!batch) batch = locked_now(selection, keys);
  naming(selection.target, [&] {
    const auto ready = [&] { lock_ahead(batch->rows->table(), selection); };
    std::optional<Rehearsed> rehearsed =
        Removal(*dialect_, *batch->rows, permit, bin, outcomes).run(items, {}, ready);
    if (!rehearsed) return;
    batch.reset();  // rolls back, and lets go of the connection
    batch = locked_now(selection, keys);
    Removal(*dialect_, *batch->rows, permit, bin, outcomes).run(items, rehearsed, ready);
  });
}

LockAhead::Batch ServerStore::locked_now(const Selection& selection, std::span<const std::string_view> keys) {
  const std::shared_ptr<Driver> driver = borrowed();
  wait_for_replicas(*driver);  // before the transaction: its locks would be held meanwhile
  return {driver, naming(selection.target, [&] {
            return std::make_unique<LockedRows>(*dialect_, *driver, host_, selection, keys, Entry::at_once);
          })};
}

void ServerStore::lock_ahead(const Table& table, const Selection& selection) {
  if (behind_ || !ahead_.wanted(table)) return;
  const std::shared_ptr<Driver> idle = idle_.empty() ? nullptr : borrowed();
  ahead_.begin(selection, [this, idle] { return idle ? idle : lent(connect_()); });
}

}  // namespace winnow::sql
