/// A script's `where` table as the TOML table that a person would write, so that the host reads both alike.
#pragma once

#include <toml++/toml.h>

#include <lua.hpp>

namespace winnow {

/// The table at `index`. Raises an error for what TOML could not say: functions, mixed keys, deep nesting.
toml::table read_table(lua_State* lua, int index);

}  // namespace winnow
