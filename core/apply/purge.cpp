#include "core/apply/purge.h"

#include <algorithm>
#include <map>

#include "core/apply/named_files.h"
#include "core/apply/recovery.h"
#include "core/apply/remover.h"
#include "core/apply/settling.h"
#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/bin/bin_holds.h"
#include "core/bin/bin_items.h"
#include "core/bin/bin_pieces.h"
#include "core/bin/medium.h"
#include "core/bin/parked.h"
#include "core/judge/open_bin.h"
#include "core/state/lease.h"
#include "core/state/ledger.h"

namespace winnow {
namespace {

constexpr const char* kNotAsPut =
    "the parked copy is not as it was put there, so it was kept; `winnow trash check` says what to do";

/// One segment and what is to go of it.
class Purge {
 public:
  Purge(World& world, const Lease& lease, SegmentRow row, const PurgeOrder& order)
      : world_(world),
        lease_(lease),
        row_(std::move(row)),
        order_(order),
        states_(BinIndex(world.state).lines(row_)),
        segment_(read_segment(world.medium, row_)) {}

  PurgeResult run(const LineSet& wanted) {
    all_ = items_of(segment_, states_);
    for (const BinItem& item : all_) {
      const auto meant = [&wanted](const SegmentLine* line) { return wanted.contains(line->number); };
      if (std::ranges::any_of(item.lines, meant)) items_.push_back(&item);
    }
    result_.changed += items_.empty() ? static_cast<std::uint64_t>(wanted.count()) : 0;
    leave_kept();
    // Who names files is asked before anything is marked, because that may fail; and once more where a hold came
    // since: what stays may name the files of what goes.
    do {
      do {
        find_named_files();
        if (items_.empty()) return result_;
      } while (leave_torn());
    } while (!mark());
    destroy_parked();
    unsettled_ ? leave_marked() : destroy_copies();
    return result_;
  }

 private:
  /// Leaves out what a hold of this moment or its state keeps; whether there was any.
  bool leave_kept() {
    BinHolds holds(world_.state, world_.as_of, world_.config.zone);
    const std::size_t left_out = std::erase_if(items_, [&](const BinItem* item) {
      const bool held = holds.held(segment_, *item);
      const bool doubtful = item->state == LineState::conflict || item->state == LineState::in_doubt;
      const bool kept = doubtful && order_.doubtful == Doubtful::keep;
      result_.held += held ? 1 : 0;
      result_.changed += !held && kept ? 1 : 0;
      return held || kept;
    });
    return left_out > 0;
  }

  /// Judges under the holds of this moment and marks what goes, in one transaction; false, and nothing is marked,
  /// where less goes than who names files was asked about.
  bool mark() {
    Transaction transaction(world_.state);
    lease_.check(world_.state);
    if (leave_kept()) return false;
    LineSet pending;
    for (const SegmentLine* line : lines_that_go()) pending.add(line->number);
    BinIndex(world_.state).begin(row_.id, Pending::purging, pending);
    Ledger(world_.state)
        .append(world_.clock.now(), "purging",
                {{"run", world_.run},
                 {"job", order_.job},
                 {"of_run", row_.run},
                 {"of_job", row_.job},
                 {"segment", row_.n},
                 {"items", items_.size()},
                 {"sha256", row_.sha256},
                 {"reason", order_.reason},
                 {"operator", world_.who}});
    if (order_.marked) order_.marked(items_.size());
    transaction.commit();
    return true;
  }

  /// Files and objects that a live row names, or one that stays in the bin and may be held or brought back: they
  /// stay.
  void find_named_files() {
    NamesInBin& names = order_.names != nullptr ? *order_.names : names_;
    NamedFiles found = files_named_by_others(world_, row_, segment_, states_, items_, names);
    if (order_.doubtful == Doubtful::keep) {
      // What stays because nobody can tell is not about to go any more, and what it names stays too.
      while (!found.unknown.empty()) {
        for (const auto& [part, why] : found.unknown) keep_those_of(part, why);
        found = files_named_by_others(world_, row_, segment_, states_, items_, names);
      }
    }
    // A person who wants a row gone gets that, also where its store never comes back.
    for (const auto& [part, why] : found.unknown) {
      for (const SegmentLine& line : segment_.lines) {
        if (line.part == part) found.lines.insert(line.number);
      }
      result_.errors.push_back("files stay in the bin, " + why);
    }
    result_.notes.clear();
    if (!found.named.empty()) result_.notes.push_back(words_of(row_, found.named));
    named_files_ = std::move(found.lines);
    std::erase_if(items_, [&](const BinItem* item) {
      const bool all_named = std::ranges::all_of(
          item->lines, [&](const SegmentLine* line) { return named_files_.contains(line->number); });
      result_.held += all_named ? 1 : 0;
      return all_named;
    });
  }

