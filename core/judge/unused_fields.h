/// Fields that keep items, of a store that tells no fields.
#pragma once

#include <string>

#include "core/judge/setup.h"

namespace winnow {

/// Why nothing may go: a field of `hold_if`, a hold, a reference or a policy that no item of a target has, while it
/// has items; spelt otherwise, most often, so that it keeps nothing. Empty: none, or the store tells its fields, or
/// its `optional_fields` name it. Thread rule: one thread.
std::string unused_field(const Setup& setup);

}  // namespace winnow
