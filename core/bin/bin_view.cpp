#include "core/bin/bin_view.h"

#include "core/bin/bin_store.h"

namespace winnow {

std::unique_ptr<OpenBin> BinOfWorld::open(World& world, const std::string& purger) {
  auto out = std::make_unique<OpenBin>();
  out->config.name = kBinStore;
  out->config.allow = {kBinTarget};
  out->store.config = &out->config;
  out->store.store =
      std::make_unique<BinStore>(world.state, world.config.trash, purger, world.as_of, world.config.zone);
  out->store.identity = out->store.store->identity();
  return out;
}

}  // namespace winnow
