/// How a batch ended, counted: what its store said of each item, and why items stayed that were to go.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/apply/linked_files.h"
#include "core/plan/tally.h"
#include "core/state/bin_index.h"

namespace winnow {

/// What is said of a file that lives although its row went; its key comes first.
inline constexpr const char* kLeftFile = "the file could not be moved after its row had gone";

/// Views of one batch; places are those of its items. Thread rule: plain data.
struct BatchEnd {
  std::span<const PlannedItem> planned;
  std::span<const winnow_outcome> outcomes;
  const std::vector<bool>& may_go;                          ///< whether seal answered yes
  const std::map<std::size_t, std::string>& without_files;  ///< those that stay because of a file, and its key
  const std::map<std::size_t, std::string>& kept;           ///< those that are kept, and the reason
  const std::map<std::size_t, std::string>& refusals;       ///< those that the store refused, and its reason
  std::span<const LinkedFiles> files;
};

/// Whether a store may say that of an item that it was to take.
bool is_answer(winnow_outcome outcome);

/// What the store confirmed has gone, also where it failed afterwards.
void count_removed(const BatchEnd& end, Tally& tally);

/// What the lines of files are that did not go. One whose row went and that is there as it was copied must go yet:
/// it is in doubt, and tried again (left_files.h).
void add_files_that_stayed(std::span<const LinkedFiles> all, std::map<std::int64_t, LineState>& others);

/// All the rest. Answers whether the store could not tell of something whether it went.
bool count_others(const BatchEnd& end, Tally& tally);

}  // namespace winnow
