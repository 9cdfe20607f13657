/// What a copy in the bin says of its item's fields, so that `--where` can be asked of it.
///
/// Rows are JSON arrays in the order of the header's columns, documents and receipts are JSON objects; the forms of
/// values are those of winnow/copy.hpp. A time in a column of that family is read in UTC where it names no zone. A
/// receipt of a parked file answers key, folder, name, size, modified and mode. A value of a form that is not known
/// here is left out, which then matches nothing.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/bin/segment.h"
#include "winnow/copy.hpp"

namespace winnow {

using CopyFields = std::map<std::string, Value, std::less<>>;

/// Reads the copies of one part of a segment. Thread rule: const after construction.
class CopyReader {
 public:
  /// A header that names no columns reads objects only.
  explicit CopyReader(const SegmentPart& part);

  /// The fields of one line; NULLs are there as NULL, what the copy lacks is not there.
  CopyFields read(const SegmentLine& line) const;

 private:
  std::vector<CopyColumn> columns_;
};

}  // namespace winnow
