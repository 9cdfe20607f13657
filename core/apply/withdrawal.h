/// Taking an approval back on a person's word, apart from an undo, which takes back those that it concerns.
#pragma once

#include <string>

#include "core/judge/rule.h"

namespace winnow {

/// With its record in the ledger, inside a Transaction. Answers whether there was an approval. Thread rule: one
/// thread.
bool withdraw_approval(World& world, const std::string& job, const std::string& reason);

}  // namespace winnow
