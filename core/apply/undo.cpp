#include "core/apply/undo.h"

#include <algorithm>

#include "core/apply/ended_purges.h"
#include "core/apply/files_elsewhere.h"
#include "core/apply/recovery.h"
#include "core/apply/remover.h"
#include "core/apply/settling.h"
#include "core/apply/witnesses.h"
#include "core/base/encoding.h"
#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/bin/belonging.h"
#include "core/bin/bin_items.h"
#include "core/bin/bin_pieces.h"
#include "core/plan/tally.h"
#include "core/safety/key_rules.h"
#include "core/state/bin_index.h"
#include "core/state/lease.h"
#include "core/state/ledger.h"

namespace winnow {
namespace {

/// Whether a job over `target` of files or objects may reach what lies below `other`.
bool overlap(const std::string& target, const std::string& other) {
  return target == other || allows(target, other) || allows(other, target);
}

enum class Taking { in_any_way, as_items };

/// The jobs of the TOML that could take what came from there: over the same target, whatever the store is called,
/// or (in any way) over rows whose files lie there.
std::set<std::string> takers_of(World& world, const std::string& store, const std::string& identity,
                                const std::string& target, Taking how = Taking::in_any_way) {
  const auto is_same = [&](const std::string& name) {
    if (name == store) return true;
    try {
      return !name.empty() && contents_of(world.stores.get(name).identity) == contents_of(identity);
    } catch (const Failure&) {
      return false;  // out of reach, and of another name
    }
  };
  std::set<std::string> out;
  for (const JobConfig& job : world.config.jobs) {
    const bool own = is_same(job.store) && overlap(job.target, target);
    const bool linked =
        how == Taking::in_any_way &&
        std::any_of(job.files.begin(), job.files.end(), [&](const FileLink& link) { return is_same(link.store); });
    if (own || linked) out.insert(job.name);
  }
  return out;
}

class Undo {
 public:
  Undo(World& world, const UndoTask& task) : world_(world), task_(task) {}

  /// One batch by itself: where it fails, the others go on. What came back of it by then is not known, and found
  /// out by the next undo.
  void segment(const SegmentRow& row) {
    const UndoReport::Counts before = report.counts;
    try {
      bring_back(row);
    } catch (const std::exception& error) {
      report.counts = before;
      report.counts.failed += static_cast<std::uint64_t>(row.items);
      say(BinId{row.run, row.job, row.n, 0}.segment() + ": " + error.what());
    }
  }

  void say(const std::string& words) {
    if (report.errors.size() < kMostErrors) report.errors.push_back(words);
  }

  /// What the rows that came back name and lies in the bin with another run. Asked at the end: another batch of
  /// this run may have brought it back.
  void note_files_elsewhere() { report.notes = files_elsewhere(world_, back_); }

  UndoReport report;

 private:
  using LineStates = std::map<std::int64_t, LineState>;

  void bring_back(const SegmentRow& row) {
    if (!row.at_rest()) throw Failure("", "it is not settled");
    witnesses_.require_room();
    const Segment segment = read_segment(world_.medium, row);
    const LineStates states = BinIndex(world_.state).lines(row);
    const LineSet wanted = wanted_lines(segment, states);
    if (wanted.empty()) return;
    std::set<std::int64_t> without_file = rows_without_files(segment, states);
    std::vector<BinPieces> groups = pieces_of(segment, wanted);
    require_answers(row, segment, groups);
    begin(row, wanted, groups);
    // Files first: no live row may be without its file.
    std::stable_partition(groups.begin(), groups.end(),
                          [&](const BinPieces& group) { return group.identity != row.identity; });
    LineStates lines;
    for (BinPieces& group : groups) {
      const bool rows = group.identity == row.identity;
      leave_out(group, without_file, states, lines,
                rows ? "its file cannot be brought back; it stays in the bin"
                     : "its row cannot be brought back; it stays in the bin");
      if (!group.pieces.empty()) restore(row, segment, group, states, lines);
      if (!rows) note_missing(group, without_file);
    }
    for (const BinPieces& group : groups) require_known(group);
    end(row, groups, lines);
    ComingBack back{row, {}};
    for (const auto& [line, state] : lines) {
      if (state == LineState::restored) back.lines.add(line);
    }
    back_.push_back(std::move(back));
  }

  /// Before anything is begun: a bin of a store that is out of sight as a whole, as where its disk is not mounted,
  /// has lost nothing, and says so.
  void require_answers(const SegmentRow& row, const Segment& segment, const std::vector<BinPieces>& groups) {
    if (row.place.empty()) return;
    for (const BinPieces& group : groups) {
      const bool parks = world_.stores.with_identity(group.store, group.identity).parks;
      if (parks) gone_of(world_, row, segment, LineSet::of({group.lines.front()}));
    }
  }

