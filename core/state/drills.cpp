#include "core/state/drills.h"

#include <charconv>

namespace winnow {
namespace {

/// Under "drilled NAME" stands the time in microseconds.
std::string drill_entry(const std::string& job) {
  return "drilled " + job;
}

}  // namespace

void Drills::note_passed(const std::string& job, Time at) {
  state_.set_meta(drill_entry(job), std::to_string(micros_of(at)));
}

std::optional<Time> Drills::last_passed(const std::string& job) {
  const std::string text = state_.meta(drill_entry(job)).value_or("");
  const char* const end = text.data() + text.size();
  std::int64_t micros = 0;
  const auto [after, error] = std::from_chars(text.data(), end, micros);
  if (text.empty() || error != std::errc{} || after != end) return std::nullopt;
  return time_of(micros);
}

}  // namespace winnow
