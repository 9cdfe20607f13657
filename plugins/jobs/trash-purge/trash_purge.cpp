/// trash-purge: what has been in the bin for longer than `[trash] retention` is destroyed.
///
/// The age is counted from `removed_at`, which the bin's index keeps; what the bin cannot read, or what came back
/// only in part, it shows with an obstacle, and the guard keeps it. What this very run has removed lies a little
/// ahead of the run's frozen time: it is young, and no odd time.
#include <winnow/export.hpp>

namespace {

using namespace winnow;

const Options kOptions = {};

class TrashPurge final : public Job {
 public:
  TrashPurge(const OptionValues&, Host&) {}

  std::optional<Selection> plan(const Selection& base, std::span<const Fact>) override { return base; }
};

}  // namespace

WINNOW_LIBRARY(winnow::plugin<TrashPurge>({.id = "trash-purge",
                                           .version = "1.0.0",
                                           .summary = "Purges what has been in the bin for long enough",
                                           .options = kOptions,
                                           .column = "removed_at",
                                           .flags = WINNOW_RETENTION_REQUIRED | WINNOW_WHOLE_TARGET_IS_FINE |
                                                    WINNOW_FUTURE_TIME_IS_FINE | WINNOW_OVER_THE_BIN}))
