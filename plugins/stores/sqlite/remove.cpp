#include <algorithm>
#include <functional>
#include <unordered_map>

#include "dependants.h"
#include "rehearsal.h"
#include "store.h"

namespace winnow {

using namespace sqlite;

/// One remove() call: everything happens inside one transaction that keeps every other writer out. The catalog too
/// is read inside it: a trigger or a foreign key that came since the plan is seen, and none can come until the end.
class SqliteStore::Removal {
 public:
  Removal(SqliteStore& store, const winnow_permit& permit, const Selection& selection, Bin& bin,
          std::span<winnow_outcome> outcomes)
      : store_(store),
        connection_(store.writer()),
        transaction_(connection_),
        permit_(permit),
        bin_(bin),
        outcomes_(outcomes),
        table_(require_table(connection_, selection.target)),
        has_references_(refuse_side_effects()),
        reader_(store.reader_of(connection_, table_, selection, dangling_references(connection_, table_))),
        header_(reader_.header()),
        page_(selection.fields.size()),
        form_of_(store.forms(connection_, table_, selection)),
        leaves_(table_, selection.time_field, form_of_, static_cast<int>(table_.key.size()) + 1),
        match_(sql::condition(selection.match, leaves_)),
        find_(connection_, "SELECT " + reader_.list() + ", " + match_ + from_key()),
        // The whole predicate again: a row that stopped matching stays, whatever was decided before.
        erase_(connection_, "DELETE" + from_key() + " AND (" + match_ + ")"),
        dependants_(connection_) {
    connection_.require_in_place();
  }

  void run(std::span<const winnow_item> items) {
    for (std::size_t i = 0; i < items.size(); ++i) outcomes_[i] = put(i, items[i]);
    if (candidates_.empty()) return;
    take_.assign(items.size(), 0);
    bin_.seal(take_);
    require_in_time(permit_);
    for (std::size_t i = 0; i < candidates_.size(); ++i) erase(i);
    finish();
  }

 private:
  /// Rows on so many levels go by the foreign keys' own cascades; SQLite follows them for 1,000 levels at the most.
  static constexpr std::size_t kMostLevels = 500;

  /// An item that was put.
  struct Candidate {
    std::size_t item;
    std::string key;
    std::string content;  ///< its row as the copy has it, where deleting one row can change another; else empty
    Along along;          ///< what hangs on it
    std::vector<std::string> own_table;  ///< keys of its dependants in this very table
    bool visited = false;
    bool erased = false;
  };

  std::string from_key() const {
    return " FROM main." + identifier(table_.name) + " WHERE " + key_condition(table_, 1);
  }

  /// Before any statement is compiled: a trigger that does not even compile here is told by its name. Answers
  /// whether other rows refer to the table's.
  bool refuse_side_effects() const {
    bool has_references = false;
    const std::string what = "deleting from \"" + table_.name + "\" ";
    for (const Reference& reference : references_to(connection_, table_)) {
      has_references = true;
      if (reference.rule == Rule::restrict || (permit_.flags & WINNOW_CASCADE) != 0) continue;
      throw Error(WINNOW_DENIED, what + "also changes rows of \"" + reference.child +
                                     "\" (its foreign key); write cascade = \"archive\" to bin them first");
    }
    for (const std::string& trigger : delete_triggers(connection_, table_)) {
      throw Error(WINNOW_DENIED, what + "fires the trigger \"" + trigger + "\"; " + kTriggerRemedy);
    }
    return has_references;
  }

  /// Steps to the row with this key; false: there is none.
  bool find(std::string_view key) {
    find_.reset();
    values_ = parse_key(table_, key);
    if (!values_) return false;
    const int next = bind_key(find_, 1, *values_);
    find_.bind_all(next, leaves_.values());
    if (!find_.step()) return false;
    reader_.load(find_.get());
    return reader_.key() == key;
  }

  winnow_outcome put(std::size_t index, const winnow_item& item) {
    const std::string key(view(item.key));
    if (by_key_.contains(key)) return WINNOW_REFUSED;  // named twice: once is enough
    if (!find(key)) return WINNOW_GONE;
    if (sqlite3_column_int(find_.get(), reader_.width()) != 1) return WINNOW_CHANGED;
    page_.clear();
    reader_.add_item(page_, store_.host_);
    const winnow_item now = page_.items().front();
    if (item.version.size > 0 && view(now.version) != view(item.version)) return WINNOW_CHANGED;
    Candidate candidate{index, key, reader_.content(), {}, {}};
    const bool rehearse = !has_rehearsed_ || reader_.holds_odd_value();
    find_.reset();
    if (has_references_) {
      auto along = dependants_.of(table_, key);
      if (!along) return refuse(index, "a row that hangs on it has no key");
      candidate.along = std::move(*along);
    }
    // Before anything is put, so that one row that cannot go or come back does not stop its whole batch.
    if (has_references_ || rehearse) {
      if (const auto reason = try_out(candidate, rehearse)) return refuse(index, *reason);
    }
    for (const Dependant& row : candidate.along.rows) {
      if (!is_open(row.target)) open(row.target, dependants_.header(row.target));
      bin_.put({index, borrow(std::string_view{row.target}), borrow(std::string_view{row.key}), nullptr,
                WINNOW_TIME_NONE, borrow(std::string_view{row.content})});
      if (row.target == table_.name) candidate.own_table.push_back(row.key);
    }
    if (!is_open(table_.name)) open(table_.name, header_);
    bin_.put({index, borrow(std::string_view{table_.name}), borrow(std::string_view{key}), now.fields, now.time,
              borrow(std::string_view{candidate.content})});
    by_key_.emplace(key, candidates_.size());
    if (!has_references_) candidate.content = {};
    candidates_.push_back(std::move(candidate));
    return WINNOW_NOT_TRIED;  // known once the transaction has ended
  }

