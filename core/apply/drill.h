/// A drill: copies are taken out of the bin at random and tried, so that the day on which somebody needs one is not
/// the first on which it is read. Nothing is changed by it but the ledger.
///
/// What is tried of a copy, as much as its store allows:
///   restored  a store that rehearses brings it back by the very code of undo, compares it, and takes it back
///   before
///             anybody could see it; so its table as it is today still takes the row as it was
///   read      the segment is read and digested, and the copy in it is whole; a parked file is read to its last
///             byte, and its size and time are those of its receipt
/// A copy whose key is taken is a conflict: it is whole, but undo would leave it in the bin.
#pragma once

#include <string>
#include <vector>

#include "core/base/advance.h"
#include "core/judge/setup.h"

namespace winnow {

struct DrillTask {
  std::vector<std::string> jobs;  ///< empty: all that have something in the bin
  std::uint64_t sample = 0;       ///< so many copies of each job
  Advance advance{};              ///< in copies of each job
};

/// Figures count items: a row with what hangs on it and its files is one, and as good as its worst part.
struct JobDrill {
  std::string job;
  std::uint64_t binned = 0;  ///< copies of it in the bin: rows, dependants and files
  std::uint64_t sampled = 0;
  std::uint64_t restored = 0, read = 0, conflicts = 0, failed = 0;
  std::uint64_t unsettled =
      0;  ///< copies beside them, of a batch or an undo that was begun and not ended: not tried
  std::vector<std::string> errors;  ///< the first hundred
};

/// One for each job, in the order of their names. A job that fails to be tried does not keep others from it. Throws
/// Failure: for a job that nobody knows, where another run works on its target, or where the bin is not this
/// state's. Thread rule: one thread.
std::vector<JobDrill> drill(World& world, const DrillTask& task);

}  // namespace winnow
