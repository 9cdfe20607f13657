/// Everything that a script may call besides ctx: a few base functions, math, string and table.
///
/// Left out on purpose: whatever catches errors, loads code, reaches metatables, files, clocks or chance, and Lua's
/// own patterns, which take exponential time. What is left is bounded in memory by the sandbox and reports its work
/// to it.
#pragma once

#include <lua.hpp>

namespace winnow {

/// Installs times and the metatable of texts, and pushes the frozen table of globals, an _ENV for a policy.
void push_globals(lua_State* lua);

/// Push the library tables `string` and `table`, not yet frozen.
void push_text_library(lua_State* lua);
void push_table_library(lua_State* lua);

/// Lua's own function `name` out of the library table at `library`, set into the table at the top.
void take_function(lua_State* lua, int library, const char* name);

}  // namespace winnow
