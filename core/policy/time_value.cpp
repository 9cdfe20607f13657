#include "core/policy/time_value.h"

#include <string>

#include "core/base/times.h"

namespace winnow {
namespace {

static_assert(sizeof(void*) == sizeof(std::int64_t), "times are carried in pointers");

constexpr std::int64_t kYear0 = -62'167'219'200'000'000;
constexpr std::int64_t kYear10000 = 253'402'300'800'000'000;

bool has_date(std::int64_t micros) {
  return micros >= kYear0 && micros < kYear10000;
}

/// Leaves the operands as plain numbers: a time as its microseconds.
void as_numbers(lua_State* lua) {
  lua_settop(lua, 2);
  for (int i = 1; i <= 2; ++i) {
    if (is_time(lua, i)) {
      lua_pushinteger(lua, to_time(lua, i));
      lua_replace(lua, i);
    } else if (lua_type(lua, i) != LUA_TNUMBER) {
      luaL_error(lua, "a time meets %s here, where a time or a number is needed", luaL_typename(lua, i));
    }
  }
}

template <int op>
int arithmetic(lua_State* lua) {
  as_numbers(lua);
  lua_arith(lua, op);
  return 1;
}

/// time +- number is a time again. lua_arith stays within integers where both are.
template <int op>
int shift(lua_State* lua) {
  const bool both = is_time(lua, 1) && is_time(lua, 2);
  const bool time_first = is_time(lua, 1);
  if (both && op == LUA_OPADD) return luaL_error(lua, "two times cannot be added; add a ctx.duration(...)");
  as_numbers(lua);
  lua_arith(lua, op);
  if (both || (op == LUA_OPSUB && !time_first)) return 1;
  int whole = 0;
  const lua_Integer micros = lua_tointegerx(lua, -1, &whole);
  if (whole == 0) return luaL_error(lua, "a time moves by whole microseconds only");
  push_time(lua, micros);
  return 1;
}

template <int op>
int compare_times(lua_State* lua) {
  if (lua_type(lua, 1) == LUA_TNUMBER || lua_type(lua, 2) == LUA_TNUMBER) {
    return luaL_error(lua, "a time is compared with a number, which says nothing of its unit");
  }
  as_numbers(lua);
  lua_pushboolean(lua, lua_compare(lua, 1, 2, op));
  return 1;
}

void push_text(lua_State* lua, int index) {
  if (is_time(lua, index)) {
    const std::string text = text_of_time(to_time(lua, index));
    lua_pushlstring(lua, text.data(), text.size());
  } else if (lua_type(lua, index) == LUA_TSTRING || lua_type(lua, index) == LUA_TNUMBER) {
    lua_pushvalue(lua, index);
  } else {
    luaL_error(lua, "attempt to concatenate a time and a %s", luaL_typename(lua, index));
  }
}

int concatenate(lua_State* lua) {
  push_text(lua, 1);
  push_text(lua, 2);
  lua_concat(lua, 2);
  return 1;
}

int text_of(lua_State* lua) {
  push_text(lua, 1);
  return 1;
}

constexpr luaL_Reg kMetamethods[] = {
    {"__add", shift<LUA_OPADD>},
    {"__sub", shift<LUA_OPSUB>},
    {"__mul", arithmetic<LUA_OPMUL>},
    {"__div", arithmetic<LUA_OPDIV>},
    {"__idiv", arithmetic<LUA_OPIDIV>},
    {"__mod", arithmetic<LUA_OPMOD>},
    {"__lt", compare_times<LUA_OPLT>},
    {"__le", compare_times<LUA_OPLE>},
    {"__concat", concatenate},
    {"__tostring", text_of},
    {nullptr, nullptr},
};

}  // namespace

void install_times(lua_State* lua) {
  push_time(lua, 0);
  luaL_newlib(lua, kMetamethods);
  lua_setmetatable(lua, -2);
  lua_pop(lua, 1);
}

void push_time(lua_State* lua, std::int64_t micros) {
  lua_pushlightuserdata(lua, reinterpret_cast<void*>(static_cast<std::intptr_t>(micros)));
}

std::int64_t to_time(lua_State* lua, int index) {
  return static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(lua_touserdata(lua, index)));
}

std::string text_of_time(std::int64_t micros) {
  return has_date(micros) ? iso(time_of(micros)) : std::to_string(micros);
}

std::int64_t check_time(lua_State* lua, int index, const char* what) {
  if (!is_time(lua, index)) return luaL_error(lua, "%s needs a time, but got %s", what, luaL_typename(lua, index));
  const std::int64_t out = to_time(lua, index);
  if (!has_date(out)) return luaL_error(lua, "%s: the time is out of range (years 0 to 9999)", what);
  return out;
}

}  // namespace winnow
