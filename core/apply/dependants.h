/// Rows that go along with those of a batch: where their copies lie, how many they are, and which of them must
/// stay, so that what would take them along stays, too.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/judge/setup.h"
#include "core/safety/holds.h"

namespace winnow {

/// Those of one batch. Thread rule: one thread. Setup and World outlive it.
class Dependants {
 public:
  /// Why a row of the batch stays, as it counts in the report, by its place in the batch.
  using Kept = std::map<std::size_t, std::string>;

  Dependants(const Setup& setup, World& world, std::size_t rows) : setup_(setup), world_(world), of_(rows) {}

  /// The row `key` of `target`, whose copy is `line` of the segment (0: it has one as an item), would go along with
  /// the batch's `row`th. Adds that to `kept` where a hold keeps it; one of the job's own target is judged later,
  /// as an item.
  void add(std::size_t row, std::string_view target, std::string_view key, std::int64_t line, Kept& kept);

  /// Adds to `kept` the rows that stay because of one of the job's own target. `rows`: of the batch; `fine`: which
  /// of them may go. Throws Error or Failure where they cannot be looked at; then none may go.
  void judge(std::span<const winnow_item> rows, const std::vector<bool>& fine, Kept& kept);

  /// The lines of what would go along with the batch's `row`th.
  std::vector<std::int64_t> lines_of(std::size_t row) const;

  /// How many hang on the rows that go, each counted once, and rows that go themselves not again.
  std::int64_t along(std::span<const winnow_item> rows, const std::vector<bool>& goes) const;

 private:
  struct Dependant {
    std::int64_t line;
    std::string name;  ///< target and key
  };
  const Holds& holds_on(std::string_view target);

  const Setup& setup_;
  World& world_;
  std::vector<std::vector<Dependant>> of_;                            // of each row of the batch
  std::map<std::string, std::set<std::size_t>, std::less<>> of_own_;  // keys of the job's own target
  std::map<std::string, Holds, std::less<>> holds_;                   // by target
};

}  // namespace winnow
