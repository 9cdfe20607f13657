#include "core/run/undo.h"

#include <algorithm>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/run/bin_pieces.h"
#include "core/run/recovery.h"
#include "core/run/remover.h"
#include "core/state/lease.h"
#include "core/state/ledger.h"
#include "core/trash/index.h"

namespace winnow {
namespace {

constexpr std::size_t kMostErrors = 100;

class Undo {
 public:
  Undo(World& world, const std::set<std::string>& keys) : world_(world), keys_(keys) {}

  void segment(const SegmentRow& row) {
    const Segment segment = read_segment(world_.config.trash / row.path);
    const LineSet wanted = wanted_lines(row, segment);
    if (wanted.empty()) return;
    begin(row, wanted);
    std::vector<BinPieces> groups = pieces_of(segment, wanted);
    // Files first: no live row may be without its file.
    std::stable_partition(groups.begin(), groups.end(),
                          [&](const BinPieces& group) { return group.identity != row.identity; });
    std::map<std::int64_t, LineState> lines;
    for (BinPieces& group : groups) restore(row, group, lines);
    end(row, lines);
  }

  UndoReport report;

 private:
  /// The lines that are in the bin still; with `keys`, those of the items that have one of them.
  LineSet wanted_lines(const SegmentRow& row, const Segment& segment) {
    std::set<std::int64_t> items;
    for (const SegmentLine& line : segment.lines) {
      if (keys_.contains(line.key)) items.insert(line.item);
    }
    const std::map<std::int64_t, LineState> states = BinIndex(world_.state).lines(row);
    LineSet out;
    for (const SegmentLine& line : segment.lines) {
      const auto state = states.find(line.number);
      const bool here =
          state != states.end() && (state->second == LineState::binned || state->second == LineState::conflict);
      if (here && (keys_.empty() || items.contains(line.item))) out.add(line.number);
    }
    return out;
  }

  void begin(const SegmentRow& row, const LineSet& wanted) {
    Transaction transaction(world_.state.db());
    BinIndex(world_.state).begin(row.id, Pending::restoring, wanted);
    if (withdraw_approval(world_.state.db(), row.job)) report.withdrawn.insert(row.job);
    append_to_ledger(world_.state.db(), world_.clock.now(), "restoring",
                     {{"run", row.run},
                      {"job", row.job},
                      {"segment", row.n},
                      {"lines", wanted.count()},
                      {"operator", world_.who}});
    transaction.commit();
  }

  void restore(const SegmentRow& row, BinPieces& group, std::map<std::int64_t, LineState>& lines) {
    OpenStore& store = world_.stores.with_identity(group.store, group.identity);
    Remover(world_.clock)
        .restore(*store.store, {row.run, group.target, row.place, 0}, group.headers, group.pieces, group.outcomes);
    for (std::size_t i = 0; i < group.pieces.size(); ++i) {
      lines[group.lines[i]] = state_after(group.outcomes[i]);
      if (group.outcomes[i] == WINNOW_DONE) {
        report.restored += group.identity == row.identity ? 1 : 0;
      } else if (group.outcomes[i] == WINNOW_OCCUPIED) {
        ++report.conflicts;
        say(group.pieces[i], "its key is taken; it stays in the bin");
      } else {
        ++report.failed;
        say(group.pieces[i], "could not be brought back; it stays in the bin");
      }
    }
  }

  static LineState state_after(winnow_outcome outcome) {
    if (outcome == WINNOW_DONE) return LineState::restored;
    return outcome == WINNOW_OCCUPIED ? LineState::conflict : LineState::binned;
  }

  void say(const winnow_piece& piece, const char* what) {
    if (report.errors.size() < kMostErrors) report.errors.push_back(printable(view(piece.key)) + ": " + what);
  }

  void end(const SegmentRow& row, const std::map<std::int64_t, LineState>& lines) {
    const auto restored = std::count_if(lines.begin(), lines.end(),
                                        [](const auto& line) { return line.second == LineState::restored; });
    Transaction transaction(world_.state.db());
    BinIndex(world_.state).end(row.id, lines, world_.clock.now());
    append_to_ledger(world_.state.db(), world_.clock.now(), "restored",
                     {{"run", row.run}, {"job", row.job}, {"segment", row.n}, {"lines", restored}});
    transaction.commit();
  }

  World& world_;
  const std::set<std::string>& keys_;
};

}  // namespace

UndoReport undo(World& world, const std::string& run, const std::string& job, const std::set<std::string>& keys) {
  SegmentQuery query;
  query.run = run;
  if (!job.empty()) query.job = job;
  std::vector<SegmentRow> rows = BinIndex(world.state).find(query);
  if (rows.empty()) throw Failure("", "run " + run + " removed nothing" + (job.empty() ? "" : " in job " + job));
  std::map<std::string, Lease> leases;
  for (const SegmentRow& row : rows) {
    if (leases.contains(row.lease)) continue;
    const auto at = leases.emplace(row.lease, Lease(world.state, row.lease)).first;
    settle_target(world, at->second);
  }
  // The last batch first: parents were removed after what hangs on them.
  rows = BinIndex(world.state).find(query);
  std::reverse(rows.begin(), rows.end());
  Undo act(world, keys);
  for (const SegmentRow& row : rows) act.segment(row);
  return act.report;
}

}  // namespace winnow
