#include "core/apply/remover.h"

#include <vector>

#include "core/safety/permit.h"
#include "winnow/permit.hpp"

namespace winnow {
namespace {

/// A process that was paused for longer than this destroys nothing more when it wakes.
constexpr Span kPermitLasts = std::chrono::minutes(10);

template <class Thing>
Permit permit(winnow_action action, const BatchName& batch, std::span<const Thing> things, const Clock& clock) {
  return Permit(action, batch.run, batch.target, batch.place, keys_of(things), batch.flags, clock, kPermitLasts);
}

}  // namespace

void Remover::remove(Store& store, const BatchName& batch, const Selection& selection,
                     std::span<const winnow_item> items, Bin& bin, std::span<winnow_outcome> outcomes) const {
  const Permit warrant = permit(WINNOW_REMOVE, batch, items, clock_);
  store.remove(warrant.table(), selection, items, bin, outcomes);
}

void Remover::restore(Store& store, const BatchName& batch, std::span<const winnow_header> headers,
                      std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) const {
  const Permit warrant = permit(WINNOW_RESTORE, batch, pieces, clock_);
  store.restore(warrant.table(), headers, pieces, outcomes);
}

void Remover::rehearse(Store& store, BatchName batch, std::span<const winnow_header> headers,
                       std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) const {
  if (!store.rehearses()) throw Error(WINNOW_UNSUPPORTED, "this store does not rehearse");
  batch.flags |= WINNOW_REHEARSE;
  restore(store, batch, headers, pieces, outcomes);
}

void Remover::purge(Store& store, const BatchName& batch, std::span<const winnow_piece> pieces,
                    std::span<winnow_outcome> outcomes) const {
  const Permit warrant = permit(WINNOW_PURGE, batch, pieces, clock_);
  store.purge(warrant.table(), pieces, outcomes);
}

void Remover::settle(Store& store, const BatchName& batch, std::span<const winnow_header> headers,
                     std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) const {
  const Permit warrant = permit(WINNOW_SETTLE, batch, pieces, clock_);
  store.settle(warrant.table(), headers, pieces, outcomes);
}

}  // namespace winnow
