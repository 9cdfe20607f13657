#include <algorithm>
#include <numeric>
#include <vector>

#include "core/policy/library.h"
#include "core/policy/sandbox.h"

namespace winnow {
namespace {

constexpr lua_Integer kMostUnpacked = 200;
constexpr lua_Integer kMostSorted = 1'000'000;

lua_Integer check_list(lua_State* lua, int index) {
  luaL_checktype(lua, index, LUA_TTABLE);
  return luaL_len(lua, index);
}

/// insert(list, value) or insert(list, position, value)
int insert(lua_State* lua) {
  const lua_Integer end = check_list(lua, 1) + 1;
  const int arguments = lua_gettop(lua);
  if (arguments != 2 && arguments != 3)
    return luaL_error(lua, "insert needs a list, perhaps a position, and a value");
  const lua_Integer position = arguments == 3 ? luaL_checkinteger(lua, 2) : end;
  if (position < 1 || position > end) return luaL_error(lua, "insert: the position is outside of the list");
  for (lua_Integer i = end; i > position; --i) {
    lua_geti(lua, 1, i - 1);
    lua_seti(lua, 1, i);
    Sandbox::of(lua).charge(16);
  }
  lua_pushvalue(lua, arguments);
  lua_seti(lua, 1, position);
  return 0;
}

/// remove(list) or remove(list, position): the value taken out
int remove(lua_State* lua) {
  const lua_Integer last = check_list(lua, 1);
  const lua_Integer position = luaL_optinteger(lua, 2, last);
  if (last == 0) return lua_pushnil(lua), 1;
  if (position < 1 || position > last) return luaL_error(lua, "remove: the position is outside of the list");
  lua_geti(lua, 1, position);
  for (lua_Integer i = position; i < last; ++i) {
    lua_geti(lua, 1, i + 1);
    lua_seti(lua, 1, i);
    Sandbox::of(lua).charge(16);
  }
  lua_pushnil(lua);
  lua_seti(lua, 1, last);
  return 1;
}

/// concat(list [, separator])
int concat(lua_State* lua) {
  const lua_Integer size = check_list(lua, 1);
  if (lua_gettop(lua) > 2) return luaL_error(lua, "concat joins a whole list: it takes no range");
  std::size_t separator_size = 0;
  const char* const separator = luaL_optlstring(lua, 2, "", &separator_size);
  luaL_Buffer out;
  luaL_buffinit(lua, &out);
  for (lua_Integer i = 1; i <= size; ++i) {
    lua_geti(lua, 1, i);
    if (lua_isstring(lua, -1) == 0)
      return luaL_error(lua, "concat: entry %d is no text and no number", static_cast<int>(i));
    Sandbox::of(lua).charge(16 + lua_rawlen(lua, -1));
    luaL_addvalue(&out);
    if (i < size) luaL_addlstring(&out, separator, separator_size);
  }
  luaL_pushresult(&out);
  return 1;
}

int unpack(lua_State* lua) {
  const lua_Integer size = check_list(lua, 1);
  if (lua_gettop(lua) > 1) return luaL_error(lua, "unpack answers a whole list: it takes no range");
  if (size > kMostUnpacked) return luaL_error(lua, "unpack: a list of at most %d", static_cast<int>(kMostUnpacked));
  luaL_checkstack(lua, static_cast<int>(size), "unpack");
  for (lua_Integer i = 1; i <= size; ++i) lua_geti(lua, 1, i);
  return static_cast<int>(size);
}

/// Whether entry a of the copy at index 3 comes before entry b, by the function at index 2 or by `<`.
bool comes_before(lua_State* lua, lua_Integer a, lua_Integer b) {
  Sandbox::of(lua).charge(64);
  if (lua_isnil(lua, 2)) {
    lua_rawgeti(lua, 3, a);
    lua_rawgeti(lua, 3, b);
    const bool yes = lua_compare(lua, -2, -1, LUA_OPLT) != 0;
    lua_pop(lua, 2);
    return yes;
  }
  lua_pushvalue(lua, 2);
  lua_rawgeti(lua, 3, a);
  lua_rawgeti(lua, 3, b);
  lua_call(lua, 2, 1);
  const bool yes = lua_toboolean(lua, -1) != 0;
  lua_pop(lua, 1);
  return yes;
}

/// sort(list [, before]): stable. A merge sort of our own, since the standard ones misbehave where `before` is no
/// order.
int sort(lua_State* lua) {
  const lua_Integer size = check_list(lua, 1);
  if (size > kMostSorted) return luaL_error(lua, "sort: a list of at most %d", static_cast<int>(kMostSorted));
  lua_settop(lua, 2);
  if (!lua_isnil(lua, 2)) luaL_checktype(lua, 2, LUA_TFUNCTION);
  lua_createtable(lua, static_cast<int>(size), 0);
  for (lua_Integer i = 1; i <= size; ++i) {
    lua_geti(lua, 1, i);
    lua_rawseti(lua, 3, i);
  }
  std::vector<lua_Integer> order(static_cast<std::size_t>(size));
  std::vector<lua_Integer> merged(order.size());
  std::iota(order.begin(), order.end(), 1);
  for (std::size_t width = 1; width < order.size(); width *= 2) {
    for (std::size_t from = 0; from < order.size(); from += 2 * width) {
      const std::size_t middle = std::min(from + width, order.size());
      const std::size_t to = std::min(from + 2 * width, order.size());
      std::size_t left = from;
      std::size_t right = middle;
      for (std::size_t at = from; at < to; ++at) {
        const bool take_right = left == middle || (right < to && comes_before(lua, order[right], order[left]));
        merged[at] = order[take_right ? right++ : left++];
      }
    }
    order.swap(merged);
  }
  lua_Integer at = 0;
  for (const lua_Integer i : order) {
    lua_rawgeti(lua, 3, i);
    lua_seti(lua, 1, ++at);
  }
  return 0;
}

constexpr luaL_Reg kFunctions[] = {{"insert", &insert}, {"remove", &remove}, {"concat", &concat},
                                   {"unpack", &unpack}, {"sort", &sort},     {nullptr, nullptr}};

}  // namespace

void push_table_library(lua_State* lua) {
  luaL_newlib(lua, kFunctions);
}

}  // namespace winnow
