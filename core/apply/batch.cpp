#include "core/apply/batch.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include "core/apply/batch_end.h"
#include "core/apply/batch_record.h"
#include "core/apply/dependants.h"
#include "core/apply/linked_files.h"
#include "core/apply/whole_backups.h"
#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/judge/links.h"
#include "core/plan/second_look.h"
#include "winnow/page.hpp"

namespace winnow {
namespace {

class Batch {
 public:
  Batch(const BatchContext& context, std::int64_t n, std::span<const PlannedItem> items)
      : context_(context),
        setup_(context.setup),
        world_(context.world),
        planned_(items),
        lines_(items.size(), 0),
        dependants_(setup_, world_, items.size()),
        outcomes_(items.size(), WINNOW_NOT_TRIED),
        may_go_(items.size(), false),
        now_(stored_selection(setup_, *setup_.selection).fields.size()) {
    for (const PlannedItem& item : items) {
      winnow_item row{};
      row.key = borrow(std::string_view{item.key});
      row.version = borrow(std::string_view{item.version});
      row.time = item.time;
      row.bytes = item.bytes;
      rows_.push_back(row);
      keys_.insert(item.key);
    }
    files_ = linked_files(setup_, setup_.selection->reason, planned_);
    for (const LinkedFiles& files : files_) named_by_.emplace_back(world_, *files.link->store, "", setup_.job);
    record_.emplace(context, n, parking());
  }

  void run() {
    // Who names the files is asked once the rows have gone, when it is too late to fail: a column that is not there
    // or a store out of reach has to show now.
    for (Links& links : named_by_) links.check();
    try {
      take_group(0);
    } catch (...) {
      count_removed(end(), context_.tally);
      throw;
    }
    check_claims();
    count_removed(end(), context_.tally);
    if (count_others(end(), context_.tally)) {
      throw Failure("", "it is not known whether all of a batch went", "the next run finds out before it begins");
    }
    if (record_->sealed()) settle();  // a store that found nothing to put seals nothing
  }

 private:
  /// The bin that a store of files sees: its seal removes what the files hang on first.
  class FileBin final : public Bin {
   public:
    FileBin(Batch& batch, std::size_t group) : batch_(batch), group_(group) {}
    void open(std::string_view target, std::string_view header) override {
      part_ = batch_.record_->open_part(*batch_.files_[group_].link->store, target, header);
    }
    void put(const winnow_piece& piece) override {
      LinkedFiles& files = batch_.files_[group_];
      files.lines[piece.item] =
          batch_.write(part_, files.rows.at(piece.item), piece, files.items[piece.item].bytes);
    }
    void seal(std::span<std::uint8_t> take) override {
      sealed_ = true;
      batch_.seal_files(group_, take);
    }
    bool sealed() const { return sealed_; }

   private:
    Batch& batch_;
    std::size_t group_;
    std::size_t part_ = 0;
    bool sealed_ = false;
  };

  class RowBin final : public Bin {
   public:
    explicit RowBin(Batch& batch) : batch_(batch) {}
    void open(std::string_view target, std::string_view header) override {
      parts_[std::string(target)] = batch_.record_->open_part(*batch_.setup_.store, target, header);
    }
    void put(const winnow_piece& piece) override {
      const auto part = parts_.find(view(piece.target));
      if (part == parts_.end() || piece.item >= batch_.rows_.size()) {
        throw Failure("", "the store put an item that it did not announce");
      }
      batch_.put_row(part->second, piece);
    }
    void seal(std::span<std::uint8_t> take) override { batch_.seal_rows(take); }
    void refuse(std::size_t item, std::string_view reason) override { batch_.refusals_[item] = reason; }

   private:
    Batch& batch_;
    std::map<std::string, std::size_t, std::less<>> parts_;
  };

  /// The stores that park what they take instead of copying it.
  std::vector<std::string> parking() const {
    std::vector<std::string> identities;
    if (setup_.store->parks) identities.push_back(setup_.store->identity);
    for (const LinkedFiles& group : files_) identities.push_back(group.link->store->identity);
    return identities;
  }

