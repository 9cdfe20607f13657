/// Removing and undo, rehearsed: a row is taken away and put back by the very code that would do it, and both are
/// undone. Thread rule: one thread at a time.
#pragma once

#include <optional>
#include <string>

#include "eraser.h"

namespace winnow::sqlite {

enum class Trial {
  removal,           ///< that it goes
  removal_and_undo,  ///< and that it comes back as it was
};

/// Of rows of one table. All that it is given must outlive it.
class Rehearsal {
 public:
  /// `header`: that of the table's copies.
  Rehearsal(Connection& connection, const Table& table, const std::string& header, Dependants& dependants,
            Eraser& eraser)
      : connection_(connection), table_(table), header_(header), dependants_(dependants), eraser_(eraser) {}

  /// Answers why the row has to stay. `along`: as Dependants::of() answered for it. Throws what SQLite answers
  /// beyond constraints.
  std::optional<std::string> try_out(const Dependant& row, const Along& along, Trial trial);
  /// Whether some row has gone and come back.
  bool has_held() const { return has_held_; }

 private:
  bool comes_back(const Dependant& row, const Along& along);
  std::string why_kept(const Dependant& row, const Along& along);

  Connection& connection_;
  const Table& table_;
  const std::string& header_;
  Dependants& dependants_;
  Eraser& eraser_;
  bool has_held_ = false;
};

}  // namespace winnow::sqlite
