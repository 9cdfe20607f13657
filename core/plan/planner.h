/// Planning: every item in scope is judged (core/judge/judge.h), in one pass over the store, with memory for one
/// page (or one group), and counted under what the judge said.
#pragma once

#include <functional>

#include "core/judge/setup.h"
#include "core/plan/plan_file.h"
#include "core/plan/plan_lines.h"
#include "core/plan/spool.h"
#include "core/plan/tally.h"

namespace winnow {

/// Told of progress, now and then.
using Progress = std::function<void(const Tally& so_far)>;

/// What weighing tells. All are optional.
struct PlanSinks {
  /// Of some groups alone it is not known what else goes, and nothing is said of rows that hang on others.
  enum class Covers { target, some_groups };
  std::function<void(const PlannedItem&)> nominated;
  PlanLines* lines = nullptr;
  PlanList* listed = nullptr;  ///< of a plan file: nothing else is nominated
  Progress progress;
  Covers covers = Covers::target;
};

/// Weighs what `selection` finds and counts it in `tally`. `selection` is the setup's own, or that narrowed to some
/// groups. Throws Failure; then nothing of the tally may be used. Thread rule: one thread.
void weigh(const Setup& setup, const Selection& selection, World& world, Tally& tally, const PlanSinks& sinks);

}  // namespace winnow
