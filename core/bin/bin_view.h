/// The bin as the judge sees it.
#pragma once

#include "core/judge/open_bin.h"

namespace winnow {

/// The bin of the world's own TOML and state. Thread rule: one thread.
class BinOfWorld final : public BinView {
 public:
  std::unique_ptr<OpenBin> open(World& world, const std::string& purger) override;
  std::int64_t each_value(World& world, std::span<const NamingColumn> columns, std::int64_t after,
                          const BinnedValueSink& sink) override;
  bool has(World& world, const BinnedLine& line) override;
};

}  // namespace winnow
