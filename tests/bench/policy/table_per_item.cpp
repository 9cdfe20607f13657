#include "tests/bench/policy/table_per_item.h"

#include <stdexcept>

#include "tests/bench/policy/items.h"

namespace winnow::bench {
namespace {

void push(lua_State* lua, const winnow_value& value) {
  if (value.type == WINNOW_INT || value.type == WINNOW_TIME) {
    lua_pushinteger(lua, value.as.i);
  } else {
    lua_pushlstring(lua, value.as.text.data, value.as.text.size);
  }
}

int age(lua_State* lua) {
  luaL_checkstring(lua, 2);
  lua_pushinteger(lua, (micros_of(kNow) - luaL_checkinteger(lua, 1)) / kDay);
  return 1;
}

int starts_with(lua_State* lua) {
  lua_pushboolean(lua, std::string_view(luaL_checkstring(lua, 1)).starts_with(luaL_checkstring(lua, 2)));
  return 1;
}

}  // namespace

TablePerItem::TablePerItem() : lua_(luaL_newstate()) {
  if (lua_ == nullptr) throw std::bad_alloc();
  if (luaL_dostring(lua_, ("return " + kRule).c_str()) != LUA_OK) throw std::runtime_error(lua_tostring(lua_, -1));
  lua_newtable(lua_);  // p
  lua_pushinteger(lua_, 90);
  lua_setfield(lua_, -2, "days");
  lua_newtable(lua_);  // ctx
  lua_pushcfunction(lua_, &age);
  lua_setfield(lua_, -2, "age");
  lua_pushcfunction(lua_, &starts_with);
  lua_setfield(lua_, -2, "starts_with");
}

TablePerItem::~TablePerItem() {
  lua_close(lua_);
}

std::size_t TablePerItem::review(std::span<const winnow_item> items) {
  std::size_t nominated = 0;
  for (const winnow_item& item : items) {
    lua_pushvalue(lua_, 1);
    lua_createtable(lua_, 0, static_cast<int>(kFields.size()));
    for (std::size_t i = 0; i < kFields.size(); ++i) {
      push(lua_, item.fields[i]);
      lua_setfield(lua_, -2, kFields[i]);
    }
    lua_pushvalue(lua_, 2);
    lua_pushvalue(lua_, 3);
    lua_call(lua_, 3, 2);
    nominated += lua_isboolean(lua_, -2) && lua_toboolean(lua_, -2) != 0 ? 1 : 0;
    lua_settop(lua_, 3);
  }
  return nominated;
}

}  // namespace winnow::bench
