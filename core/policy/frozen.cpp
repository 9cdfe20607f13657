#include "core/policy/frozen.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/policy/bytecode.h"
#include "core/policy/sandbox.h"
#include "core/policy/time_value.h"

namespace winnow {
namespace {

constexpr char kReal[] = "__winnow_real";    // in a frozen table's metatable
constexpr char kNameOf[] = "__winnow_name";  // in the metatable of a real table whose names are known
constexpr int kDeepest = 100;
constexpr std::size_t kStep = 1024;         // charged for one entry of a table, whose keys may all collide
constexpr std::size_t kMostKeys = 100'000;  // that pairs() puts in order: about 50 ms

int refuse_write(lua_State* lua) {
  const std::string key = lua_type(lua, 2) == LUA_TSTRING ? printable(lua_tostring(lua, 2)) : "a key";
  Sandbox::of(lua).raise(Fault::name, "\"" + key + "\" cannot be set: a policy changes nothing and keeps nothing");
}

int length(lua_State* lua) {
  push_real_table(lua, 1);
  lua_pushinteger(lua, static_cast<lua_Integer>(lua_rawlen(lua, -1)));
  return 1;
}

/// __index of a table with known names: whatever arrives here is none of them.
int refuse_name(lua_State* lua) {
  std::string name_of;
  if (luaL_getmetafield(lua, 1, kNameOf) != LUA_TNIL) name_of = lua_tostring(lua, -1);
  if (lua_type(lua, 2) != LUA_TSTRING) {
    Sandbox::of(lua).raise(Fault::name, std::string("a ") + luaL_typename(lua, 2) + " is no " + name_of);
  }
  Sandbox::of(lua).raise(Fault::name, unknown_name(name_of, lua_tostring(lua, 2), names_in(lua, 1)));
}

/// The table at the top gives way to a frozen one that shows it.
void wrap(lua_State* lua) {
  lua_createtable(lua, 0, 0);
  lua_createtable(lua, 0, 4);
  lua_pushvalue(lua, -3);
  lua_setfield(lua, -2, "__index");
  lua_pushvalue(lua, -3);
  lua_setfield(lua, -2, kReal);
  lua_pushcfunction(lua, &refuse_write);
  lua_setfield(lua, -2, "__newindex");
  lua_pushcfunction(lua, &length);
  lua_setfield(lua, -2, "__len");
  lua_setmetatable(lua, -2);
  lua_remove(lua, -2);
}

bool is_frozen(lua_State* lua, int index) {
  if (luaL_getmetafield(lua, index, kReal) == LUA_TNIL) return false;
  lua_pop(lua, 1);
  return true;
}

int next_in_order(lua_State* lua);

/// Freezes one value after the other; knows what it has frozen, so that cycles end and twins stay the same table.
class Freezer {
 public:
  explicit Freezer(lua_State* lua) : lua_(lua) {
    lua_newtable(lua_);  // real table -> frozen one, function -> true
    known_ = lua_gettop(lua_);
  }

  void top(int depth) {
    luaL_checkstack(lua_, 10, "freezing a policy");
    if (depth > kDeepest) sandbox().raise(Fault::script, "the policy's tables are nested too deeply");
    sandbox().charge(kStep);
    if (lua_tocfunction(lua_, -1) == &next_in_order) {
      sandbox().raise(Fault::name, "an iterator of pairs() cannot be kept: it goes on from one item to the next");
    }
    if (lua_type(lua_, -1) == LUA_TTABLE && !is_frozen(lua_, -1)) {
      table(depth);
    } else if (lua_type(lua_, -1) == LUA_TFUNCTION && lua_iscfunction(lua_, -1) == 0) {
      reach_.calls = reach_.calls || depth > 0;
      function(depth);
    }
  }
  Reach finish() {
    lua_remove(lua_, known_);
    return reach_;
  }

 private:
  Sandbox& sandbox() { return Sandbox::of(lua_); }

  bool known() {
    lua_pushvalue(lua_, -1);
    lua_rawget(lua_, known_);
    if (!lua_isnil(lua_, -1)) return true;
    lua_pop(lua_, 1);
    return false;
  }

  void table(int depth) {
    if (known()) {
      lua_remove(lua_, -2);
      return;
    }
    lua_pushvalue(lua_, -1);
    wrap(lua_);
    lua_pushvalue(lua_, -2);
    lua_pushvalue(lua_, -2);
    lua_rawset(lua_, known_);
    lua_insert(lua_, -2);  // the frozen one, the real one
    lua_pushnil(lua_);
    while (lua_next(lua_, -2) != 0) {
      top(depth + 1);
      lua_pushvalue(lua_, -2);
      lua_insert(lua_, -2);  // key, key, value
      lua_rawset(lua_, -4);
    }
    lua_pop(lua_, 1);
  }

  void function(int depth) {
    if (known()) {
      lua_pop(lua_, 1);
      return;
    }
    lua_pushvalue(lua_, -1);
    lua_pushboolean(lua_, 1);
    lua_rawset(lua_, known_);
    inspect();
    for (int i = 1; lua_getupvalue(lua_, -1, i) != nullptr; ++i) {
      top(depth + 1);
      lua_setupvalue(lua_, -2, i);
    }
  }

  /// Globals are looked up in every branch at once, not only in those that a call happens to take.
  void check_globals(const CompiledFunction& code) {
    for (std::size_t i = 0; i < code.upvalues.size(); ++i) {
      if (code.upvalues[i].name != "_ENV") continue;
      lua_getupvalue(lua_, -1, static_cast<int>(i + 1));
      const std::vector<std::string> known = names_in(lua_, -1);
      lua_pop(lua_, 1);
      for (const NameUse& use : global_uses(code)) {
        sandbox().charge(known.size() * 16);
        if (std::find(known.begin(), known.end(), use.name) != known.end()) continue;
        sandbox().raise_at(use.line, Fault::name, unknown_name("global name", use.name, known));
      }
    }
  }

