/// Copies that a person means to bring back, and that a purge was destroying when it was broken off: settling ends
/// it, and whoever asked for them is told. Thread rule: one thread.
#pragma once

#include <cstdint>
#include <vector>

#include "core/bin/bin_selection.h"
#include "core/judge/setup.h"

namespace winnow {

class EndedPurges {
 public:
  /// Before anything is settled. Nothing of a segment that cannot be read is counted.
  EndedPurges(World& world, const BinSelection& selection, const std::vector<SegmentRow>& rows);

  struct Loss {
    BinId segment;
    std::uint64_t copies = 0;
  };
  /// Once all is settled: what has gone.
  std::vector<Loss> losses() const;

 private:
  struct Meant {
    SegmentRow row;
    std::vector<std::int64_t> lines;
  };
  World& world_;
  std::vector<Meant> meant_;
};

}  // namespace winnow
