/// SELECTION: which items of the bin are meant, as `--run R --job J --key K... --where '...'` say it.
///
/// Every part that is given narrows. Lines of one item (a row, its dependants, its files) stand and fall together:
/// an item is meant if its own line has one of the keys - a stranger with that key in another table, or one that
/// merely hangs on it, says nothing - and if its own line meets `where`; only where that has none of the columns
/// that are asked for, what hangs on it answers in its place. Thread rule: plain data.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/advance.h"
#include "core/bin/bin_id.h"
#include "core/bin/segment.h"
#include "core/config/config.h"
#include "core/state/bin_index.h"

namespace winnow {

struct BinSelection {
  std::optional<std::string> run;  ///< a whole id
  std::optional<std::string> job;
  std::set<std::string, std::less<>> keys;  ///< empty: any
  std::string where_text;                   ///< as written; empty: none
  std::optional<Where> where;
  std::set<BinId> ids;  ///< empty: any

  /// Whether it narrows down to single items, beyond whole batches.
  bool narrows_items() const { return !keys.empty() || where.has_value() || !ids.empty(); }
  /// Whether nothing was given at all.
  bool empty() const { return !run && !job && !narrows_items(); }
};

/// The same with keys as they stand in the bin: one of one value may have been written without the brackets that
/// its store puts around it, 4 for "[4]". Where an item has the key as it was written, that one alone is meant.
BinSelection as_in_bin(BinSelection selection, State& state, const Medium& medium);

/// Throws Failure where no job is named and items have a key in more than one of the ways in which it may have been
/// written, such as 4 and [4] of two tables: before what nothing brings back nobody guesses which is meant.
void refuse_ambiguous_keys(const BinSelection& selection, State& state, const Medium& medium);

/// The segments in which something may be meant. Thread rule: one thread.
std::vector<SegmentRow> segments_meant(State& state, const BinSelection& selection);

/// The lines of the items of `segment` that are meant, whatever state they are in; purged lines are never meant.
/// Run and job are the index's to narrow (SegmentQuery). In doubt an item is not meant: a field that the copy lacks
/// is not even `null`, and a number or a text that is no time in `zone` compares with none.
LineSet lines_meant(const BinSelection& selection, const Segment& segment, const Zone& zone);

/// Shows each segment in which something is meant with the lines that are, so that nothing is begun on a selection
/// that does not mean what was written: throws Failure for a word that nothing answers to (an unknown job, column,
/// key or id) and where nothing at all is meant. Answers the segments that could not be read, with the reason.
std::vector<std::string> look_through(
    const Config& config, const Medium& medium, State& state, const BinSelection& selection, const Advance& advance,
    const std::function<void(const SegmentRow& row, const Segment& segment, const LineSet& meant)>& visit);

}  // namespace winnow