  void inspect() {
    const CompiledFunction code = read_function(lua_, -1);
    reach_.instructions += code.code.size();
    sandbox().charge(code.code.size() * 64);
    check_globals(code);
    reach_.repeats = reach_.repeats || may_repeat(code);
    const std::vector<OuterAssignment> assignments = outer_assignments(code);
    if (assignments.empty()) return;
    sandbox().raise_at(assignments.front().line, Fault::name,
                       "\"" + assignments.front().name +
                           "\" lives outside of the function: a policy keeps nothing from one item to the next");
  }

  lua_State* lua_;
  int known_;
  Reach reach_;
};

int next_in_order(lua_State* lua) {
  const lua_Integer last = lua_tointeger(lua, lua_upvalueindex(3));
  for (lua_Integer at = last + 1;; ++at) {
    if (lua_rawgeti(lua, lua_upvalueindex(2), at) == LUA_TNIL) return 1;
    lua_pushvalue(lua, -1);
    if (lua_gettable(lua, lua_upvalueindex(1)) != LUA_TNIL) {
      lua_pushinteger(lua, at);
      lua_replace(lua, lua_upvalueindex(3));
      return 2;
    }
    lua_settop(lua, 0);
  }
}

/// A key of a table, to be sorted; its text belongs to the table.
struct Key {
  int type;
  long double number;  // holds 64-bit integers and doubles alike
  bool whole;
  std::string_view text;
  auto operator<=>(const Key&) const = default;
};

Key key_at_top(lua_State* lua) {
  const int type = lua_type(lua, -1);
  if (type == LUA_TSTRING) {
    std::size_t size = 0;
    const char* const text = lua_tolstring(lua, -1, &size);
    return {type, 0, false, {text, size}};
  }
  if (type != LUA_TNUMBER) {
    Sandbox::of(lua).raise(Fault::script, std::string("pairs() goes over numbers and texts as keys, not over a ") +
                                              lua_typename(lua, type));
  }
  if (lua_isinteger(lua, -1)) return {type, static_cast<long double>(lua_tointeger(lua, -1)), true, {}};
  return {type, lua_tonumber(lua, -1), false, {}};
}

}  // namespace

Reach freeze(lua_State* lua) {
  Freezer freezer(lua);
  lua_pushvalue(lua, -2);
  freezer.top(0);
  lua_replace(lua, -3);
  return freezer.finish();
}

void freeze_names(lua_State* lua, std::string_view name_of) {
  lua_createtable(lua, 0, 2);
  lua_pushcfunction(lua, &refuse_name);
  lua_setfield(lua, -2, "__index");
  lua_pushlstring(lua, name_of.data(), name_of.size());
  lua_setfield(lua, -2, kNameOf);
  lua_setmetatable(lua, -2);
  wrap(lua);
}

std::vector<std::string> names_in(lua_State* lua, int index) {
  std::vector<std::string> out;
  if (!push_real_table(lua, index)) return out;
  lua_pushnil(lua);
  while (lua_next(lua, -2) != 0) {
    Sandbox::of(lua).charge(kStep);
    if (lua_type(lua, -2) == LUA_TSTRING) out.emplace_back(lua_tostring(lua, -2));
    lua_pop(lua, 1);
  }
  lua_pop(lua, 1);
  return out;
}

std::string unknown_name(std::string_view name_of, std::string_view name, const std::vector<std::string>& known) {
  const std::string hint = did_you_mean(name, known);
  return "unknown " + std::string(name_of) + " \"" + printable(name) + '"' + (hint.empty() ? "" : "; " + hint);
}

bool push_real_table(lua_State* lua, int index) {
  if (luaL_getmetafield(lua, index, kReal) != LUA_TNIL) return true;
  if (lua_type(lua, index) != LUA_TTABLE) return false;
  lua_pushvalue(lua, index);
  return true;
}

int ordered_pairs(lua_State* lua) {
  if (!push_real_table(lua, 1)) return luaL_error(lua, "pairs() needs a table, but got %s", luaL_typename(lua, 1));
  const int table = lua_gettop(lua);
  std::vector<Key> keys;
  lua_pushnil(lua);
  while (lua_next(lua, table) != 0) {
    lua_pop(lua, 1);
    Sandbox::of(lua).charge(kStep);
    keys.push_back(key_at_top(lua));
    if (keys.size() > kMostKeys) return luaL_error(lua, "pairs() goes over at most %d keys", int{kMostKeys});
  }
  std::sort(keys.begin(), keys.end());
  lua_pushvalue(lua, 1);
  lua_createtable(lua, static_cast<int>(keys.size()), 0);
  lua_Integer at = 0;
  for (const Key& key : keys) {
    if (key.type == LUA_TSTRING) {
      lua_pushlstring(lua, key.text.data(), key.text.size());
    } else if (key.whole) {
      lua_pushinteger(lua, static_cast<lua_Integer>(key.number));
    } else {
      lua_pushnumber(lua, static_cast<lua_Number>(key.number));
    }
    lua_rawseti(lua, -2, ++at);
  }
  lua_pushinteger(lua, 0);
  lua_pushcclosure(lua, &next_in_order, 3);
  Sandbox::of(lua).charge(keys.size() * 64);
  return 1;
}

}  // namespace winnow
