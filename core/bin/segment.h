/// A segment: the copies of one batch, in one zstd-compressed file of JSON Lines.
///
///   {"winnow":"segment","version":1,"state":…,"run":…,"job":…,"segment":1,"store":…,"identity":…,…}   line 1
///   {"open":0,"store":"app","identity":"sqlite:/…","target":"contacts","header":{…}}
///   {"in":0,"item":0,"key":"17","time":"2025-11-02T…","bytes":120,"reason":"older than 30d","content":[…]}
///   {"end":true,"lines":1002,"taken":"3-900,902","sha256":"…"}            over all lines before it, uncompressed
///
/// `content` is the store's own text, byte for byte, and always the last member. A line that was purged is
/// {"purged":"TIME"}, so that line numbers stay true. Without a valid last line a segment does not exist. The
/// format is read with `zstdcat` and `jq`; it is frozen at version 1 (docs/on-disk.md).
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/bin/medium.h"
#include "core/state/bin_index.h"
#include "winnow/store.hpp"

namespace winnow {

class Packer;

/// How the names of segments' files end.
inline constexpr std::string_view kSegmentEnding = ".jsonl.zst";

/// The path of a segment below the bin.
std::string segment_path(const std::string& run, const std::string& job, std::int64_t n);

/// What the first line says.
struct SegmentHeader {
  std::string state;  ///< id of the state that it belongs to
  std::string run;
  std::string job;
  std::int64_t n = 0;  ///< its number within run and job, from 1
  std::string store;
  std::string identity;
  std::string target;
  std::string lease;
  std::string place;  ///< of parked files and objects; empty: none
  std::string reason;
  std::string time_field;  ///< whose value `time` of a line is; empty: none
  std::string replaces;    ///< the file that this one was written for anew, after a purge
  std::int64_t ledger_seq = 0;
  std::string ledger_head;
  Time at;
};

/// What a put began with open(): the columns of a table, the root of a tree.
struct SegmentPart {
  std::string store;
  std::string identity;
  std::string target;
  std::string header;  ///< the store's own JSON
};

struct SegmentLine {
  std::int64_t number = 0;  ///< of the line in the file, from 1
  std::size_t part = 0;
  std::int64_t item = 0;             ///< lines of one item (row, dependants, files) share it
  std::vector<std::int64_t> others;  ///< further items that it belongs to: a file that several rows name
  std::string key;
  std::int64_t time = WINNOW_TIME_NONE;
  std::uint64_t bytes = 0;
  std::string reason;
  std::string content;
  std::string purged;  ///< when it was purged; then all else is empty

  /// All items that it belongs to.
  std::vector<std::int64_t> owners() const {
    std::vector<std::int64_t> out = {item};
    out.insert(out.end(), others.begin(), others.end());
    return out;
  }
};

struct Segment {
  SegmentHeader header;
  std::vector<SegmentPart> parts;
  std::vector<SegmentLine> lines;
  LineSet taken;
  std::string sha256;
};

/// Writes one segment into its part file; nothing counts before finish() returned. Thread rule: one thread.
class SegmentWriter {
 public:
  /// Makes missing folders. Throws Failure, as all members do.
  SegmentWriter(const Medium& medium, std::string path, const SegmentHeader& header);
  ~SegmentWriter();  ///< removes an unfinished part file

  /// The index of a new part.
  std::size_t open(const SegmentPart& part);
  /// Answers the number of the new line. `line.content` must be one JSON value on one line.
  std::int64_t put(const SegmentLine& line);
  /// Writes the last line, syncs and publishes the segment. Answers the digest in that line.
  std::string finish(const LineSet& taken);

 private:
  /// Throws Failure: an undo could not read it, whatever was taken away by then.
  void require_line_of_json(std::string_view text, const char* what) const;
  void line(std::string_view text);

  const Medium& medium_;
  std::string path_;
  std::filesystem::path part_;
  std::unique_ptr<Packer> out_;
  std::size_t parts_ = 0;
  std::int64_t lines_ = 0;
};

/// The one reader of copies: reads the segment of an index row, which is believed only if its digest, run, job,
/// number and origin are what the row says. A missing, torn, altered or swapped file is a Failure that names it.
/// Thread rule: any.
Segment read_segment(const Medium& medium, const SegmentRow& row);

/// Reads a file that the index does not know, to take it in or to look at it; nothing is brought back or destroyed
/// by what it says. Failures and thread rule as above.
Segment read_stranger(const Medium& medium, const std::string& path);

/// The first line alone, for a look at what a segment is; with an index row it must be what the row says. Throws
/// Failure.
SegmentHeader read_segment_header(const Medium& medium, const SegmentRow& row);
SegmentHeader read_stranger_header(const Medium& medium, const std::string& path);

/// Writes `segment` anew at `path`, for example after lines were purged.
std::string rewrite_segment(const Segment& segment, const Medium& medium, const std::string& path);

}  // namespace winnow
