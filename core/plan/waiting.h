/// What was nominated in a target whose rows may hang on each other, until all of it has been judged: then it is
/// known which of them stay because something stays that hangs on them.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/plan/hanging.h"
#include "core/plan/spool.h"

namespace winnow {

/// Thread rule: one thread.
class Waiting {
 public:
  /// Borrows all of them.
  Waiting(const Setup& setup, const Selection& selection, World& world, HangingRows& rows);

  /// Items as the judge decided about them; those that go wait.
  void take(std::span<const winnow_item> items, std::span<const Decision> decisions);
  /// Why it is not known which of them stay because of others; empty: it is.
  const std::string& trouble() const { return trouble_; }

  /// Calls `visit` with what waited, some at once, as it is decided now that all is known: what hangs on a row that
  /// goes before that row, the others in their order. Of the fields only those of the group are there; the views
  /// end with the call.
  void each(const std::function<void(std::span<const winnow_item>, std::span<const Decision>)>& visit);

 private:
  void ask(std::span<const std::string_view> keys);

  const Selection& selection_;
  World& world_;
  HangingRows& rows_;
  Hanging hanging_;
  Spool items_;
  std::string trouble_;
};

}  // namespace winnow
