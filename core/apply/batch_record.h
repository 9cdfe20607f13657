/// What a batch leaves behind: its segment in the bin, its row in the index, its two records in the ledger.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/apply/batch.h"
#include "core/bin/segment.h"
#include "core/state/bin_index.h"

namespace winnow {

/// Thread rule: one thread.
class BatchRecord {
 public:
  /// Begins the part file. `parking`: identities of the stores that park what they take, for which a place of its
  /// own is reserved. Throws Failure.
  BatchRecord(const BatchContext& context, std::int64_t n, const std::vector<std::string>& parking);

  /// The folder of the parked copies; empty: nothing is parked.
  const std::string& place() const { return header_.place; }
  std::size_t open_part(const OpenStore& store, std::string_view target, std::string_view header);
  /// The line's number. `rows`: those to which it belongs, at least one. `reason`: a number of
  /// HostServices::reason.
  std::int64_t write(std::size_t part, std::span<const std::size_t> rows, const winnow_piece& piece,
                     std::uint64_t bytes, std::uint32_t reason);

  /// What is to be taken away.
  struct Take {
    std::vector<std::int64_t> lines;  ///< in any order, some perhaps twice
    std::int64_t items = 0;
    std::int64_t along = 0;  ///< rows that hang on the items
  };
  /// Puts the segment on disk, and then into the state in one transaction, which fails if lease, holds or limits
  /// are in the way. `planned`: how many items of the plan this batch was for.
  void seal(Take take, std::size_t planned);
  bool sealed() const { return row_.id != 0; }

  /// Everything has been taken away: `removed` items with `along` rows, but not what stands in the lines `others`.
  void close(std::int64_t removed, std::int64_t along, std::map<std::int64_t, LineState> others);

 private:
  const BatchContext& context_;
  SegmentHeader header_;
  SegmentRow row_;
  KeyDigests keys_;
  std::optional<SegmentWriter> writer_;
  SegmentLine line_;                  ///< used again for each line, as its memory is
  std::uint32_t reason_ = 0;          ///< whose words line_.reason has
  std::vector<std::uint64_t> bytes_;  ///< by line
};

}  // namespace winnow