  /// The lines of what is meant that are in the bin still. A copy in doubt is tried too: nothing is overwritten,
  /// and what lives as it was copied counts as restored.
  LineSet wanted_lines(const Segment& segment, const LineStates& states) {
    LineSet out;
    lines_meant(task_.selection, segment, world_.config.zone).each([&](std::int64_t line) {
      if (is_needed(states, line)) out.add(line);
    });
    return out;
  }

  /// Items a file of which was destroyed, or came back or stayed with another row and is not there any more.
  std::set<std::int64_t> rows_without_files(const Segment& segment, const LineStates& states) {
    std::set<std::int64_t> out = items_without_file(segment, states);
    for (const SegmentLine* line : files_not_here(segment, states)) {
      // A file that was left where it was, because another row named it, may have gone with that one since.
      const LineState state = states.at(line->number);
      const bool lived = state == LineState::restored || state == LineState::unsure;
      if (!lived || lives(segment.parts[line->part], line->key)) continue;
      for (const std::int64_t owner : line->owners()) out.insert(owner);
    }
    return out;
  }

  bool lives(const SegmentPart& part, const std::string& key) {
    Selection selection;
    selection.target = part.target;
    bool found = false;
    const std::string_view keys[] = {key};
    world_.stores.with_identity(part.store, part.identity)
        .store->fetch(selection, keys, [&found](std::span<const winnow_item> items) {
          found = found || !items.empty();
          return Next::more;
        });
    return found;
  }

  void begin(const SegmentRow& row, const LineSet& wanted, const std::vector<BinPieces>& groups) {
    made_ = 0;
    Transaction transaction(world_.state);
    BinIndex(world_.state).begin(row.id, Pending::restoring, wanted);
    if (task_.afterwards == Afterwards::hold) {
      for (const BinPieces& group : groups) hold(row, group, WINNOW_NOT_TRIED);
    } else {
      // Before anything is back: a run that starts in between must find the approvals gone.
      takers_ = {row.job};
      for (const BinPieces& group : groups) note_takers(group);
      for (const std::string& job : takers_) {
        if (Approvals(world_.state).withdraw(job)) report.withdrawn.insert(job);
      }
    }
    Ledger(world_.state)
        .append(world_.clock.now(), "restoring",
                {{"run", row.run},
                 {"job", row.job},
                 {"segment", row.n},
                 {"lines", wanted.count()},
                 {"operator", world_.who}});
    transaction.commit();
  }

  static std::set<std::string, std::less<>> targets_of(const BinPieces& group) {
    std::set<std::string, std::less<>> out;
    for (const winnow_piece& piece : group.pieces) {
      if (!out.contains(view(piece.target))) out.emplace(view(piece.target));
    }
    return out;
  }

  void note_takers(const BinPieces& group) {
    for (const std::string& target : targets_of(group))
      takers_.merge(takers_of(world_, group.store, group.identity, target));
  }

  /// Holds were made before anything was back, or the next run might have taken it again. What stayed in the bin,
  /// because another lives at its key, holds nobody.
  void hold_only_restored(const SegmentRow& row, const std::vector<BinPieces>& groups,
                          const std::map<std::int64_t, LineState>& lines) {
    const bool all =
        std::ranges::all_of(lines, [](const auto& line) { return line.second == LineState::restored; });
    if (all) return;
    for (; made_ > 0; --made_) {
      HoldRows(world_.state).release(report.holds.back(), world_.clock.now());
      Ledger(world_.state)
          .append(world_.clock.now(), "released", {{"hold", report.holds.back()}, {"operator", world_.who}});
      report.holds.pop_back();
    }
    for (const BinPieces& group : groups) hold(row, group, WINNOW_DONE);
  }

  /// Of the pieces with that outcome. What hung on a row is held too: another job may work on its table.
  void hold(const SegmentRow& row, const BinPieces& group, winnow_outcome outcome) {
    // The files of rows may be the target of a job under any prefix.
    if (group.identity != row.identity) return hold(group, "", outcome);
    for (const std::string& target : targets_of(group)) hold(group, target, outcome);
  }