  /// Items with a file of that part: row and file go together or not at all.
  void keep_those_of(std::size_t part, const std::string& why) {
    std::erase_if(items_, [&](const BinItem* item) {
      const bool here =
          std::ranges::any_of(item->lines, [&](const SegmentLine* line) { return line->part == part; });
      if (here) fail(*item, why);
      return here;
    });
  }

  void fail(const BinItem& item, const std::string& why) {
    ++result_.failed;
    result_.errors.push_back(BinId{row_.run, row_.job, row_.n, item.main->number}.text() + ": " + why);
  }

  /// The lines of what goes, in order; a file that a row which stays names stays with it.
  std::vector<const SegmentLine*> lines_that_go() const {
    std::map<std::int64_t, const SegmentLine*> lines;
    std::vector<const SegmentLine*> staying;
    auto next = items_.begin();  // items_ are some of all_, in the same order
    for (const BinItem& item : all_) {
      if (next != items_.end() && *next == &item) {
        for (const SegmentLine* line : item.lines) lines.emplace_hint(lines.end(), line->number, line);
        ++next;
      } else if (is_needed(item.state)) {
        staying.insert(staying.end(), item.lines.begin(), item.lines.end());
      }
    }
    for (const SegmentLine* line : staying) lines.erase(line->number);
    for (const std::int64_t line : named_files_) lines.erase(line);
    std::vector<const SegmentLine*> out;
    for (const auto& [number, line] : lines) out.push_back(line);
    return out;
  }

  /// Leaves out items of several files of which one is not there or cannot be asked about: all of an item goes, or
  /// nothing is begun on. Whether there was any.
  bool leave_torn() {
    if (row_.place.empty()) return false;
    TornItems torn = torn_items(world_, row_, segment_, items_, parked_lines());
    // A person lets go of what is missing.
    if (order_.doubtful == Doubtful::keep && !torn.lines.empty()) {
      std::map<std::int64_t, LineState> missing;
      for (const std::int64_t line : torn.lines) missing[line] = LineState::in_doubt;
      Transaction transaction(world_.state);
      lease_.check(world_.state);
      BinIndex(world_.state).set_lines(row_.id, missing, world_.clock.now());
      transaction.commit();
      torn.unknown.merge(torn.missing);
    }
    const std::size_t before = items_.size();
    leave_out(torn.unknown);
    return items_.size() < before;
  }

  /// Files and objects of these items. One that stays keeps its whole item, and what went of it by then is told.
  void destroy_parked() {
    if (row_.place.empty()) return;
    std::map<std::int64_t, std::string> stuck;  // items, and why
    for (BinPieces& group : pieces_of(segment_, parked_lines())) {
      destroy(group, stuck);
      if (unsettled_) return;
    }
    for (const BinItem* item : items_) {
      const bool torn = locked_.contains(item->number) && std::ranges::any_of(item->lines, [this](auto* line) {
                          return lost_.contains(line->number);
                        });
      if (torn) stuck.emplace(item->number, "its store keeps a copy of it by a rule of its own");
    }
    leave_out(stuck);
    result_.locked += std::erase_if(items_, [&](const BinItem* item) { return locked_.contains(item->number); });
    for (const SegmentLine* line : lines_that_go()) lost_.erase(line->number);
  }

  LineSet parked_lines() const {
    LineSet out;
    for (const SegmentLine* line : lines_that_go()) {
      // What was brought back, or never went, is not parked.
      if (is_needed(states_, line->number)) out.add(line->number);
    }
    return out;
  }

