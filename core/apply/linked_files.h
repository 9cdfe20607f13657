/// The files of one batch that go with its rows.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/judge/setup.h"
#include "core/plan/spool.h"
#include "core/plan/tally.h"

namespace winnow {

/// The files behind one `files` row of the job, each once, whatever number of rows of the batch name it.
struct LinkedFiles {
  const LinkedStore* link;
  Selection selection;  ///< what their store is asked for
  std::vector<std::string> keys;
  std::vector<std::vector<std::size_t>> rows;  ///< of each key: the rows of the batch that name it
  std::vector<winnow_item> items;              ///< views of `keys`, with the sizes that fetch() told
  std::vector<winnow_outcome> outcomes;
  std::vector<std::int64_t> lines;  ///< of the segment; 0: not put
  std::vector<bool> owed;           ///< its row has gone and, for all that is known, no other names it

  bool put(std::size_t file) const { return lines[file] != 0; }
  /// Adds the lines of those that were put for one of these rows.
  void add_lines_of(const std::vector<bool>& going, std::vector<std::int64_t>& out) const;
};

/// Those that are there now; a file that is gone is left out, and its rows may go alone. Throws what the store
/// throws. The answer must not be copied: its items view its keys.
std::vector<LinkedFiles> linked_files(const Setup& setup, const std::string& reason,
                                      std::span<const PlannedItem> rows);

/// Rows whose files are nearly all missing: more likely their disk is. Why apply must not go on, or empty. Throws
/// Failure.
std::string missing_files(const Setup& setup, const Tally& tally);

}  // namespace winnow
