#include "core/state/pauses.h"

#include <nlohmann/json.hpp>

#include "core/base/failure.h"

namespace winnow {
namespace {

using Json = nlohmann::json;

/// Under "paused NAME" stands the pause as JSON, or nothing after it was resumed.
std::string pause_entry(const std::string& job) {
  return "paused " + job;
}

}  // namespace

void Pauses::pause(const std::string& job, const Pause& pause) {
  const Json until = pause.until ? Json(micros_of(*pause.until)) : Json();
  state_.set_meta(
      pause_entry(job),
      Json{{"who", pause.who}, {"reason", pause.reason}, {"at", micros_of(pause.at)}, {"until", until}}.dump());
}

bool Pauses::resume(const std::string& job) {
  // Also one that cannot be read: this is the way out of it.
  const bool was_paused = !state_.meta(pause_entry(job)).value_or("").empty();
  state_.set_meta(pause_entry(job), "");
  return was_paused;
}

std::optional<Pause> Pauses::of(const std::string& job, Time now) {
  const std::string text = state_.meta(pause_entry(job)).value_or("");
  if (text.empty()) return std::nullopt;
  try {
    const Json json = Json::parse(text);
    Pause out{json.at("who"), json.at("reason"), time_of(json.at("at").get<std::int64_t>()), std::nullopt};
    if (!json.at("until").is_null()) out.until = time_of(json.at("until").get<std::int64_t>());
    if (out.until && *out.until <= now) return std::nullopt;
    return out;
  } catch (const Json::exception&) {
    // In doubt the job stays where the person put it.
    throw Failure("job " + job, "its pause cannot be read", "winnow job resume " + job + " --reason \"...\"");
  }
}

}  // namespace winnow