  void take_group(std::size_t at) {
    const Remover remover(world_.clock);
    if (at == files_.size()) {
      RowBin bin(*this);
      std::uint32_t flags = setup_.job->cascade == Cascade::archive ? std::uint32_t{WINNOW_CASCADE} : 0;
      if (setup_.job->empty_folders == EmptyFolders::remove) flags |= WINNOW_EMPTY_FOLDERS;
      remover.remove(*setup_.store->store, {world_.run, setup_.job->target, record_->place(), flags},
                     stored_selection(setup_, *setup_.selection), rows_, bin, outcomes_);
      return;
    }
    LinkedFiles& files = files_[at];
    FileBin bin(*this, at);
    remover.remove(*files.link->store->store, {world_.run, files.selection.target, record_->place(), 0},
                   files.selection, files.items, bin, files.outcomes);
    // A store that could put no file at all seals nothing; rows without a file may go all the same.
    if (!bin.sealed()) take_group(at + 1);
  }

  std::int64_t write(std::size_t part, std::span<const std::size_t> rows, const winnow_piece& piece,
                     std::uint64_t bytes) {
    return record_->write(part, rows, piece, bytes, planned_[rows.front()].reason);
  }

  void put_row(std::size_t part, const winnow_piece& piece) {
    const bool own = view(piece.target) == setup_.job->target && view(piece.key) == view(rows_[piece.item].key);
    if (!own) {
      // What goes as an item of this batch has its copy as such: two of them would be two to destroy.
      const bool is_item = view(piece.target) == setup_.job->target && keys_.contains(view(piece.key));
      const std::int64_t line = is_item ? 0 : write(part, {&piece.item, 1}, piece, piece.content.size);
      dependants_.add(piece.item, view(piece.target), view(piece.key), line, kept_);
      return;
    }
    if (piece.fields == nullptr && stored_selection(setup_, *setup_.selection).fields.size() > 0) {
      throw Failure("", "the store put an item without its fields");
    }
    winnow_item item = rows_[piece.item];
    item.time = piece.time;
    item.fields = piece.fields;
    now_.add(item);
    now_rows_.push_back(piece.item);
    lines_[piece.item] = write(part, {&piece.item, 1}, piece, item.bytes);
  }

  /// Judges what was put as it is now, by the same rules that planned it, and keeps rows whose file must stay.
  std::vector<bool> judge() {
    const std::vector<Decision> now_is = second_look(setup_, world_, now_.items());
    std::vector<bool> fine(rows_.size(), false);
    for (std::size_t i = 0; i < now_is.size(); ++i) {
      const bool goes = now_is[i].answer == Answer::nominate;
      fine[now_rows_[i]] = goes;
      const bool guarded = now_is[i].step == Step::referenced || now_is[i].step == Step::held;
      if (!goes && guarded) kept_[now_rows_[i]] = world_.host.words(now_is[i].reason);
    }
    for (const auto& [row, why] : kept_) fine[row] = false;
    for (const LinkedFiles& files : files_) {
      for (std::size_t i = 0; i < files.items.size(); ++i) {
        if (files.put(i) || files.outcomes[i] == WINNOW_GONE) continue;
        for (const std::size_t row : files.rows[i]) {
          if (fine[row]) stuck_files_[row] = files.keys[i];
          fine[row] = false;
        }
      }
    }
    keep_whole_backups(setup_, planned_, outcomes_, fine, kept_);
    // Last, because any row that stays, for whatever reason, may hang on another.
    dependants_.judge(rows_, fine, kept_);
    for (const auto& [row, why] : kept_) fine[row] = false;
    return fine;
  }

  void seal_rows(std::span<std::uint8_t> take) {
    may_go_ = judge();
    BatchRecord::Take all;
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      if (!may_go_[row]) continue;
      take[row] = 1;
      ++all.items;
      all.lines.push_back(lines_[row]);
      std::ranges::copy(dependants_.lines_of(row), std::back_inserter(all.lines));
    }
    all.along = dependants_.along(rows_, may_go_);
    for (const LinkedFiles& files : files_) files.add_lines_of(may_go_, all.lines);
    record_->seal(std::move(all), planned_.size());
  }

