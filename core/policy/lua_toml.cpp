#include "core/policy/lua_toml.h"

#include <string>

#include "core/base/times.h"
#include "core/policy/frozen.h"
#include "core/policy/sandbox.h"
#include "core/policy/time_value.h"

namespace winnow {
namespace {

constexpr int kDeepest = 8;

void read_into(lua_State* lua, toml::table& out, int depth);
void append_table(lua_State* lua, toml::array& out, int depth);

/// Appends the value at the top.
void append(lua_State* lua, toml::array& out, int depth) {
  Sandbox::of(lua).charge(64);
  switch (lua_type(lua, -1)) {
    case LUA_TBOOLEAN: out.push_back(lua_toboolean(lua, -1) != 0); break;
    case LUA_TNUMBER:
      if (lua_isinteger(lua, -1) != 0) {
        out.push_back(std::int64_t{lua_tointeger(lua, -1)});
      } else {
        out.push_back(lua_tonumber(lua, -1));
      }
      break;
    case LUA_TSTRING: {
      std::size_t size = 0;
      const char* const text = lua_tolstring(lua, -1, &size);
      out.push_back(std::string(text, size));
      break;
    }
    case LUA_TTABLE: append_table(lua, out, depth); break;
    default: Sandbox::of(lua).raise(Fault::script, std::string("where cannot hold a ") + luaL_typename(lua, -1));
  }
}

/// Appends the table at the top: a list if it has a first entry.
void append_table(lua_State* lua, toml::array& out, int depth) {
  if (depth >= kDeepest) Sandbox::of(lua).raise(Fault::script, "where is nested too deeply");
  luaL_checkstack(lua, 8, "where");
  push_real_table(lua, -1);
  const auto size = static_cast<lua_Integer>(lua_rawlen(lua, -1));
  if (size == 0) {
    toml::table table;
    read_into(lua, table, depth + 1);
    out.push_back(std::move(table));
  } else {
    toml::array list;
    for (lua_Integer i = 1; i <= size; ++i) {
      lua_rawgeti(lua, -1, i);
      append(lua, list, depth + 1);
      lua_pop(lua, 1);
    }
    out.push_back(std::move(list));
  }
  lua_pop(lua, 1);
}

/// The entries of the real table at the top.
void read_into(lua_State* lua, toml::table& out, int depth) {
  lua_pushnil(lua);
  while (lua_next(lua, -2) != 0) {
    if (lua_type(lua, -2) != LUA_TSTRING) {
      Sandbox::of(lua).raise(Fault::script, "where needs names of fields as its keys");
    }
    toml::array value;
    append(lua, value, depth);
    out.insert_or_assign(lua_tostring(lua, -2), std::move(*value.get(0)));
    lua_pop(lua, 1);
  }
}

}  // namespace

toml::table read_table(lua_State* lua, int index) {
  toml::table out;
  if (!push_real_table(lua, index)) {
    Sandbox::of(lua).raise(Fault::script,
                           std::string("where must answer a table, not ") + luaL_typename(lua, index));
  }
  read_into(lua, out, 0);
  lua_pop(lua, 1);
  return out;
}

}  // namespace winnow