  winnow_outcome refuse(std::size_t index, const std::string& reason) {
    bin_.refuse(index, reason);
    return WINNOW_REFUSED;
  }

  bool is_open(const std::string& target) const {
    return std::find(opened_.begin(), opened_.end(), target) != opened_.end();
  }

  void open(const std::string& target, const std::string& header) {
    bin_.open(target, header);
    opened_.push_back(target);
  }

  /// Takes the row away and, where `rehearse` says so, puts it back; then undoes both. Answers why it has to stay.
  std::optional<std::string> try_out(const Candidate& candidate, bool rehearse) {
    std::optional<Deferred> foreign_keys;  // outlives the savepoint: its end forgets what is broken
    if (candidate.along.levels > kMostLevels) foreign_keys.emplace(connection_);
    const Savepoint undone(connection_);
    const int code = erase_all(candidate);
    const bool is_gone = code == SQLITE_DONE && sqlite3_changes64(connection_.get()) == 1;
    const int kind = code & 0xff;
    if (code != SQLITE_DONE && kind != SQLITE_CONSTRAINT && kind != SQLITE_ERROR) connection_.fail(code);
    if (kind == SQLITE_ERROR) return "too many rows hang on each other";
    if (!is_gone || connection_.has_broken_references()) {
      undone.rollback();  // to ask of the rows as they are who refers to this one
      return why_kept(candidate);
    }
    if (!rehearse) return std::nullopt;
    const Dependant row{table_.name, candidate.key, candidate.content};
    if (!come_back(connection_, dependants_, header_, row, candidate.along.rows)) {
      return "it would not come back as it is";
    }
    has_rehearsed_ = true;
    return std::nullopt;
  }

  /// A row with all that hangs on it. Deeper than SQLite follows foreign keys, from the far end.
  int erase_all(const Candidate& candidate) {
    if (candidate.along.levels <= kMostLevels) return run_erase(candidate.key);
    // Until COMMIT, which refuses what is broken then: a row may refer to one that goes before it.
    connection_.execute("PRAGMA defer_foreign_keys = ON");
    for (const Dependant& row : candidate.along.rows) {
      if (is_reference(row.content)) continue;
      if (const int code = dependants_.erase(row); code != SQLITE_DONE) return code;
    }
    return run_erase(candidate.key);
  }

  /// SQLite says only that a constraint does not allow it: a foreign key that restricts looks like a trigger.
  std::string why_kept(const Candidate& candidate) {
    const auto keeper = dependants_.keeper_of(table_, candidate.key, candidate.along.rows);
    return keeper ? "referenced by " + *keeper : "the database does not let it go";
  }

  int run_erase(const std::string& key) {
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
    if (has_references_) {
      if (!find(candidate.key)) return require_cascaded(candidate.key);
      const bool is_same = same_content(reader_.values(), candidate.content, reader_.first());
      if (!is_same) broken("was altered by a foreign key");
      find_.reset();
    }
    const int code = erase_all(candidate);
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

  void finish() {
    const auto answer = [this](winnow_outcome for_erased) {
      for (const Candidate& candidate : candidates_) {
        outcomes_[candidate.item] = candidate.erased ? for_erased : WINNOW_REFUSED;
      }
    };
    if (std::none_of(candidates_.begin(), candidates_.end(), std::mem_fn(&Candidate::erased))) {
      return answer(WINNOW_REFUSED);
    }
    require_in_time(permit_);
    connection_.require_in_place();
    switch (transaction_.commit()) {
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
  Transaction transaction_;
  const winnow_permit& permit_;
  Bin& bin_;
  std::span<winnow_outcome> outcomes_;
  Table table_;
  const bool has_references_;
  RowReader reader_;
  const std::string header_;
  Page page_;  ///< one for all rows: its memory is used again
  FormOf form_of_;
  FilterLeaves leaves_;
  std::string match_;
  Statement find_;
  Statement erase_;
  Dependants dependants_;
  bool has_rehearsed_ = false;
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
