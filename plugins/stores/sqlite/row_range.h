/// The rows of a batch, where they stand close together: rows of one stretch of numbers (INTEGER PRIMARY KEY). All
/// that stands in the stretch is read in one statement, so that it is known which rows stand between those that go;
/// these are then deleted a run at a time, each with one statement. Thread rule: plain data.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "catalog.h"

namespace winnow::sqlite {

class RowRange {
 public:
  /// Of the items with these keys. nullopt: they are better read one by one, because they stand too far apart, or
  /// are not named by numbers, each once.
  static std::optional<RowRange> of(const Table& table, std::span<const std::string_view> keys);

  /// Whether both are of the same items.
  bool has_items_of(const RowRange& other) const { return items_ == other.items_; }

  std::int64_t first() const { return items_.front().number; }
  std::int64_t last() const { return items_.back().number; }

  /// A row stands there; they are to be told in ascending order. Answers which item it is, if any.
  std::optional<std::size_t> meet(std::int64_t number);

  /// Rows that follow one another with none between them.
  struct Run {
    std::int64_t first, last;
    std::int64_t rows;
  };
  /// The longest runs of rows that were met and go, each short enough for one statement.
  std::vector<Run> runs(const std::function<bool(std::size_t item)>& goes) const;

 private:
  struct Row {
    std::int64_t number;
    std::size_t item;  ///< kNone: a row that is no item
    friend bool operator==(const Row&, const Row&) = default;
  };
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  std::vector<Row> items_;  ///< ascending
  std::size_t next_ = 0;    ///< of items_, not yet met or passed
  std::vector<Row> met_;
};

}  // namespace winnow::sqlite
