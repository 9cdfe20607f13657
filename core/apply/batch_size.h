/// How many items a batch may have, learned from how long those before it took.
///
/// Large batches cost less an item, and keep others from the store for longer. What every batch costs, however few
/// items it has (syncs of a slow disk, an archive far away), no smaller one would save: only what its items take is
/// held against its size.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "winnow/value.hpp"

namespace winnow {

class BatchSize {
 public:
  static constexpr std::size_t kSmallest = 100;  // items
  static constexpr std::size_t kLargest = 10'000;

  /// `longest`: what the items of a batch may take.
  explicit BatchSize(Span longest) : longest_(longest) {}

  std::size_t most() const { return most_; }

  /// A batch of so many items, at least one, took so long; the next ones are cut by that.
  void took(std::size_t of, Span time) {
    const auto items = static_cast<std::int64_t>(of);
    if (time < shortest_.time) {
      shortest_ = {items, time};
    } else if (items > shortest_.items) {
      each_ = (time - shortest_.time) / (items - shortest_.items);
    }
    const Span every = std::max(Span::zero(), shortest_.time - each_ * shortest_.items);
    const Span own = time - every;
    const bool known = each_ > Span::zero();
    if (own > longest_) {
      most_ = std::max(most_ / 2, kSmallest);
    } else if (known && own < longest_ / 4) {
      most_ = std::min(most_ * 4, kLargest);
    } else if (own < longest_ / 2) {
      most_ = std::min(most_ * 2, kLargest);
    }
  }

 private:
  struct Batch {
    std::int64_t items;
    Span time;
  };

  Span longest_;
  Batch shortest_ = {0, Span::max()};
  Span each_ = Span::zero();  ///< what an item takes, by the shortest batch and the last larger one
  std::size_t most_ = kSmallest;
};

}  // namespace winnow
