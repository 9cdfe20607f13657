/// Keeps copies of items: a winnow_item is a view that ends with the call that showed it.
#pragma once

#include <deque>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "winnow/plugin.h"

namespace winnow {

/// A growing list of items with their texts and fields. Views stay valid until clear(). Thread rule: one thread.
class ItemBuffer {
 public:
  /// `nfields`: how many fields each item has.
  explicit ItemBuffer(std::size_t nfields) : nfields_(nfields) {}
  ItemBuffer(const ItemBuffer&) = delete;
  ItemBuffer& operator=(const ItemBuffer&) = delete;

  void add(const winnow_item& item);
  std::span<const winnow_item> items() const { return items_; }
  bool empty() const { return items_.empty(); }
  void clear();

 private:
  winnow_text keep(winnow_text text);

  std::size_t nfields_;
  std::vector<winnow_item> items_;
  std::deque<std::vector<winnow_value>> fields_;
  std::vector<std::unique_ptr<char[]>> blocks_;  // texts, packed
  std::size_t used_ = 0;
  std::size_t size_ = 0;
};

}  // namespace winnow
