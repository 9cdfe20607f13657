/// Tables that a script can read and cannot change, and functions that keep nothing from one call to the next.
///
/// A frozen table is an empty one whose metatable reads from the real table and refuses to write. Thread rule: as
/// the Lua state's.
#pragma once

#include <lua.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace winnow {

/// What freezing a function found on its way.
struct Reach {
  bool repeats = false;  ///< it jumps back or makes functions
  bool calls = false;    ///< it can reach another Lua function, or itself
  std::size_t instructions = 0;
};

/// Replaces the value at the top by a frozen one, with all that it holds: tables, and the variables that functions
/// see from outside. Raises an error for a function that assigns to such a variable, or names a global that is
/// none.
Reach freeze(lua_State* lua);

/// Freezes the table at the top, and makes a name that it lacks an error: "unknown NAME_OF name "x"; did you
/// mean...".
void freeze_names(lua_State* lua, std::string_view name_of);

/// The names of the frozen table at `index`.
std::vector<std::string> names_in(lua_State* lua, int index);

/// "unknown NAME_OF "x"; did you mean "y"?"
std::string unknown_name(std::string_view name_of, std::string_view name, const std::vector<std::string>& known);

/// Pushes the real table behind the frozen one at `index`, or the table itself. Not a table: pushes nothing, false.
bool push_real_table(lua_State* lua, int index);

/// A global for scripts: pairs() in the order of the keys (numbers, then texts), so that a policy decides alike on
/// each run; Lua's own order differs from process to process.
int ordered_pairs(lua_State* lua);

}  // namespace winnow
