/// Who still names an item: the job's `references`, as the field `referenced`, and as the question whether a file
/// that hung on a removed row may go.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/judge/setup.h"

namespace winnow {

/// Those of `keys` that a row names: in `column` of the job's target in `rows`, or in one of the job's
/// `references`. Asked after the rows' COMMIT. Throws Error or Failure; then no file may go.
std::set<std::string> still_named(Stores& stores, OpenStore& rows, const JobConfig& job, const std::string& column,
                                  const std::vector<std::string>& keys);

/// Shows items with the field `referenced` at the end, where the rule asked for it; else as they are.
/// Thread rule: one thread.
class WithReferences {
 public:
  WithReferences(const Setup& setup, World& world) : setup_(setup), world_(world) {}

  /// The views end with the next call, or with those of `items`. Throws Error or Failure when a referring target
  /// cannot be asked.
  std::span<const winnow_item> operator()(std::span<const winnow_item> items);

 private:
  const Setup& setup_;
  World& world_;
  std::vector<winnow_item> items_;
  std::vector<winnow_value> fields_;
};

}  // namespace winnow