  /// `target`: empty for any.
  void hold(const BinPieces& group, const std::string& target, winnow_outcome outcome) {
    Hold hold;
    hold.id = "restored-" + random_hex(4);
    hold.store = group.store;
    hold.identity = group.identity;
    hold.target = target;
    for (std::size_t i = 0; i < group.pieces.size(); ++i) {
      const winnow_piece& piece = group.pieces[i];
      const bool meant = group.outcomes[i] == outcome && (target.empty() || view(piece.target) == target);
      if (meant) hold.keys.emplace_back(view(piece.key));
    }
    if (hold.keys.empty()) return;
    hold.reason = "brought back from the bin";
    hold.who = world_.who;
    hold.at = world_.clock.now();
    HoldRows(world_.state).add(hold);
    Ledger(world_.state)
        .append(hold.at, "held", {{"hold", hold.id}, {"keys", hold.keys.size()}, {"operator", world_.who}});
    report.holds.push_back(hold.id);
    ++made_;
  }

  /// Rows whose file could not be brought back stay in the bin beside it, and so do files of no other row: as what
  /// they are, for nothing was tried.
  void leave_out(BinPieces& group, const std::set<std::int64_t>& without_file, const LineStates& states,
                 LineStates& lines, const char* why) {
    if (without_file.empty()) return;
    BinPieces rest{group.store, group.identity, group.target, group.headers, {}, {}, {}, {}};
    for (std::size_t i = 0; i < group.pieces.size(); ++i) {
      const bool stays =
          std::ranges::all_of(group.owners[i], [&](std::int64_t owner) { return without_file.contains(owner); });
      if (stays) {
        lines[group.lines[i]] = states.at(group.lines[i]);
        ++report.counts.failed;
        say(group.pieces[i], why);
        continue;
      }
      rest.pieces.push_back(group.pieces[i]);
      rest.lines.push_back(group.lines[i]);
      rest.owners.push_back(group.owners[i]);
    }
    rest.outcomes.assign(rest.pieces.size(), WINNOW_NOT_TRIED);
    group = std::move(rest);
  }

  static void note_missing(const BinPieces& files, std::set<std::int64_t>& items) {
    for (std::size_t i = 0; i < files.pieces.size(); ++i) {
      if (files.outcomes[i] != WINNOW_DONE) items.insert(files.owners[i].begin(), files.owners[i].end());
    }
  }

  void restore(const SegmentRow& row, const Segment& segment, BinPieces& group, const LineStates& states,
               LineStates& lines) {
    put_back(row, segment, group, states);
    for (std::size_t i = 0; i < group.pieces.size(); ++i) {
      const LineState before = states.at(group.lines[i]);
      lines.insert_or_assign(lines.end(), group.lines[i], state_after(group.outcomes[i], before));  // they ascend
      switch (group.outcomes[i]) {
        case WINNOW_DONE: break;
        case WINNOW_OCCUPIED:
          ++report.counts.conflicts;
          say(group.pieces[i], "its key is taken; it stays in the bin");
          break;
        case WINNOW_STRANGER:
          ++report.counts.conflicts;
          say(group.pieces[i],
              "the row to which it belongs is another one by now, or has changed; it stays in the bin");
          break;
        case WINNOW_GONE:
          ++report.counts.failed;
          say(group.pieces[i],
              "its copy is not there any more; it is in doubt now, and `winnow trash check` names it");
          break;
        case WINNOW_CHANGED:
          ++report.counts.failed;
          say(group.pieces[i], "what lies in the bin is not what was removed; it stays there");
          break;
        default: ++report.counts.failed; say(group.pieces[i], "could not be brought back; it stays in the bin");
      }
    }
    const auto came_back = [&group](std::size_t i) { return group.outcomes[i] == WINNOW_DONE; };
    const bool files = group.identity != row.identity;  // that go with the rows
    (files ? report.counts.files : report.counts.restored) += static_cast<std::uint64_t>(rows_of(group, came_back));
  }

  void put_back(const SegmentRow& row, const Segment& segment, BinPieces& group, const LineStates& states) {
    Store& store = *world_.stores.with_identity(group.store, group.identity).store;
    const BatchName batch{row.run, group.target, row.place, 0};
    const Remover remover(world_.clock);
    if (!store.asks_witnesses()) return remover.restore(store, batch, group.headers, group.pieces, group.outcomes);
    Witnesses::Call call = witnesses_.call(group, segment, states);
    remover.restore(store, batch, call.headers, call.pieces, call.outcomes);
    std::copy_n(call.outcomes.begin(), group.outcomes.size(), group.outcomes.begin());
    witnesses_.note(group);
  }

  /// Where the store cannot tell, the restore stays begun, and is settled before the next act on the target.
  static void require_known(const BinPieces& group) {
    if (std::find(group.outcomes.begin(), group.outcomes.end(), WINNOW_IN_DOUBT) == group.outcomes.end()) return;
    throw Failure("store " + group.store, "it is not known whether all of a batch came back",
                  "run the same undo again");
  }