  void leave_out(const std::map<std::int64_t, std::string>& stuck) {
    std::erase_if(items_, [&](const BinItem* item) {
      const auto why = stuck.find(item->number);
      if (why == stuck.end()) return false;
      const auto lost = static_cast<std::uint64_t>(std::ranges::count_if(
          item->lines, [this](const SegmentLine* line) { return lost_.contains(line->number); }));
      fail(*item,
           why->second + (lost == 0 ? "" : "; " + count_of(lost, "file", "files") + " of it had gone by then"));
      return true;
    });
  }

  void destroy(BinPieces& group, std::map<std::int64_t, std::string>& stuck) {
    std::string why = "its store did not destroy the parked copy, so it was kept; the warning above says why";
    bool asked = false;
    try {
      OpenStore& store = world_.stores.with_identity(group.store, group.identity);
      if (!store.parks) return;  // its copies are in the segment itself
      // One that does not answer now is not begun on, so that no mark stays which it alone could end: it may never
      // come back.
      gone_of(world_, row_, segment_, LineSet::of({group.lines.front()}));
      asked = true;
      Remover(world_.clock)
          .purge(*store.store, {row_.run, group.target, row_.place, 0}, group.pieces, group.outcomes);
    } catch (const std::exception& error) {
      why = error.what();
    }
    if (asked) settle_unknown(group);
    if (order_.doubtful == Doubtful::purge) tell_of_live_files(group);
    std::map<std::int64_t, LineState> gone;
    for (std::size_t i = 0; i < group.pieces.size(); ++i) {
      const bool missing = group.outcomes[i] == WINNOW_GONE;
      // What lies in its place and is no file is nobody's copy: it stays, and a person lets go of the line.
      const bool changed = group.outcomes[i] == WINNOW_CHANGED;
      const bool replaced = changed && is_replaced(group.lines[i]);
      if (group.outcomes[i] == WINNOW_DONE || ((missing || replaced) && order_.doubtful == Doubtful::purge)) {
        gone[group.lines[i]] = LineState::purged;
        lost_.insert(group.lines[i]);
        continue;
      }
      // It may come back, as a bin does that was out of sight: only a person gives it up.
      if (missing) gone[group.lines[i]] = LineState::in_doubt;
      for (const std::int64_t owner : group.owners[i]) {
        if (group.outcomes[i] == WINNOW_REFUSED) {
          locked_.insert(owner);
          continue;
        }
        stuck.emplace(owner, missing   ? "the parked copy was not there; it is in doubt now"
                             : changed ? kNotAsPut
                                       : why);
      }
    }
    Transaction transaction(world_.state);
    BinIndex(world_.state).set_lines(row_.id, gone, world_.clock.now());
    transaction.commit();
  }

  bool is_replaced(std::int64_t number) const {
    const auto line = std::ranges::find(segment_.lines, number, &SegmentLine::number);
    const auto file = parked_file(segment_.parts.at(line->part), *line);
    return file && look_at(*file, *line) == ParkedSight::no_file;
  }

  /// A file that could not be moved after its row had gone has no copy. With the row's, what names it is destroyed.
  void tell_of_live_files(const BinPieces& group) {
    std::vector<std::string_view> keys;
    for (std::size_t i = 0; i < group.pieces.size(); ++i) {
      const bool without_copy = group.outcomes[i] == WINNOW_GONE && group.identity != row_.identity &&
                                states_.at(group.lines[i]) == LineState::in_doubt;
      if (without_copy) keys.push_back(view(group.pieces[i].key));
    }
    if (keys.empty()) return;
    Selection selection;
    selection.target = group.target;
    try {
      world_.stores.with_identity(group.store, group.identity)
          .store->fetch(selection, keys, [&](std::span<const winnow_item> files) {
            for (const winnow_item& file : files) {
              result_.errors.push_back(printable(view(file.key)) +
                                       ": the file lives, and could not be moved when its row went; delete it in "
                                       "store " +
                                       group.store + " by hand");
            }
            return Next::more;
          });
    } catch (const std::exception& error) {
      result_.errors.push_back("whether a file lives cannot be told: " + std::string(error.what()));
    }
  }

