/// Removing and undo, rehearsed: a row is taken away and put back by the very code that would do it, and both are
/// undone. Thread rule: one thread at a time.
#pragma once

#include <map>
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
  /// `headers`: those of copies, by target.
  using Headers = std::map<std::string, std::string, std::less<>>;
  Rehearsal(Connection& connection, const Headers& headers, Eraser& eraser)
      : connection_(connection), headers_(headers), eraser_(eraser) {}

  /// Answers why the row has to stay. Throws what SQLite answers beyond constraints.
  std::optional<std::string> try_out(const CopiedRow& row, const Along& along, Trial trial);
  /// Whether some row has gone and come back.
  bool has_held() const { return has_held_; }

 private:
  bool comes_back(const CopiedRow& row, const Along& along);

  Connection& connection_;
  const Headers& headers_;
  Eraser& eraser_;
  bool has_held_ = false;
};

}  // namespace winnow::sqlite
