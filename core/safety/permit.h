/// Permits: the host's warrant for one batch. Minted here, and only by the remover (tests/contract checks that).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "winnow/store.hpp"

namespace winnow {

/// Owns what a winnow_permit shows. Thread rule: plain data, not to be moved while lent.
class Permit {
 public:
  /// `keys`: of the items or pieces, in their order. The permit ends `lifetime` after `clock`'s time since boot, so
  /// that a process which was paused for longer destroys nothing when it wakes.
  Permit(winnow_action action, std::string run, std::string target, std::string place,
         std::span<const std::string_view> keys, std::uint32_t flags, const Clock& clock, Span lifetime);
  Permit(const Permit&) = delete;
  Permit& operator=(const Permit&) = delete;

  const winnow_permit& table() const { return table_; }

 private:
  std::string run_, target_, place_;
  winnow_permit table_{};
};

}  // namespace winnow
