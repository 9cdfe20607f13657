/// Whether a person has stopped the job since its run began.
#pragma once

#include "core/apply/batch.h"

namespace winnow {

/// For the transaction that seals a batch, or marks what is purged: throws Failure where the job has been paused
/// since, or has no approval any more, so that not one batch more goes. Thread rule: one thread.
void check_still_wanted(const BatchContext& context);

}  // namespace winnow
