/// The form that was approved, planned beside the one that takes its place.
#pragma once

#include "core/judge/setup.h"

namespace winnow {

/// The job as it was approved, its policy's text included. Throws Failure where it does not fit the TOML any more.
JobConfig job_of(const Approval& approval, const World& world);

/// How many items the approved form would remove now. Throws Failure or Error when it cannot be planned any more.
std::uint64_t nominated_by(const Approval& approval, World& world);

}  // namespace winnow
