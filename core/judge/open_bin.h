/// What the judge asks of the bin; core/bin implements it, and stands above.
#pragma once

#include <memory>

#include "core/judge/rule.h"

namespace winnow {

/// The bin opened like a store of the TOML, for a job that works on it. Not to be moved: the store borrows from the
/// configuration beside it.
struct OpenBin {
  StoreConfig config;
  OpenStore store;
};

/// Thread rule: one thread.
class BinView {
 public:
  virtual ~BinView() = default;
  /// `purger`: the job, or what else purges, as the ledger names it.
  virtual std::unique_ptr<OpenBin> open(World& world, const std::string& purger) = 0;
};

}  // namespace winnow
