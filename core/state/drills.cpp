#include "core/state/drills.h"

#include <charconv>

namespace winnow {
namespace {

/// Under these names stand times in microseconds; of a drill that failed nothing once another has passed.
std::string passed_entry(const std::string& job) {
  return "drilled " + job;
}
std::string failed_entry(const std::string& job) {
  return "drill failed " + job;
}

std::optional<Time> time_under(State& state, const std::string& entry) {
  const std::string text = state.meta(entry).value_or("");
  const char* const end = text.data() + text.size();
  std::int64_t micros = 0;
  const auto [after, error] = std::from_chars(text.data(), end, micros);
  if (text.empty() || error != std::errc{} || after != end) return std::nullopt;
  return time_of(micros);
}

}  // namespace

void Drills::note_passed(const std::string& job, Time at) {
  state_.set_meta(passed_entry(job), std::to_string(micros_of(at)));
  state_.set_meta(failed_entry(job), "");
}

void Drills::note_failed(const std::string& job, Time at) {
  state_.set_meta(failed_entry(job), std::to_string(micros_of(at)));
}

std::optional<Time> Drills::last_passed(const std::string& job) {
  return time_under(state_, passed_entry(job));
}

std::optional<Time> Drills::failed(const std::string& job) {
  return time_under(state_, failed_entry(job));
}

}  // namespace winnow
