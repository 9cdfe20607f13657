/// winnow/permit.hpp - whether a batch is what the host permitted, and still is.
///
///   check_permit(permit, WINNOW_REMOVE, keys_of(items));   // first of all in remove(), restore(), purge(),
///   settle()
///   ...
///   require_in_time(permit);                               // before each destructive request
///
/// A permit catches mix-ups inside the host; it is no security. Thread rule: pure functions but for the clock.
#pragma once

#include <ctime>
#include <span>
#include <string_view>
#include <vector>

#include "winnow/value.hpp"

namespace winnow {

/// A digest over what a permit allows: FNV-1a of action, run, target and the keys in order, each with its length.
inline std::uint64_t permit_digest(winnow_action action, std::string_view run, std::string_view target,
                                   std::span<const std::string_view> keys) {
  std::uint64_t hash = 1469598103934665603ULL;
  const auto byte = [&hash](unsigned char c) { hash = (hash ^ c) * 1099511628211ULL; };
  const auto add = [&byte](std::string_view text) {
    for (std::size_t n = text.size(), i = 0; i < 8; ++i) byte(static_cast<unsigned char>(n >> (8 * i)));
    for (const char c : text) byte(static_cast<unsigned char>(c));
  };
  byte(static_cast<unsigned char>(action));
  add(run);
  add(target);
  for (const std::string_view key : keys) add(key);
  return hash;
}

/// The keys that a permit's digest covers: of items or of pieces, in their order.
template <class Keyed, std::size_t N>
std::vector<std::string_view> keys_of(std::span<Keyed, N> all) {
  std::vector<std::string_view> out;
  out.reserve(all.size());
  for (const auto& one : all) out.push_back(view(one.key));
  return out;
}

/// Whether the permit has ended. CLOCK_BOOTTIME, because it also counts while the machine sleeps, as a lease does.
inline bool is_over(const winnow_permit& permit) {
  std::timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000 >= permit.not_after;
}

/// Throws Error(WINNOW_DENIED) once the permit has ended. A store that has changed something by then undoes it
/// first.
inline void require_in_time(const winnow_permit& permit) {
  if (is_over(permit)) throw Error(WINNOW_DENIED, "the permit ended before its batch was done");
}

/// Throws Error(WINNOW_DENIED) unless the permit is for exactly this, and has not ended.
inline void check_permit(const winnow_permit& permit, winnow_action action,
                         std::span<const std::string_view> keys) {
  if (permit.action != action || permit.count != keys.size()) {
    throw Error(WINNOW_DENIED, "the permit is for another action or another number of items");
  }
  if (permit.digest != permit_digest(action, view(permit.run), view(permit.target), keys)) {
    throw Error(WINNOW_DENIED, "the permit names other items");
  }
  require_in_time(permit);
}

}  // namespace winnow
