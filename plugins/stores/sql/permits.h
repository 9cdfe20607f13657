/// What a permit covers, and until when.
#pragma once

#include <cstdint>
#include <ctime>
#include <string_view>
#include <vector>

#include "winnow/store.hpp"

namespace winnow::sql {

/// Throws Error(WINNOW_DENIED) once the permit's time is over.
inline void require_in_time(const winnow_permit& permit) {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  if (std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000 >= permit.not_after) {
    throw Error(WINNOW_DENIED, "the permit is over before its work was");
  }
}

/// The keys that a permit's digest covers, of items or pieces.
template <class Keyed>
std::vector<std::string_view> keys_of(std::span<const Keyed> all) {
  std::vector<std::string_view> out;
  out.reserve(all.size());
  for (const Keyed& one : all) out.push_back(view(one.key));
  return out;
}

}  // namespace winnow::sql
