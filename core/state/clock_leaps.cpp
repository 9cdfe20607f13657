#include "core/state/clock_leaps.h"

#include <nlohmann/json.hpp>

#include "core/state/bin_index.h"

namespace winnow {
namespace {

constexpr const char* kLeaps = "clock_leaps";  // [[the last segment before it, microseconds], ...]

}  // namespace

ClockLeaps::ClockLeaps(State& state) : state_(state) {
  const std::optional<std::string> known = state.meta(kLeaps);
  if (!known) return;
  for (const auto& leap : nlohmann::json::parse(*known)) {
    leaps_.push_back({leap.at(0).get<std::int64_t>(), Span{leap.at(1).get<std::int64_t>()}});
  }
}

void ClockLeaps::note(Time from, Time to) {
  if (to <= from) return;
  leaps_.push_back({BinIndex(state_).last_segment(), to - from});
  nlohmann::json all = nlohmann::json::array();
  for (const Leap& leap : leaps_) all.push_back({leap.last_segment, leap.length.count()});
  state_.set_meta(kLeaps, all.dump());
}

Time ClockLeaps::kept_since(std::int64_t segment, Time sealed_at) const {
  for (const Leap& leap : leaps_) {
    if (segment <= leap.last_segment) sealed_at += leap.length;
  }
  return sealed_at;
}

}  // namespace winnow
