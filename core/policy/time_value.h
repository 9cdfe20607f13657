/// Times as a script sees them: microseconds since 1970 UTC, in Lua's light userdata.
///
/// A light userdata is a bare 64-bit value without an allocation, and all of them share one metatable, so a time
/// costs what a number costs, compares and subtracts as one, and still prints as ISO 8601. time - time and other
/// arithmetic give whole microseconds; time - number and time + number give a time. Nothing else that a script can
/// reach is a light userdata. `==` holds between times only: Lua asks no metatable for values of different types.
#pragma once

#include <cstdint>
#include <lua.hpp>
#include <string>

namespace winnow {

/// Sets the metatable; once for each state.
void install_times(lua_State* lua);

void push_time(lua_State* lua, std::int64_t micros);
inline bool is_time(lua_State* lua, int index) {
  return lua_type(lua, index) == LUA_TLIGHTUSERDATA;
}
/// Microseconds of a time.
std::int64_t to_time(lua_State* lua, int index);
/// ISO 8601; a plain number for what lies outside of the years 0 to 9999.
std::string text_of_time(std::int64_t micros);
/// A time argument, or a number of microseconds; raises an error for anything else, and for
/// what lies outside of the years 0 to 9999, so that what is computed from it cannot overflow.
std::int64_t check_time(lua_State* lua, int index, const char* what);

}  // namespace winnow
