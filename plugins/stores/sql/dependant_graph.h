/// Which rows hang on which, as numbers: first the items that are to be deleted, then what goes along with them.
/// Thread rule: const members from any thread.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace winnow::sql {

class DependantGraph {
 public:
  using Rows = std::vector<std::size_t>;

  explicit DependantGraph(std::size_t items) : items_(items), rows_(items) {}

  std::size_t size() const { return rows_.size(); }
  bool is_item(std::size_t row) const { return row < items_; }
  /// The number of a further row.
  std::size_t add();
  /// `row` goes along with `parent`, and has to go before it.
  void hang(std::size_t row, std::size_t parent);
  /// If both go, `row` has to go before `other`.
  void go_before(std::size_t row, std::size_t other) { rows_[other].before.push_back(row); }

  /// What hangs on a row itself.
  const Rows& on(std::size_t row) const { return rows_[row].hanging; }
  /// What goes along with a row, each before what it hangs on itself. A row may be deep below another: no
  /// recursion.
  Rows below(std::size_t row) const;
  /// How many of them hang on each other, as far as that walk meets them.
  std::size_t levels_below(std::size_t row) const;
  /// The items along with which a row goes; itself, if it is one.
  Rows items_above(std::size_t row) const;

  /// All that goes with some items, in an order in which it can go.
  struct Order {
    std::vector<Rows> steps;  ///< the rows of one have to go before those of the next
    Rows circle;              ///< those for which there is none
  };
  Order order(std::span<const std::size_t> items) const;

 private:
  struct Row {
    Rows hanging;  ///< on it
    Rows before;   ///< other rows that have to go before it
    Rows parents;
  };
  Rows below(std::size_t row, std::size_t& levels) const;

  std::size_t items_;
  std::vector<Row> rows_;
};

}  // namespace winnow::sql
