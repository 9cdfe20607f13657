/// `ctx`: what a script may ask about the run, times and texts, and the rotation.
#pragma once

#include <cstdint>
#include <lua.hpp>

#include "core/base/times.h"
#include "core/policy/matching.h"
#include "winnow/job.hpp"

namespace winnow {

/// What the functions of ctx work with; must outlive the script.
struct Context {
  Context(Host& run, const Zone& of_job) : host(run), zone(of_job) {}
  Host& host;
  Zone zone;
  Patterns patterns;
  unsigned logged = 0;        ///< lines
  std::uint64_t rotated = 0;  ///< lists that keep() was given, and
  std::uint64_t alone = 0;    ///< those of one entry, of which nothing can ever go
};

/// Pushes the frozen table ctx.
void push_context(lua_State* lua, Context& context);

/// ctx.keep(items, rules), a C function whose first upvalue is the Context as light userdata: answers a list of
/// { nominate, reason }, one an item.
int keep_by_rotation(lua_State* lua);

}  // namespace winnow