  /// What was not tried, or in vain, stays what it was: a purge by age takes nothing that was in doubt.
  static LineState state_after(winnow_outcome outcome, LineState before) {
    switch (outcome) {
      case WINNOW_DONE: return LineState::restored;
      case WINNOW_OCCUPIED:
      case WINNOW_STRANGER: return LineState::conflict;
      case WINNOW_GONE: return LineState::in_doubt;
      default: return before;
    }
  }

  void say(const winnow_piece& piece, const char* what) { say(printable(view(piece.key)) + ": " + what); }

  /// How much of what came back lies in each job's own target. What it would take along with its rows is no item of
  /// it.
  std::map<std::string, std::int64_t> returned_to(const std::vector<BinPieces>& groups, const LineStates& lines) {
    std::map<std::string, std::int64_t> out;
    for (const BinPieces& group : groups) {
      for (std::size_t i = 0; i < group.pieces.size(); ++i) {
        if (lines.at(group.lines[i]) != LineState::restored) continue;
        const std::string target(view(group.pieces[i].target));
        auto [owners, is_new] = owners_.try_emplace({group.identity, target});
        if (is_new) owners->second = takers_of(world_, group.store, group.identity, target, Taking::as_items);
        for (const std::string& job : owners->second) ++out[job];
      }
    }
    return out;
  }

  void end(const SegmentRow& row, const std::vector<BinPieces>& groups,
           const std::map<std::int64_t, LineState>& lines) {
    const auto restored = std::count_if(lines.begin(), lines.end(),
                                        [](const auto& line) { return line.second == LineState::restored; });
    Transaction transaction(world_.state);
    BinIndex(world_.state).end(row.id, lines, world_.clock.now());
    if (task_.afterwards == Afterwards::hold) hold_only_restored(row, groups, lines);
    if (task_.afterwards == Afterwards::withdraw_approval && restored > 0) {
      for (const auto& [job, items] : returned_to(groups, lines)) {
        Approvals(world_.state).note_undone(job, row.run, items, world_.clock.now());
      }
    }
    Ledger(world_.state)
        .append(world_.clock.now(), "restored",
                {{"run", row.run}, {"job", row.job}, {"segment", row.n}, {"lines", restored}});
    transaction.commit();
  }

  World& world_;
  const UndoTask& task_;
  Witnesses witnesses_;
  std::vector<ComingBack> back_;  ///< what came back, by segment
  std::size_t made_ = 0;          ///< holds of the segment in hand, the last in the report
  std::map<std::pair<std::string, std::string>, std::set<std::string>> owners_;  ///< jobs by identity and target
  std::set<std::string> takers_;  ///< jobs that could take what the segment in hand brings back
};

}  // namespace

UndoReport undo(World& world, const UndoTask& task) {
  // A state that is older than its bin does not know what came back already, or was purged.
  check_bin_belongs_to_state(world);
  std::vector<SegmentRow> rows = segments_meant(world.state, task.selection);
  if (task.selection.narrows_items() || rows.empty()) {
    look_through(world.config, world.medium, world.state, task.selection, task.advance,
                 [](const SegmentRow&, const Segment&, const LineSet&) {});
  }
  Undo act(world, task);
  const EndedPurges purges(world, task.selection, rows);
  std::map<std::string, Lease> leases;
  for (const SegmentRow& row : rows) {
    if (leases.contains(row.lease)) continue;
    const auto at = leases.emplace(row.lease, Lease(world.state, row.lease)).first;
    for (const std::string& trouble : settle_what_can_be(world, at->second)) act.say(trouble);
  }
  const bool was_there = !rows.empty();
  rows = segments_meant(world.state, task.selection);
  if (was_there && rows.empty()) {
    // Nothing to bring back is no success where a person asked for something that was there to see.
    throw Failure("", "all of it was purged: a purge that had been broken off has been ended",
                  "`winnow trash list` shows what is left");
  }
  for (const auto& [segment, copies] : purges.losses()) {
    act.report.counts.failed += copies;
    act.say(segment.segment() + ": " + count_of(copies, "copy was", "copies were") +
            " purged: a purge that had been broken off has been ended");
  }
  // The last batch first: parents were removed after what hangs on them.
  std::reverse(rows.begin(), rows.end());
  std::uint64_t done = 0, all = 0;
  for (const SegmentRow& row : rows) all += static_cast<std::uint64_t>(row.items);
  for (const SegmentRow& row : rows) {
    if (task.advance) task.advance("undo", done, all);
    act.segment(row);
    done += static_cast<std::uint64_t>(row.items);
  }
  act.note_files_elsewhere();
  return act.report;
}

}  // namespace winnow
