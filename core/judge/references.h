/// The field `referenced`, which the host answers itself: whether anything names an item.
#pragma once

#include <span>
#include <vector>

#include "core/judge/setup.h"

namespace winnow {

/// Shows items with the field `referenced` at the end, where the rule asked for it; else as they are.
/// Thread rule: one thread.
class WithReferences {
 public:
  explicit WithReferences(const Setup& setup) : setup_(setup) {}

  /// The views end with the next call, or with those of `items`. Throws Error or Failure when a referring target
  /// cannot be asked.
  std::span<const winnow_item> operator()(std::span<const winnow_item> items);

 private:
  const Setup& setup_;
  std::vector<winnow_item> items_;
  std::vector<winnow_value> fields_;
};

}  // namespace winnow
