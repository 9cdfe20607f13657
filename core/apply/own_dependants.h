/// Rows of the job's own target that would go along with others of it: items like any other. Where one of them must
/// stay, so does what would take it along.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/judge/setup.h"

namespace winnow {

/// Those of one batch. Thread rule: one thread.
class OwnDependants {
 public:
  /// The row `key` would go along with the batch's `item`th.
  void add(std::string_view key, std::size_t item) { items_[std::string(key)].insert(item); }

  /// Adds to `kept` the items that stay because of one, with the reason. `rows`: of the batch; `fine`: which of
  /// them may go. Throws Error or Failure where they cannot be looked at; then none may go.
  void judge(const Setup& setup, World& world, std::span<const winnow_item> rows, const std::vector<bool>& fine,
             std::map<std::size_t, std::string>& kept);

 private:
  std::map<std::string, std::set<std::size_t>, std::less<>> items_;
};

}  // namespace winnow