  void seal_files(std::size_t group, std::span<std::uint8_t> take) {
    take_group(group + 1);
    LinkedFiles& files = files_[group];
    std::string unknown;
    const NamedBy shared = still_named(group, unknown);
    for (std::size_t i = 0; i < files.items.size(); ++i) {
      const bool row_went = files.put(i) && std::ranges::any_of(files.rows[i], [&](std::size_t row) {
                              return outcomes_[row] == WINNOW_DONE;
                            });
      if (row_went && shared.contains(files.keys[i])) ++context_.tally.shared;
      files.owed[i] = row_went && !shared.contains(files.keys[i]);
      take[i] = files.owed[i] && unknown.empty() ? 1 : 0;
    }
  }

  /// The group's files that live rows name, now that those of this batch have gone: rows of any column, job or
  /// store that the TOML knows. The rows are committed and nothing may fail any more, so where it cannot be told
  /// (`unknown`: why) all of them stay, and the next run asks again.
  NamedBy still_named(std::size_t group, std::string& unknown) {
    const LinkedFiles& files = files_[group];
    const std::vector<std::string_view> keys(files.keys.begin(), files.keys.end());
    try {
      return named_by_[group].named_by_rows(keys);
    } catch (const std::exception& error) {
      unknown = error.what();
      context_.tally.notes.push_back("files stay where they are, because nobody can tell who names them: " +
                                     unknown);
      return {};
    }
  }

  /// Everything has been taken away: what was put but did not go stands for nothing, but for a file whose row went.
  void settle() {
    std::map<std::int64_t, LineState> others;
    std::vector<bool> went(rows_.size(), false);
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      went[row] = outcomes_[row] == WINNOW_DONE;
      if (went[row]) continue;
      others[lines_[row]] = LineState::unsure;
      for (const std::int64_t line : dependants_.lines_of(row)) others[line] = LineState::unsure;
    }
    add_files_that_stayed(files_, others);
    const std::int64_t went_along = dependants_.along(rows_, went);
    record_->close(std::ranges::count(went, true), went_along, std::move(others));
    context_.tally.removed_along += static_cast<std::uint64_t>(went_along);
  }

  /// A store that says it removed more than it was given to take is broken, and what it says is not believed.
  void check_claims() {
    const auto claims = std::count(outcomes_.begin(), outcomes_.end(), WINNOW_DONE);
    if (claims > 0 && !record_->sealed()) {
      throw Failure("",
                    "the store says that it removed " +
                        count_of(static_cast<std::uint64_t>(claims), "item", "items") + " without a seal",
                    "look for them, and do not use this store's plugin again");
    }
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      if (outcomes_[row] == WINNOW_DONE && !may_go_[row]) outcomes_[row] = WINNOW_FAILED;
      // No word of what it was to take, or one that means nothing here: the next run asks it.
      if (may_go_[row] && !is_answer(outcomes_[row])) outcomes_[row] = WINNOW_IN_DOUBT;
    }
  }

  BatchEnd end() const { return {planned_, outcomes_, may_go_, stuck_files_, kept_, refusals_, files_}; }

  const BatchContext& context_;
  const Setup& setup_;
  World& world_;
  std::span<const PlannedItem> planned_;
  std::vector<winnow_item> rows_;
  std::set<std::string_view> keys_;  // of rows_
  std::vector<std::int64_t> lines_;  // of each row in the segment; 0: not put
  Dependants dependants_;
  std::vector<winnow_outcome> outcomes_;
  std::vector<bool> may_go_;  // of each row: whether seal answered yes
  Page now_;                  // what was put, as it is now
  std::vector<std::size_t> now_rows_;
  std::map<std::size_t, std::string> stuck_files_;  // rows that stay because of a file
  std::map<std::size_t, std::string> refusals_;     // rows that the store keeps, and why
  Dependants::Kept kept_;                           // rows that are kept, and the reason under which they count
  std::vector<LinkedFiles> files_;
  std::deque<Links> named_by_;  // of the stores of files_
  std::optional<BatchRecord> record_;
};

}  // namespace

void remove_batch(const BatchContext& context, std::int64_t n, std::span<const PlannedItem> items) {
  Batch(context, n, items).run();
}

}  // namespace winnow
