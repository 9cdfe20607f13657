/// What a permit gives to statements.
#pragma once

#include <string>

#include "winnow/store.hpp"

namespace winnow::mongodb {

/// What a run's statements carry, so that the server can tell whether one is still at work.
inline std::string comment_of(const winnow_permit& permit) {
  return "winnow " + std::string(view(permit.run));
}

}  // namespace winnow::mongodb
