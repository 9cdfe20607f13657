/// What a segment says of itself, as a row of the index.
#pragma once

#include "core/bin/segment.h"
#include "core/state/bin_index.h"

namespace winnow {

/// What the header tells: names, times and places, but nothing of the lines. `path` is relative to the bin.
/// Thread rule: pure.
SegmentRow row_of(const SegmentHeader& header, std::string path);

/// For a segment that the index lost, or never had: a row that counts as sealed: what became of its lines has to be
/// settled. Lines with a tombstone are left out of `taken`. `path` is relative to the bin. Thread rule: pure.
SegmentRow row_of(const Segment& segment, std::string path);

/// For BinIndex::note_keys(). Lines with a tombstone have no key any more. Thread rule: pure.
KeyDigests keys_of(const State& state, const Segment& segment);

}  // namespace winnow
