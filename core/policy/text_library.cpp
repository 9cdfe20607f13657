#include <algorithm>
#include <array>
#include <string>

#include "core/policy/library.h"
#include "core/policy/sandbox.h"
#include "core/policy/time_value.h"

namespace winnow {
namespace {

constexpr lua_Integer kLongestRepeat = 1024 * 1024;

int repeat(lua_State* lua) {
  std::size_t size = 0;
  std::size_t separator_size = 0;
  const char* const text = luaL_checklstring(lua, 1, &size);
  const lua_Integer times = std::max<lua_Integer>(0, luaL_checkinteger(lua, 2));
  const char* const separator = luaL_optlstring(lua, 3, "", &separator_size);
  const lua_Integer each = static_cast<lua_Integer>(size + separator_size);
  if (each > kLongestRepeat || times > kLongestRepeat || each * times > kLongestRepeat) {
    return luaL_error(lua, "rep makes at most 1 MiB");
  }
  luaL_Buffer out;
  luaL_buffinit(lua, &out);
  for (lua_Integer i = 0; i < times; ++i) {
    luaL_addlstring(&out, text, size);
    if (i + 1 < times) luaL_addlstring(&out, separator, separator_size);
  }
  luaL_pushresult(&out);
  Sandbox::of(lua).charge(static_cast<std::size_t>(times) * 16 + static_cast<std::size_t>(each * times));
  return 1;
}

/// Lua's own format (upvalue 1), for values that print alike on each run: no addresses, times as ISO.
int format(lua_State* lua) {
  std::size_t size = 0;
  const char* const form = luaL_checklstring(lua, 1, &size);
  for (std::size_t i = 0; i + 1 < size; ++i) {
    if (form[i] != '%') continue;
    ++i;
    while (i < size && (form[i] == '.' || form[i] == '-' || form[i] == '+' || form[i] == ' ' || form[i] == '#' ||
                        (form[i] >= '0' && form[i] <= '9'))) {
      ++i;
    }
    if (i < size && (form[i] == 'p' || form[i] == 'q')) {
      return luaL_error(lua, "format does not know %%%c; use %%s, %%d or %%f", form[i]);
    }
  }
  for (int i = 2; i <= lua_gettop(lua); ++i) {
    const int type = lua_type(lua, i);
    if (type == LUA_TTABLE || type == LUA_TFUNCTION || type == LUA_TUSERDATA) {
      return luaL_error(lua, "format cannot show a %s", lua_typename(lua, type));
    }
    if (is_time(lua, i)) {
      luaL_tolstring(lua, i, nullptr);
      lua_replace(lua, i);
    }
  }
  lua_pushvalue(lua, lua_upvalueindex(1));
  lua_insert(lua, 1);
  lua_call(lua, lua_gettop(lua) - 1, 1);
  Sandbox::of(lua).charge(lua_rawlen(lua, -1));
  return 1;
}

}  // namespace

void push_text_library(lua_State* lua) {
  luaopen_string(lua);
  const int all = lua_gettop(lua);
  lua_newtable(lua);
  constexpr std::array kTaken = {"len", "sub", "upper", "lower", "byte", "char", "reverse"};
  for (const char* const name : kTaken) take_function(lua, all, name);
  lua_pushcfunction(lua, &repeat);
  lua_setfield(lua, -2, "rep");
  lua_getfield(lua, all, "format");
  lua_pushcclosure(lua, &format, 1);
  lua_setfield(lua, -2, "format");
  lua_remove(lua, all);
}

}  // namespace winnow