  /// Of what the store was to destroy it may leave some untold: its answer was lost, or it broke off. It is asked
  /// what is there, or the bin would go on to list what is gone.
  void settle_unknown(BinPieces& group) {
    std::vector<std::int64_t> unknown;
    for (std::size_t i = 0; i < group.pieces.size(); ++i) {
      const bool told = group.outcomes[i] != WINNOW_NOT_TRIED && group.outcomes[i] != WINNOW_IN_DOUBT;
      if (!told) unknown.push_back(group.lines[i]);
    }
    if (unknown.empty()) return;
    try {
      const LineSet gone = gone_of(world_, row_, segment_, LineSet::of(std::move(unknown)));
      for (std::size_t i = 0; i < group.pieces.size(); ++i) {
        if (gone.contains(group.lines[i])) group.outcomes[i] = WINNOW_DONE;
      }
    } catch (const std::exception& error) {
      unsettled_ = error.what();
    }
  }

  /// The marks stay, and nothing more goes: whoever settles the target next asks again what is there.
  void leave_marked() {
    result_.failed += items_.size();
    result_.errors.push_back(BinId{row_.run, row_.job, row_.n, 0}.segment() +
                             ": nobody can tell yet what of it was destroyed (" + *unsettled_ +
                             "); the next purge, undo or apply finds out");
  }

  void destroy_copies() {
    if (items_.empty()) {
      Transaction transaction(world_.state);
      BinIndex(world_.state).end(row_.id, {}, world_.clock.now());
      note_lost();
      transaction.commit();
      return;
    }
    std::map<std::int64_t, std::string> ids;
    for (const SegmentLine* line : lines_that_go()) {
      result_.bytes += line->bytes;
      ids[line->number] = BinId{row_.run, row_.job, row_.n, line->number}.text();
    }
    std::vector<winnow_piece> pieces;
    for (const auto& [line, id] : ids)
      pieces.push_back({0, {}, borrow(std::string_view{id}), nullptr, WINNOW_TIME_NONE, {}});
    std::vector<winnow_outcome> outcomes(pieces.size(), WINNOW_NOT_TRIED);
    const std::unique_ptr<OpenBin> bin = world_.bin.open(world_, order_.job);
    Remover(world_.clock).purge(*bin->store.store, {world_.run, kBinTarget, "", 0}, pieces, outcomes);
    result_.items = items_.size();
    if (!lost_.empty()) note_lost();
  }

  /// What was destroyed beside the items that went as a whole.
  void note_lost() {
    Ledger(world_.state)
        .append(world_.clock.now(), "purge settled",
                {{"run", row_.run}, {"job", row_.job}, {"segment", row_.n}, {"purged", lost_.size()}});
  }

  World& world_;
  const Lease& lease_;
  SegmentRow row_;
  const PurgeOrder& order_;
  std::map<std::int64_t, LineState> states_;
  Segment segment_;
  std::vector<BinItem> all_;
  std::vector<const BinItem*> items_;     ///< those of all_ that go
  std::set<std::int64_t> named_files_;    ///< lines of files that stay, because others name them
  NamesInBin names_;                      ///< where the order brings none
  std::set<std::int64_t> locked_;         ///< items of which the store keeps a copy by a rule of its own
  std::set<std::int64_t> lost_;           ///< lines of parked copies that went; in the end those of what stays
  std::optional<std::string> unsettled_;  ///< why it cannot be told what is gone
  PurgeResult result_;
};

}  // namespace

PurgeResult purge_items(World& world, const BinId& segment, const LineSet& lines, const PurgeOrder& order) {
  BinIndex index(world.state);
  const std::optional<SegmentRow> known = index.get(segment.run, segment.job, segment.n);
  const auto asked = static_cast<std::uint64_t>(lines.count());
  const PurgeResult nothing{.changed = asked};
  if (!known || known->path.empty()) return nothing;
  const Lease lease(world.state, known->lease);
  std::vector<std::string> troubles = settle_what_can_be(world, lease);
  std::optional<SegmentRow> row = index.get(segment.run, segment.job, segment.n);
  if (row->path.empty()) return nothing;
  if (!row->at_rest()) {
    if (troubles.empty())
      troubles.push_back(BinId{row->run, row->job, row->n, 0}.segment() + ": it is not settled");
    return {.failed = asked, .errors = std::move(troubles)};
  }
  return Purge(world, lease, std::move(*row), order).run(lines);
}

}  // namespace winnow
