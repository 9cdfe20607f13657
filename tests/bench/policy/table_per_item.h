/// The design that winnow does not have: a Lua table made for each item, in a state without any limits.
#pragma once

#include <lua.hpp>
#include <span>

#include "winnow/job.hpp"

namespace winnow::bench {

/// Thread rule: one thread.
class TablePerItem {
 public:
  TablePerItem();
  ~TablePerItem();
  TablePerItem(const TablePerItem&) = delete;
  TablePerItem& operator=(const TablePerItem&) = delete;

  /// How many items the rule nominates.
  std::size_t review(std::span<const winnow_item> items);

 private:
  lua_State* lua_;
};

}  // namespace winnow::bench
