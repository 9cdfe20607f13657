#include <algorithm>
#include <functional>
#include <unordered_map>

#include "dependants.h"
#include "store.h"

namespace winnow {

using namespace sqlite;

/// One remove() call: everything happens inside one transaction that keeps every other writer out.
class SqliteStore::Removal {
 public:
  Removal(SqliteStore& store, const winnow_permit& permit, const Selection& selection, Bin& bin,
          std::span<winnow_outcome> outcomes)
      : store_(store),
        connection_(store.writer()),
        permit_(permit),
        selection_(selection),
        bin_(bin),
        outcomes_(outcomes),
        table_(require_table(connection_, selection.target)),
        reader_(store.reader_of(connection_, table_, selection)),
        form_of_(store.forms(connection_, table_, selection)),
        leaves_(table_, selection.time_field, form_of_, static_cast<int>(table_.key.size()) + 1),
        match_(sql::condition(selection.match, leaves_)),
        find_(connection_, "SELECT " + reader_.list() + ", " + match_ + from_key()),
        // The whole predicate again: a row that stopped matching stays, whatever was decided before.
        erase_(connection_, "DELETE" + from_key() + " AND (" + match_ + ")"),
        dependants_(connection_) {
    const std::vector<Reference> references = references_to(connection_, table_);
    const std::vector<Trigger> triggers = delete_triggers(connection_, table_);
    refuse_side_effects(references, triggers);
    has_side_effects_ = !references.empty() || !triggers.empty();
  }

  void run(std::span<const winnow_item> items) {
    Transaction transaction(connection_);
    for (std::size_t i = 0; i < items.size(); ++i) outcomes_[i] = put(i, items[i]);
    if (candidates_.empty()) return;
    take_.assign(items.size(), 0);
    bin_.seal(take_);
    require_in_time(permit_);
    for (std::size_t i = 0; i < candidates_.size(); ++i) erase(i);
    for (const Candidate& candidate : candidates_) {
      if (has_side_effects_ && candidate.erased && find(candidate.key)) broken("is there again after its deletion");
    }
    finish(transaction);
  }

 private:
  /// An item that was put.
  struct Candidate {
    std::size_t item;
    std::string key;
    std::string content;  ///< its row as the copy has it, where deleting one row can change another; else empty
    std::vector<std::string> own_table;  ///< keys of its dependants in this very table
    bool visited = false;
    bool erased = false;
  };

  std::string from_key() const {
    return " FROM main." + identifier(table_.name) + " WHERE " + key_condition(table_, 1);
  }

  void refuse_side_effects(const std::vector<Reference>& references, const std::vector<Trigger>& triggers) const {
    const std::string what = "deleting from \"" + table_.name + "\" ";
    if ((permit_.flags & WINNOW_CASCADE) == 0) {
      for (const Reference& reference : references) {
        if (reference.rule == Rule::restrict) continue;
        throw Error(WINNOW_DENIED, what + "also changes rows of \"" + reference.child +
                                       "\" (its foreign key); write cascade = \"archive\" to bin them first");
      }
      if (!triggers.empty()) {
        throw Error(WINNOW_DENIED, what + "fires the trigger \"" + triggers.front().name +
                                       "\"; write cascade = \"archive\" to accept what it does");
      }
    }
    for (const Trigger& trigger : triggers) {
      if (trigger.effect != Effect::rewrites) continue;
      throw Error(WINNOW_DENIED, what + "fires the trigger \"" + trigger.name +
                                     "\", which deletes or alters rows that no copy would hold");
    }
  }

  /// Steps to the row with this key; false: there is none.
  bool find(std::string_view key) {
    find_.reset();
    values_ = parse_key(table_, key);
    if (!values_) return false;
    const int next = bind_key(find_, 1, *values_);
    find_.bind_all(next, leaves_.values());
    return find_.step() && reader_.key(find_.get()) == key;
  }

