#include "core/policy/lua_toml.h"

#include <string>

#include "core/base/times.h"
#include "core/policy/frozen.h"
#include "core/policy/sandbox.h"
#include "core/policy/time_value.h"

namespace winnow {
namespace {

constexpr int kDeepest = 8;
constexpr int kMostValues = 10'000;

/// Reads one table; counts its values, since one that holds itself would unfold without end.
class TableReader {
 public:
  explicit TableReader(lua_State* lua) : lua_(lua) {}
  void read_into(toml::table& out, int depth);

 private:
  void append(toml::array& out, int depth);
  void append_table(toml::array& out, int depth);

  lua_State* lua_;
  int values_ = 0;
};

/// Appends the value at the top.
void TableReader::append(toml::array& out, int depth) {
  Sandbox::of(lua_).charge(1024);
  if (++values_ > kMostValues) Sandbox::of(lua_).raise(Fault::script, "where holds more than 10,000 values");
  switch (lua_type(lua_, -1)) {
    case LUA_TBOOLEAN: out.push_back(lua_toboolean(lua_, -1) != 0); break;
    case LUA_TNUMBER:
      if (lua_isinteger(lua_, -1) != 0) {
        out.push_back(std::int64_t{lua_tointeger(lua_, -1)});
      } else {
        out.push_back(lua_tonumber(lua_, -1));
      }
      break;
    case LUA_TSTRING: {
      std::size_t size = 0;
      const char* const text = lua_tolstring(lua_, -1, &size);
      out.push_back(std::string(text, size));
      break;
    }
    case LUA_TTABLE: append_table(out, depth); break;
    default: Sandbox::of(lua_).raise(Fault::script, std::string("where cannot hold a ") + luaL_typename(lua_, -1));
  }
}

/// Appends the table at the top: a list if it has a first entry.
void TableReader::append_table(toml::array& out, int depth) {
  if (depth >= kDeepest) Sandbox::of(lua_).raise(Fault::script, "where is nested too deeply");
  luaL_checkstack(lua_, 8, "where");
  push_real_table(lua_, -1);
  const auto size = static_cast<lua_Integer>(lua_rawlen(lua_, -1));
  if (size == 0) {
    toml::table table;
    read_into(table, depth + 1);
    out.push_back(std::move(table));
  } else {
    toml::array list;
    for (lua_Integer i = 1; i <= size; ++i) {
      lua_rawgeti(lua_, -1, i);
      append(list, depth + 1);
      lua_pop(lua_, 1);
    }
    out.push_back(std::move(list));
  }
  lua_pop(lua_, 1);
}

/// The entries of the real table at the top.
void TableReader::read_into(toml::table& out, int depth) {
  lua_pushnil(lua_);
  while (lua_next(lua_, -2) != 0) {
    if (lua_type(lua_, -2) != LUA_TSTRING) {
      Sandbox::of(lua_).raise(Fault::script, "where needs names of fields as its keys");
    }
    toml::array value;
    append(value, depth);
    out.insert_or_assign(lua_tostring(lua_, -2), std::move(*value.get(0)));
    lua_pop(lua_, 1);
  }
}

}  // namespace

toml::table read_table(lua_State* lua, int index) {
  toml::table out;
  if (!push_real_table(lua, index)) {
    Sandbox::of(lua).raise(Fault::script,
                           std::string("where must answer a table, not ") + luaL_typename(lua, index));
  }
  TableReader(lua).read_into(out, 0);
  lua_pop(lua, 1);
  return out;
}

}  // namespace winnow
