/// What lies in the bin and when its space comes free, by job and by age. From the index alone: no segment is read,
/// and nothing here names an item.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/state/bin_index.h"
#include "core/state/state.h"

namespace winnow {

/// Some of what lies there.
struct Heap {
  std::string name;  ///< a job, or an age such as "7d to 30d"
  std::uint64_t items = 0;
  std::uint64_t bytes = 0;                      ///< about
  std::optional<Time> frees_from, frees_until;  ///< when it may be purged; unset: [trash] has no retention
};

struct BinFiguresByHeap {
  Heap all;
  Heap unsettled;  ///< of batches and undos that were broken off: what became of them is not known yet; not in the
                   ///< others
  Heap for_a_person;       ///< of `all`, those in conflict or in doubt: no undo and no purge by age decides of them
  Heap restored;           ///< copies of what came back, which lie in the segments still; not in the others
  std::vector<Heap> jobs;  ///< by name
  std::vector<Heap> ages;  ///< the youngest first; empty ones are left out
  bool ever_due = true;    ///< false: [trash] has no retention, so nothing is ever purged by age
};

/// What the `binned` of the `lines` of a segment take, about: it is one compressed file.
std::uint64_t binned_bytes(const SegmentRow& row, std::uint64_t binned, std::size_t lines);

/// Throws Failure. Thread rule: one thread.
BinFiguresByHeap bin_figures_of(const Config& config, State& state, Time now);

}  // namespace winnow
