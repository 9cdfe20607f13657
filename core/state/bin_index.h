/// The bin's index: the rows of the state that say which segments there are and what became of their lines.
///
/// A segment's row says the state of all its taken lines at once; lines that differ have rows of their own. So a
/// batch is one row, and ten million items are ten thousand rows. Functions that change something must be called
/// inside a Transaction. Thread rule: one thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/state/key_digests.h"
#include "core/state/line_set.h"
#include "core/state/state.h"

namespace winnow {

/// The job of segments that were written for what another tool had put into a bin.
inline constexpr const char* kAdopted = "adopted";

/// What became of a line's item. The words on disk are frozen.
enum class LineState {
  unsure,    ///< "void": put but never removed; the line stands for nothing
  binned,    ///< removed, and here
  restored,  ///< brought back
  purged,    ///< destroyed
  conflict,  ///< could not be brought back: its key is taken
  in_doubt,  ///< nobody can tell whether it was removed
};
std::string_view word_of(LineState state);
LineState line_state(std::string_view word);
/// Whether a copy in this state is the only one there may be.
bool is_needed(LineState state);

/// An act on lines that was begun; it is settled before anything else touches the target.
enum class Pending { none, restoring, purging };

struct SegmentRow {
  std::int64_t id = 0;
  std::string run, job;
  std::int64_t n = 0;
  std::string store, identity, target, lease, place;
  std::string path;  ///< relative to the bin
  std::string sha256;
  Time sealed_at;
  Time kept_since;           ///< later by each leap of the clock since (clock_leaps.h): keep times count from here
  std::int64_t items = 0;    ///< how many the batch meant to remove
  std::int64_t counted = 0;  ///< against the limits: those and what hangs on them; once settled, what went
  std::uint64_t bytes = 0;
  LineSet taken;
  std::int64_t let_through = 0;  ///< of `counted`, what a person's `approve --over-limits` pays for
  bool settled = false;
  LineState lines = LineState::binned;
  Pending pending = Pending::none;
  LineSet pending_lines;
  std::string reason;
  /// Whether nothing of it was begun and not ended.
  bool at_rest() const { return settled && pending == Pending::none; }
  /// Whether a person gave up its file, which was missing or damaged: no line stands for anything, and none was
  /// purged.
  bool let_go() const { return path.empty() && lines == LineState::unsure; }
};

/// Which segments are asked for; an unset member does not narrow.
struct SegmentQuery {
  std::optional<std::string> run, job, store, target, lease;
  /// Not empty: segments in which none of these keys can lie are left out. Others may lack them all the same.
  std::set<std::string, std::less<>> keys;
};

struct BinFigures {
  double items = 0;  ///< those in conflict or in doubt among them
  double bytes = 0;  ///< about
};

class BinIndex {
 public:
  explicit BinIndex(State& state) : state_(state), db_(state.db()) {}

  std::int64_t add_sealed(const SegmentRow& row);
  /// The keys of all lines of a segment. One that nobody noted the keys of is found by every key.
  void note_keys(std::int64_t segment, const KeyDigests& keys);
  /// Ends a removal: how many rows went, what hangs on the items among them, and the lines that do not count as
  /// binned.
  void settle(std::int64_t segment, std::int64_t counted, const std::map<std::int64_t, LineState>& others, Time at);
  void begin(std::int64_t segment, Pending act, const LineSet& lines);
  /// The new state of some lines, while an act goes on.
  void set_lines(std::int64_t segment, const std::map<std::int64_t, LineState>& lines, Time at);
  /// Ends an act: the new state of each of its lines.
  void end(std::int64_t segment, const std::map<std::int64_t, LineState>& lines, Time at);
  /// Where the segment is now; an empty path: it was purged as a whole, and is not found any more.
  void set_file(std::int64_t segment, const std::string& path, const std::string& sha256);

  /// Forgets what lies in a segment of which nobody can read the file.
  void let_go(std::int64_t segment);
  /// Takes up again one that was let go and whose file was found: settling finds out what became of its lines.
  void take_up(std::int64_t segment);

  std::vector<SegmentRow> unsettled(const std::string& lease);
  /// Those at rest that still have a file and lines in doubt.
  std::vector<SegmentRow> with_doubt(const std::string& lease);
  /// Segments that still have a file.
  std::vector<SegmentRow> find(const SegmentQuery& query);
  std::optional<SegmentRow> get(const std::string& run, const std::string& job, std::int64_t n);
  bool knows(const std::string& run, const std::string& job, std::int64_t n);
  bool knows_run(const std::string& run);
  bool knows_job(const std::string& job);
  /// The run that put something into the bin last, but for what was taken over from elsewhere. One of a time that
  /// is yet to come had a wrong clock: it is the latest only where there is no other.
  std::optional<std::string> latest_run(Time now);
  /// Up to two runs with something in the bin whose ids begin so.
  std::vector<std::string> runs_beginning_with(const std::string& beginning);

  /// The number of the newest; 0: none yet.
  std::int64_t last_segment();
  /// What a job removed within its limits, sealed batches at their full size.
  std::uint64_t counted_since(const std::string& job, Time since);
  /// The jobs that ever put something into the bin, each with its store.
  std::map<std::string, std::string> jobs();
  /// What of a job lies in the bin, batches that are not settled aside.
  BinFigures figures_of(const std::string& job);

  /// The state of every taken line.
  std::map<std::int64_t, LineState> lines(const SegmentRow& row);

 private:
  SegmentRow by_id(std::int64_t segment);
  /// Leaves those that may hold one of the keys.
  void keep_those_with(const std::set<std::string, std::less<>>& keys, std::vector<SegmentRow>& rows);

  State& state_;
  Database& db_;
};

}  // namespace winnow
