/// The bin inside a store of files that another tool left, or a winnow whose state and segments are lost, of a
/// layout that the store reads: `.trash/<batch>/<key>` with a meta file beside each copy. When a copy was deleted
/// is known from its meta file alone; one without a believable time, or with a key that the guard refuses, stays
/// where it is and is told of.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/judge/rule.h"
#include "core/judge/stores.h"

namespace winnow {

struct ForeignCopy {
  std::string key, content;
  std::uint64_t bytes = 0;
};

struct ForeignBin {
  /// What becomes a segment: copies of one folder, deleted at one time, of one target.
  struct Batch {
    std::string place;
    std::int64_t removed = 0;
    std::string target;
    auto operator<=>(const Batch&) const = default;
  };
  std::string header;
  std::map<Batch, std::vector<ForeignCopy>> batches;
  std::vector<std::string> troubles;  ///< copies that stay as they are, and why
};

/// Sorts what lies there and was not put there by this state's runs. `also` sees all of it. Throws Failure.
ForeignBin look_into_bin(
    World& world, OpenStore& store, const ParkedSink& also = [](const winnow_parked&) {});

/// Writes the segments, ready to be adopted, and answers their paths. Throws Failure.
std::vector<std::string> write_segments(World& world, const OpenStore& store, const ForeignBin& bin,
                                        const std::string& reason);

}  // namespace winnow