  winnow_outcome put(std::size_t index, const winnow_item& item) {
    const std::string key(view(item.key));
    if (by_key_.contains(key)) return WINNOW_REFUSED;  // named twice: once is enough
    if (!find(key)) return WINNOW_GONE;
    if (sqlite3_column_int(find_.get(), reader_.width()) != 1) return WINNOW_CHANGED;
    if (item.version.size > 0 && reader_.version(find_.get()) != view(item.version)) return WINNOW_CHANGED;

    Page page(selection_.fields.size());
    reader_.add_item(page, store_.host_, find_.get());
    const std::string content = reader_.content(find_.get());
    Candidate candidate{index, key, has_side_effects_ ? content : std::string{}, {}};
    find_.reset();
    if (has_side_effects_ && !is_deletable(index, key)) return WINNOW_REFUSED;
    if ((permit_.flags & WINNOW_CASCADE) != 0 && !put_dependants(candidate)) return WINNOW_REFUSED;

    open(table_.name, reader_.header());
    const winnow_item now = page.items().front();
    bin_.put({index, borrow(std::string_view{table_.name}), borrow(std::string_view{key}), now.fields, now.time,
              borrow(std::string_view{content})});
    by_key_.emplace(key, candidates_.size());
    candidates_.push_back(std::move(candidate));
    return WINNOW_NOT_TRIED;  // known once the transaction has ended
  }

  void open(const std::string& target, const std::string& header) {
    if (std::find(opened_.begin(), opened_.end(), target) != opened_.end()) return;
    bin_.open(target, header);
    opened_.push_back(target);
  }

  bool put_dependants(Candidate& candidate) {
    const auto dependants = dependants_.of(table_, candidate.key);
    if (!dependants) {
      bin_.refuse(candidate.item, "a row that hangs on it has no key");
      return false;
    }
    for (const Dependant& row : *dependants) {
      open(row.target, dependants_.header(row.target));
      bin_.put({candidate.item, borrow(std::string_view{row.target}), borrow(std::string_view{row.key}), nullptr,
                WINNOW_TIME_NONE, borrow(std::string_view{row.content})});
      if (row.target == table_.name) candidate.own_table.push_back(row.key);
    }
    return true;
  }

  /// Tries it out, and undoes it: before anything is put, so that one row that others still refer to, or that a
  /// trigger protects, does not stop its whole batch.
  bool is_deletable(std::size_t index, const std::string& key) {
    const Savepoint undone(connection_);
    const int code = run_erase(key);
    if (sqlite3_get_autocommit(connection_.get()) != 0) {
      throw Error(WINNOW_BROKEN, "a trigger of \"" + table_.name + "\" rolled the transaction back");
    }
    const bool deleted = code == SQLITE_DONE && sqlite3_changes64(connection_.get()) == 1;
    const bool refused = code == SQLITE_DONE || (code & 0xff) == SQLITE_CONSTRAINT;
    if (!refused) connection_.fail(code);
    if (deleted && !connection_.has_broken_references()) return true;
    undone.rollback();  // to ask of the rows as they are who refers to this one
    bin_.refuse(index, why_kept(key));
    return false;
  }

  /// SQLite says only that a constraint does not allow it: a foreign key that restricts looks like a trigger.
  std::string why_kept(const std::string& key) {
    const auto along = dependants_.of(table_, key);
    if (!along) return "a row without a key refers to it";
    const auto keeper = dependants_.keeper_of(table_, key, *along);
    return keeper ? "referenced by " + *keeper : "a trigger keeps it";
  }

  int run_erase(const std::string& key) {
    erase_.reset();
    values_ = parse_key(table_, key);
    const int next = bind_key(erase_, 1, *values_);
    erase_.bind_all(next, leaves_.values());
    const int code = erase_.try_step();
    erase_.reset();
    return code;
  }

