/// The one door: the only place in winnow that mints permits and calls remove, restore, purge and settle of a
/// store.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "winnow/store.hpp"

namespace winnow {

/// What a batch is about, for its permit.
struct BatchName {
  std::string run;
  std::string target;
  std::string place;  ///< the folder of its parked copies; empty: none
  std::uint32_t flags = 0;
};

/// Throws what the store throws. Thread rule: one thread.
class Remover {
 public:
  explicit Remover(const Clock& clock) : clock_(clock) {}

  void remove(Store& store, const BatchName& batch, const Selection& selection, std::span<const winnow_item> items,
              Bin& bin, std::span<winnow_outcome> outcomes) const;
  void restore(Store& store, const BatchName& batch, std::span<const winnow_header> headers,
               std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) const;
  /// As restore(), and taken back before it returns: the outcomes say what would have been. Throws Error for a
  /// store that does not rehearse, which would bring back in earnest.
  void rehearse(Store& store, BatchName batch, std::span<const winnow_header> headers,
                std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) const;
  void purge(Store& store, const BatchName& batch, std::span<const winnow_piece> pieces,
             std::span<winnow_outcome> outcomes) const;
  void settle(Store& store, const BatchName& batch, std::span<const winnow_header> headers,
              std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) const;

 private:
  const Clock& clock_;
};

}  // namespace winnow
