/// The way of a scan through a table, a page at a time: over all rows in the order of the key, or only over those
/// stretches of an index on the time field in which a row may be old enough (time_index.h).
///
/// Each page is a read of its own. One statement over the whole table would show a single state, but would for as
/// long as the host judges items keep the application from committing (rollback journal) or the WAL from being
/// checkpointed. A single state is not needed: every item is read and judged again before it goes. Thread rule:
/// plain data.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog.h"
#include "keys.h"

namespace winnow::sqlite {

/// Rows whose value of an index's first column stands between two values. SQLite's order: NULL, numbers, texts by
/// their bytes, BLOBs.
struct Stretch {
  std::optional<Stored> from;  ///< itself included
  std::optional<Stored> to;    ///< itself left out; neither: the rows with NULL
};

/// An index over one column of a table with rowids, ascending, compared bytewise, with all rows in it.
struct TimeIndex {
  std::string name;
  std::string column;
  std::vector<Stretch> stretches;  ///< to be read, one after another
};

class Walk {
 public:
  /// Both must outlive the object.
  explicit Walk(const Table& table);
  Walk(const Table& table, const TimeIndex& index);

  bool at_end() const { return steps_.empty(); }
  /// What follows the SELECT list. Parameters up to ?N, N = parameters(), are this walk's.
  std::string from(const std::string& condition) const;
  int parameters() const { return static_cast<int>(steps_.front().marks.size()); }
  void bind(Statement& statement) const { bind_key(statement, 1, steps_.front().marks); }
  /// The columns to be read after the list, for stand_at().
  const std::string& columns() const { return columns_; }

  /// Whether the next page may begin behind this row; `first`: the column at which columns() begins. A value that
  /// the column would turn into another cannot be sought.
  bool can_stand_at(sqlite3_stmt* row, int first) const;
  /// Rows up to this one have been read.
  void stand_at(sqlite3_stmt* row, int first);
  /// The rows of this step have been read to their end.
  void next_step() { steps_.erase(steps_.begin()); }

 private:
  /// Rows that one statement can read in order.
  struct Step {
    std::string condition;  ///< over `marks`; empty: none
    std::string order;
    std::vector<Stored> marks;
    std::optional<Stretch> rest;  ///< the stretch, where the step is more than the rows of one value
  };
  Step through(Stretch stretch, const char* from_operator) const;
  /// The rows of one value behind the one with this number.
  Step behind(Stored value, Stored rowid) const;

  const Table* table_;
  const TimeIndex* index_ = nullptr;
  std::string columns_;
  std::vector<Step> steps_;
};

}  // namespace winnow::sqlite