  /// Not if a row of this batch that stays would go with it, or lose its reference.
  bool may_go(const Candidate& candidate) const {
    if (take_[candidate.item] != 1) return false;
    return std::all_of(candidate.own_table.begin(), candidate.own_table.end(), [&](const std::string& key) {
      const auto at = by_key_.find(key);
      return at == by_key_.end() || take_[candidates_[at->second].item] == 1;
    });
  }

  /// Rows of the batch that hang on this one go first: else they would change under their copies.
  void erase(std::size_t index) {
    Candidate& candidate = candidates_[index];
    if (candidate.visited || !may_go(candidate)) return;
    candidate.visited = true;
    for (const std::string& key : candidate.own_table) {
      if (const auto at = by_key_.find(key); at != by_key_.end()) erase(at->second);
    }
    candidate.erased = true;
    if (has_side_effects_) {
      if (!find(candidate.key)) return require_cascaded(candidate.key);
      if (reader_.content(find_.get()) != candidate.content) broken("was altered by a trigger or a foreign key");
      find_.reset();
    }
    const int code = run_erase(candidate.key);
    if (code != SQLITE_DONE) connection_.fail(code);
    if (sqlite3_changes64(connection_.get()) != 1) broken("was sealed but could not be deleted");
  }

  /// A row that is no longer there may only have gone with another one of the batch.
  void require_cascaded(const std::string& key) const {
    for (const Candidate& other : candidates_) {
      if (other.erased && std::find(other.own_table.begin(), other.own_table.end(), key) != other.own_table.end()) {
        return;
      }
    }
    broken("vanished inside the transaction");
  }

  [[noreturn]] void broken(const std::string& what) const {
    throw Error(WINNOW_BROKEN, "\"" + table_.name + "\": a row " + what + "; the batch was rolled back");
  }

  void finish(Transaction& transaction) {
    const auto answer = [this](winnow_outcome for_erased) {
      for (const Candidate& candidate : candidates_) {
        outcomes_[candidate.item] = candidate.erased ? for_erased : WINNOW_REFUSED;
      }
    };
    if (std::none_of(candidates_.begin(), candidates_.end(), std::mem_fn(&Candidate::erased))) {
      return answer(WINNOW_REFUSED);
    }
    require_in_time(permit_);
    switch (transaction.commit()) {
      case Transaction::End::committed: return answer(WINNOW_DONE);
      case Transaction::End::rolled_back:
        answer(WINNOW_FAILED);
        throw Error(WINNOW_UNAVAILABLE, store_.path_ +
                                            ": COMMIT was refused (the database is busy, or rows still "
                                            "refer to what was deleted); nothing was removed");
      case Transaction::End::unknown:
        answer(WINNOW_IN_DOUBT);
        throw Error(WINNOW_UNAVAILABLE, store_.path_ + ": COMMIT failed; whether the rows are gone is not known");
    }
  }

  SqliteStore& store_;
  Connection& connection_;
  const winnow_permit& permit_;
  const Selection& selection_;
  Bin& bin_;
  std::span<winnow_outcome> outcomes_;
  Table table_;
  RowReader reader_;
  FormOf form_of_;
  FilterLeaves leaves_;
  std::string match_;
  Statement find_;
  Statement erase_;
  Dependants dependants_;
  bool has_side_effects_ = false;
  std::optional<std::vector<Stored>> values_;  ///< bound to find_ or erase_
  std::vector<std::string> opened_;
  std::vector<Candidate> candidates_;
  std::vector<std::uint8_t> take_;                       ///< the host's answer, by item
  std::unordered_map<std::string, std::size_t> by_key_;  ///< into candidates_
};

void SqliteStore::remove(const winnow_permit& permit, const Selection& selection,
                         std::span<const winnow_item> items, Bin& bin, std::span<winnow_outcome> outcomes) {
  check_permit(permit, WINNOW_REMOVE, keys_of(items));
  require_in_time(permit);
  Removal(*this, permit, selection, bin, outcomes).run(items);
}

}  // namespace winnow
