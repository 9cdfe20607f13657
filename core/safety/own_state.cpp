#include "core/safety/own_state.h"

#include "core/base/failure.h"

namespace winnow {
namespace {

template <class Open>
auto placed(const Config& config, const Open& open) {
  try {
    return open(config.state);
  } catch (const Failure& failure) {
    if (!config.state_place) throw;
    const std::string file = failure.place().empty() ? config.state.string() : failure.place();
    throw Failure(config.state_place->text() + ": state", file + ": " + failure.message(), failure.remedy(),
                  failure.kind());
  }
}

}  // namespace

State open_state(const Config& config) {
  return placed(config, State::open);
}

std::optional<State> open_existing_state(const Config& config) {
  return placed(config, State::open_existing);
}

State require_state(const Config& config) {
  std::optional<State> state = open_existing_state(config);
  if (!state) throw Failure(config.state.string(), "there is no state yet", "it comes with the first plan");
  return std::move(*state);
}

}  // namespace winnow
