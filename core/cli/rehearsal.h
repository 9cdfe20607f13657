/// What apply would come upon in the rows themselves, tried on the first of them: a form of times that fits none,
/// an allow list that lets none pass, a comparison that no value meets. For `check`; nothing is written anywhere.
#pragma once

#include <string>
#include <vector>

#include "core/judge/setup.h"

namespace winnow {

/// Each trouble in a sentence with its place; empty: the rows that were looked at are as the job wants them. Throws
/// Failure or Error where the store cannot be read. Thread rule: one thread.
std::vector<std::string> rehearse(const Setup& setup, World& world);

}  // namespace winnow
