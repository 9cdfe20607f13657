#include "core/policy/library.h"

#include <array>
#include <string>

#include "core/policy/frozen.h"
#include "core/policy/sandbox.h"
#include "core/policy/time_value.h"

namespace winnow {
namespace {

int type_of(lua_State* lua) {
  luaL_checkany(lua, 1);
  lua_pushstring(lua, is_time(lua, 1) ? "time" : luaL_typename(lua, 1));
  return 1;
}

/// As Lua's, but without addresses, which differ from run to run.
int text_of(lua_State* lua) {
  luaL_checkany(lua, 1);
  const int type = lua_type(lua, 1);
  if (type == LUA_TTABLE || type == LUA_TFUNCTION || type == LUA_TUSERDATA) {
    lua_pushstring(lua, luaL_typename(lua, 1));
  } else {
    luaL_tolstring(lua, 1, nullptr);
  }
  return 1;
}

/// As Lua's, but the message gets a place.
int assert_true(lua_State* lua) {
  if (lua_toboolean(lua, 1) != 0) return lua_gettop(lua);
  luaL_checkany(lua, 1);
  const char* const message = luaL_optstring(lua, 2, "assertion failed");
  Sandbox::of(lua).raise(Fault::script, message);
}

/// The greatest (op: less than) or the least of numbers or times.
template <bool greatest>
int extreme(lua_State* lua) {
  const int count = lua_gettop(lua);
  luaL_checkany(lua, 1);
  int best = 1;
  for (int i = 1; i <= count; ++i) {
    if (lua_type(lua, i) != LUA_TNUMBER && !is_time(lua, i)) {
      return luaL_error(lua, "math.%s needs numbers or times, but got %s", greatest ? "max" : "min",
                        luaL_typename(lua, i));
    }
    if (lua_compare(lua, greatest ? best : i, greatest ? i : best, LUA_OPLT) != 0) best = i;
  }
  lua_pushvalue(lua, best);
  return 1;
}

void push_math(lua_State* lua) {
  luaopen_math(lua);
  const int all = lua_gettop(lua);
  lua_newtable(lua);
  constexpr std::array kTaken = {"abs",       "ceil", "floor", "fmod",       "modf",      "sqrt",
                                 "tointeger", "ult",  "huge",  "maxinteger", "mininteger"};
  for (const char* const name : kTaken) take_function(lua, all, name);
  lua_pushcfunction(lua, &extreme<true>);
  lua_setfield(lua, -2, "max");
  lua_pushcfunction(lua, &extreme<false>);
  lua_setfield(lua, -2, "min");
  lua_remove(lua, all);
}

/// s:upper() and its like work on texts; the metatable is out of a script's reach. Arithmetic on texts, which Lua
/// allows by converting them, is not offered.
void install_text_methods(lua_State* lua, int library) {
  lua_pushliteral(lua, "");
  lua_newtable(lua);
  lua_pushvalue(lua, library);
  lua_setfield(lua, -2, "__index");
  lua_setmetatable(lua, -2);
  lua_pop(lua, 1);
}

}  // namespace

void take_function(lua_State* lua, int library, const char* name) {
  lua_getfield(lua, library, name);
  lua_setfield(lua, -2, name);
}

void push_globals(lua_State* lua) {
  install_times(lua);
  luaL_requiref(lua, "_G", &luaopen_base, 0);
  const int base = lua_gettop(lua);
  lua_newtable(lua);
  for (const char* const name : {"error", "ipairs", "select", "tonumber", "rawequal"}) {
    take_function(lua, base, name);
  }
  constexpr std::array<luaL_Reg, 4> kOwn = {
      {{"type", &type_of}, {"tostring", &text_of}, {"assert", &assert_true}, {"pairs", &ordered_pairs}}};
  for (const luaL_Reg& function : kOwn) {
    lua_pushcfunction(lua, function.func);
    lua_setfield(lua, -2, function.name);
  }
  push_math(lua);
  freeze_names(lua, "name in math");
  lua_setfield(lua, -2, "math");
  push_table_library(lua);
  freeze_names(lua, "name in table");
  lua_setfield(lua, -2, "table");
  push_text_library(lua);
  freeze_names(lua, "name in string");
  install_text_methods(lua, lua_gettop(lua));
  lua_setfield(lua, -2, "string");
  freeze_names(lua, "global name");
  lua_remove(lua, base);
}

}  // namespace winnow
