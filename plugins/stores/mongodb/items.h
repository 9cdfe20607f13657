/// Documents as a page of items.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "document.h"
#include "winnow/selection.hpp"

namespace winnow::mongodb {

/// A page under construction. Views stay valid until clear(). Thread rule: one thread.
class ItemPage {
 public:
  ItemPage(const Selection& selection, const Host& host) : selection_(selection), host_(host) {}

  void add(const bson_t& document);
  std::span<const winnow_item> items() const { return items_; }
  std::size_t size() const { return items_.size(); }
  void clear();

 private:
  const Selection& selection_;
  const Host& host_;
  std::vector<winnow_item> items_;
  std::deque<std::string> words_;
  std::deque<std::vector<Value>> values_;
  std::deque<std::vector<winnow_value>> fields_;
};

}  // namespace winnow::mongodb
