/// The bin opened like a store of the TOML, for a job that works on it.
#pragma once

#include <memory>

#include "core/run/rule.h"

namespace winnow {

/// Not to be moved: the store borrows from the configuration beside it.
struct OpenBin {
  StoreConfig config;
  OpenStore store;
};

/// `purger`: the job, or what else purges, as the ledger names it.
std::unique_ptr<OpenBin> open_bin(World& world, const std::string& purger);

}  // namespace winnow
