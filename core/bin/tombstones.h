/// Destroying lines of a segment: written anew with tombstones in their places, or unlinked as a whole.
///
/// The order of the first: new file `<n>.rK` (its first line names what it replaces), synced, renamed; the state
/// points to it and calls the lines purged; the old file is unlinked; the act ends. What lies between is settled by
/// clean_up(). A segment goes as a whole when no line of it is the only copy there may be. Thread rule: one thread.
#pragma once

#include <string>

#include "core/bin/medium.h"
#include "core/state/bin_index.h"

namespace winnow {

/// Who purges, for the ledger.
struct PurgeName {
  std::string run;
  std::string job;
};

/// Destroys the copies of `lines` in the segment of `row`, whose act of purging must have begun on them, and ends
/// the act: pending lines beyond `lines` are as they were. Lines that stand for nothing go too. Throws Failure;
/// then the act is pending still.
void bury(State& state, const Medium& medium, const SegmentRow& row, const LineSet& lines, const PurgeName& by,
          Time at);

/// Ends an act of purging without destroying anything more: lines of it that have a tombstone, or whose file is
/// gone as a whole, are purged, so are those of `gone`; the others are as they were. Files that the segment's own
/// file replaced, or that were to replace it, are unlinked. Throws Failure where a file is gone that others need.
void clean_up(State& state, const Medium& medium, const SegmentRow& row, const LineSet& gone, Time at);

/// Destroys a file of the bin that the index counts on no more: its segment is purged, let go, or another file.
/// Throws Failure where it does.
void unlink_dead(State& state, const Medium& medium, const std::string& path);

/// Whether a purge that was broken off took the segment's file already, of which only the state does not know yet.
/// Throws Failure where the bin is not there.
bool is_gone(State& state, const Medium& medium, const SegmentRow& row);

}  // namespace winnow
