/// Reads the rows of a RowRange with all that a removal asks of each: its item, its copy, whether it matches. Apart
/// from remove(), so that the next batch can be read while this one is deleted (read_ahead.h).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "row_range.h"
#include "rows.h"
#include "winnow/page.hpp"

namespace winnow::sqlite {

/// The rows of a range that are items, in the order of their numbers.
class RangeRows {
 public:
  struct Row {
    std::size_t item;      ///< which of the batch
    bool matches, is_odd;  ///< the predicate; RowReader::holds_odd_value()
    winnow_item now;
    std::string_view content;
  };

  /// `range`: whose rows are to be met. `width`: how many fields an item has.
  RangeRows(RowRange range, std::size_t width) : range_(std::move(range)), page_(width) {}
  RangeRows(const RangeRows&) = delete;
  RangeRows& operator=(const RangeRows&) = delete;

  /// Takes in the row that `reader` has loaded. Of one that does not match no copy is kept.
  void add(RowReader& reader, bool matches, const Host& host);
  /// Of all copies together.
  std::size_t bytes() const { return contents_.size(); }
  std::size_t size() const { return entries_.size(); }
  /// Until the object ends.
  Row row(std::size_t i) const;
  /// With all rows met.
  const RowRange& range() const { return range_; }

 private:
  struct Entry {
    std::size_t item;
    bool matches, is_odd;
    std::size_t content;  ///< where it ends
  };

  RowRange range_;
  Page page_;  ///< an item for each entry
  std::vector<Entry> entries_;
  std::string contents_;
};

/// Thread rule: one thread at a time, which need not be the one that made it.
class RangeReader {
 public:
  /// `make`: a reader of the table that it is given. `match`: the predicate, whose parameters begin at `first`.
  RangeReader(const Table& table, const std::function<RowReader(const Table&)>& make, const Selection& selection,
              const std::string& match, int first, std::vector<Value> values, const Host& host);
  RangeReader(const RangeReader&) = delete;
  RangeReader& operator=(const RangeReader&) = delete;

  /// Whether both read the same of a row.
  bool reads_like(const RangeReader& other) const;
  /// Null where the rows are too large to be held at once, and better taken one by one. `stopping`: asked for each
  /// row; true ends it early. Throws Error.
  std::unique_ptr<RangeRows> read(Connection& connection, RowRange range, const std::function<bool()>& stopping);

 private:
  const Table table_;
  RowReader reader_;
  const std::string select_;
  const int first_;
  const std::vector<Value> values_;
  const std::size_t width_;               ///< how many fields an item has
  const std::vector<std::string> shown_;  ///< the fields, the time and its form
  const Host& host_;
};

}  // namespace winnow::sqlite
