/// soft-delete-sweep: rows that were marked as deleted longer than `retention` ago go; the host takes their files
/// along.
#include <winnow/export.hpp>

namespace {

using namespace winnow;

const Options kOptions = {};

class SoftDeleteSweep final : public Job {
 public:
  SoftDeleteSweep(const OptionValues&, Host&) {}

  std::optional<Selection> plan(const Selection& base, std::span<const Fact>) override {
    // Without retention the mark alone never removes anything.
    if (base.cutoff == INT64_MIN) return std::nullopt;
    return base;
  }
};

}  // namespace

WINNOW_LIBRARY(
    winnow::plugin<SoftDeleteSweep>({.id = "soft-delete-sweep",
                                     .version = "1.0.0",
                                     .summary = "Sweeps rows that were soft-deleted long ago, with their files",
                                     .options = kOptions,
                                     .column = "deleted_at",
                                     .flags = WINNOW_RETENTION_OR_NEVER | WINNOW_NULL_TIME_IS_FINE}))
