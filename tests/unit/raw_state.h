/// The database behind a state, for tests that damage it or look at its rows.
#pragma once

#include "core/state/state.h"

namespace winnow {

struct StateForTests {
  static Database& raw(State& state) { return state.db(); }
};

namespace test {

inline Database& raw(State& state) {
  return StateForTests::raw(state);
}

}  // namespace test
}  // namespace winnow
