#include <algorithm>
#include <functional>
#include <set>
#include <unordered_map>

#include "dialect.h"
#include "range_reader.h"
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
        selection_(selection),
        bin_(bin),
        outcomes_(outcomes),
        table_(require_table(connection_, selection.target)),
        has_references_(refuse_side_effects(connection_, table_, permit.flags)),
        reader_(store.reader_of(connection_, table_, selection, dangling_references(connection_, table_))),
        page_(selection.fields.size()),
        form_of_(store.forms(connection_, table_, selection)),
        leaves_(table_, selection.time_field, form_of_, Eraser::first_of_match(table_)),
        match_(sql::condition(selection.match, leaves_)),
        find_(connection_, "SELECT " + reader_.list() + ", " + match_ + " FROM main." + identifier(table_.name) +
                               " WHERE " + key_condition(table_, 1)),
        dialect_(connection_),
        headers_{{table_.name, reader_.header()}},
        eraser_(connection_, table_, match_, leaves_),
        rehearsal_(connection_, headers_, eraser_) {
    connection_.require_in_place();
  }

  void run(std::span<const winnow_item> items) {
    in_range_.assign(items.size(), false);
    const bool is_plain = !has_references_ && table_.integer_key;
    is_plain ? read_range(items) : store_.ahead_.forget();
    if (has_references_) find_dependants(items);
    std::size_t at = 0;
    for (; at < items.size() && !rehearsal_.has_held(); ++at) outcomes_[at] = put(at, items[at]);
    if (range_) put_range(items, at);
    for (; !range_ && at < items.size(); ++at) outcomes_[at] = put(at, items[at]);
    if (std::find(outcomes_.begin(), outcomes_.end(), winnow_outcome{WINNOW_NOT_TRIED}) == outcomes_.end()) return;
    take_.assign(items.size(), 0);
    bin_.seal(take_);
    require_in_time(permit_);
    keep_above_what_stays();
    for (std::size_t i = 0; i < candidates_.size(); ++i) erase(i);
    if (range_) erase_range();
    finish();
  }

 private:
  /// An item that was put by itself.
  struct Candidate {
    std::size_t item;
    std::string key;
    std::string content;  ///< its row as the copy has it, where deleting one row can change another; else empty
    Along along;          ///< what hangs on it
    bool visited = false;
    bool erased = false;
  };

  /// Steps to the row with this key; false: there is none.
  bool find(std::string_view key) {
    find_.reset();
    values_ = parse_key(table_, key);
    if (!values_) return false;
    bind_key(find_, 1, *values_);
    find_.bind_all(Eraser::first_of_match(table_), leaves_.values());
    if (!find_.step()) return false;
    reader_.load(find_.get());
    return reader_.key() == key;
  }

  winnow_outcome put(std::size_t index, const winnow_item& item) {
    const std::string key(view(item.key));
    if (by_key_.contains(key)) return WINNOW_REFUSED;  // named twice: once is enough
    if (!find(key)) return WINNOW_GONE;
    page_.clear();
    reader_.add_item(page_, store_.host_);
    const winnow_item now = page_.items().front();
    if (sqlite3_column_int(find_.get(), reader_.width()) != 1 || !is_version(now, item)) return WINNOW_CHANGED;
    Candidate candidate{index, key, reader_.content(), {}};
    const bool rehearse = !rehearsal_.has_held() || reader_.holds_odd_value();
    find_.reset();
    if (has_references_) {
      const auto kept = dependants_->kept().find(index);
      if (kept != dependants_->kept().end()) return refuse(index, kept->second.why);
      candidate.along = along_of(*dependants_, index, key);
    }
    // Before anything is put, so that one row that cannot go or come back does not stop its whole batch.
    if (has_references_ || rehearse) {
      const auto reason = rehearsal_.try_out({table_.name, key, candidate.content}, candidate.along,
                                             rehearse ? Trial::removal_and_undo : Trial::removal);
      if (reason) return refuse(index, *reason);
    }
    for (const CopiedRow& row : candidate.along.rows) {
      if (!opened_.contains(row.target)) open(std::string(row.target));
      bin_.put({index, borrow(row.target), borrow(row.key), nullptr, WINNOW_TIME_NONE, borrow(row.content)});
    }
    put_own(index, now, candidate.content);
    by_key_.emplace(key, candidates_.size());
    if (!has_references_) candidate.content = {};
    candidates_.push_back(std::move(candidate));
    return WINNOW_NOT_TRIED;  // known once the transaction has ended
  }

  /// What hangs on all of them, found in sets.
  void find_dependants(std::span<const winnow_item> items) {
    dependants_.emplace(dialect_, connection_, dialect_.describe(connection_, table_.name), keys_of(items),
                        sql::Dependants::Reading::locked);
    for (std::size_t n = 1; n < dependants_->tables(); ++n)
      headers_.emplace(dependants_->table(n).target, dependants_->header(n));
  }

  /// A row that was planned without a version may have changed as long as it matches.
  static bool is_version(const winnow_item& now, const winnow_item& planned) {
    return planned.version.size == 0 || view(now.version) == view(planned.version);
  }

  /// A row of the job's table.
  void put_own(std::size_t index, const winnow_item& now, std::string_view content) {
    if (!opened_.contains(table_.name)) open(table_.name);
    bin_.put({index, borrow(std::string_view{table_.name}), now.key, now.fields, now.time, borrow(content)});
  }

  /// Reads the rows where they stand close together, or takes what was read ahead; and lets the next batch be read
  /// meanwhile.
  void read_range(std::span<const winnow_item> items) {
    std::unique_ptr<RangeReader> reader = range_reader();
    if (std::optional<RowRange> range = RowRange::of(table_, keys_of(items))) {
      range_ = store_.ahead_.take(connection_, *range, *reader);
      if (!range_) range_ = reader->read(connection_, std::move(*range), [] { return false; });
    }
    store_.ahead_.begin(connection_, table_, std::move(reader));
  }

  std::unique_ptr<RangeReader> range_reader() {
    const auto make = [this](const Table& table) {
      return store_.reader_of(connection_, table, selection_, dangling_references(connection_, table));
    };
    return std::make_unique<RangeReader>(table_, make, selection_, match_, Eraser::first_of_match(table_),
                                         leaves_.values(), store_.host_);
  }

  /// The items from `at` on.
  void put_range(std::span<const winnow_item> items, std::size_t at) {
    std::fill(outcomes_.begin() + static_cast<std::ptrdiff_t>(at), outcomes_.end(), winnow_outcome{WINNOW_GONE});
    for (std::size_t i = 0; i < range_->size(); ++i) {
      const RangeRows::Row row = range_->row(i);
      if (row.item < at) continue;
      const winnow_item& item = items[row.item];
      if (!row.matches || !is_version(row.now, item)) {
        outcomes_[row.item] = WINNOW_CHANGED;
      } else if (row.is_odd) {
        outcomes_[row.item] = put(row.item, item);
      } else {
        put_own(row.item, row.now, row.content);
        outcomes_[row.item] = WINNOW_NOT_TRIED;
        in_range_[row.item] = true;
      }
    }
  }

  /// Rows that stand between those that go, odd ones included, end a run: nothing goes that was not put.
  void erase_range() {
    const auto goes = [this](std::size_t item) { return in_range_[item] && take_[item] == 1; };
    for (const RowRange::Run& run : range_->range().runs(goes)) {
      if (!eraser_.erase(run)) broken("was sealed but could not be deleted");
      has_erased_ = true;
    }
  }

  winnow_outcome refuse(std::size_t index, const std::string& reason) {
    bin_.refuse(index, reason);
    return WINNOW_REFUSED;
  }

  void open(const std::string& target) {
    bin_.open(target, headers_.at(target));
    opened_.insert(target);
  }

  /// A row stays too where one of this batch that stays would go with it, or lose its reference, and so on upwards.
  void keep_above_what_stays() {
    const auto stays = [this](std::string_view key) {
      const auto at = by_key_.find(std::string(key));
      return at != by_key_.end() && take_[candidates_[at->second].item] != 1;
    };
    for (bool more = has_references_; more;) {
      more = false;
      for (const Candidate& candidate : candidates_) {
        if (take_[candidate.item] != 1 || std::ranges::none_of(candidate.along.own_table, stays)) continue;
        take_[candidate.item] = 0;
        bin_.refuse(candidate.item, "what hangs on it stays");
        more = true;
      }
    }
  }

  /// Rows of the batch that hang on this one go first: else they would change under their copies.
  void erase(std::size_t index) {
    Candidate& candidate = candidates_[index];
    if (candidate.visited || take_[candidate.item] != 1) return;
    candidate.visited = true;
    for (const std::string_view key : candidate.along.own_table) {
      if (const auto at = by_key_.find(std::string(key)); at != by_key_.end()) erase(at->second);
    }
    candidate.erased = true;
    has_erased_ = true;
    if (has_references_) {
      if (!find(candidate.key)) return require_along(candidate.key, "vanished inside the transaction");
      const bool is_same = same_content(reader_.values(), candidate.content, reader_.first());
      if (!is_same) require_along(candidate.key, "was altered by a foreign key");
      find_.reset();
    }
    const int code = eraser_.erase(candidate.key, candidate.along);
    if (code != SQLITE_DONE) connection_.fail(code);
    if (sqlite3_changes64(connection_.get()) != 1) broken("was sealed but could not be deleted");
  }

  /// What became of a row came of another one of the batch: it went along with that, or lost its reference, for
  /// rows that refer to each other have no order in which none does.
  void require_along(const std::string& key, const std::string& otherwise) const {
    for (const Candidate& other : candidates_) {
      if (other.erased && std::ranges::find(other.along.own_table, key) != other.along.own_table.end()) return;
    }
    broken(otherwise);
  }

  [[noreturn]] void broken(const std::string& what) const {
    throw Error(WINNOW_BROKEN, "\"" + table_.name + "\": a row " + what + "; the batch was rolled back");
  }

  void finish() {
    const auto answer = [this](winnow_outcome for_erased) {
      for (const Candidate& candidate : candidates_) {
        outcomes_[candidate.item] = candidate.erased ? for_erased : WINNOW_REFUSED;
      }
      for (std::size_t item = 0; item < outcomes_.size(); ++item) {
        if (in_range_[item]) outcomes_[item] = take_[item] == 1 ? for_erased : WINNOW_REFUSED;
      }
    };
    if (!has_erased_) return answer(WINNOW_REFUSED);
    require_in_time(permit_);
    connection_.require_in_place();
    const sql::CommitEnd end = transaction_.commit();
    answer(sql::after(end, WINNOW_DONE));
    sql::require_committed(end, store_.path_, "removed");
  }

  SqliteStore& store_;
  Connection& connection_;
  Transaction transaction_;
  const winnow_permit& permit_;
  const Selection& selection_;
  Bin& bin_;
  std::span<winnow_outcome> outcomes_;
  Table table_;
  const bool has_references_;
  RowReader reader_;
  Page page_;  ///< one for all rows: its memory is used again
  FormOf form_of_;
  FilterLeaves leaves_;
  std::string match_;
  Statement find_;
  const SqliteDialect dialect_;
  std::optional<sql::Dependants> dependants_;  ///< of the items, where rows may hang on them
  Rehearsal::Headers headers_;
  Eraser eraser_;
  Rehearsal rehearsal_;
  bool has_erased_ = false;
  std::optional<std::vector<Stored>> values_;  ///< bound to find_
  std::unique_ptr<RangeRows> range_;           ///< where the rows stand close together
  std::vector<bool> in_range_;                 ///< items that were put as part of it
  std::set<std::string, std::less<>> opened_;
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
