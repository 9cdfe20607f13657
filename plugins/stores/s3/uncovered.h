/// Versions that a restore uncovered at the moment in which somebody wrote to the key: such a one lies directly
/// below the new object, as one does that never went. A note tells the two apart; it lies where the meta file of a
/// copy would, `.trash/TIME/KEY.trashmeta.json`, and goes with the version.
#pragma once

#include <optional>
#include <string_view>

#include "bucket.h"
#include "receipt.h"
#include "winnow/permit.hpp"

namespace winnow::s3 {

/// Writes the note of a removed object into the place of its batch, which the permit names. Throws Refusal, Error.
void note_uncovered(const Bucket& bucket, const winnow_permit& permit, const Receipt& receipt);

/// The note, if there is one. Throws Refusal, Error.
std::optional<Head> note_of(const Bucket& bucket, const winnow_permit& permit, const Receipt& receipt);

}  // namespace winnow::s3
