#include <algorithm>
#include <stdexcept>

#include "core/base/text.h"
#include "core/policy/context.h"
#include "core/policy/frozen.h"
#include "core/policy/item_view.h"
#include "core/policy/rotation.h"
#include "core/policy/sandbox.h"
#include "core/policy/time_value.h"

namespace winnow {
namespace {

constexpr std::string_view kWithin = "within";

/// Each name that rules may have, and where its value goes.
std::vector<std::string> rule_names() {
  std::vector<std::string> out(Rotation::kNames.begin(), Rotation::kNames.end());
  out.emplace_back(kWithin);
  for (std::size_t i = Rotation::hourly; i <= Rotation::yearly; ++i) {
    out.push_back(std::string(kWithin) + "_" + std::string(Rotation::kNames[i]));
  }
  out.emplace_back("min_size");
  return out;
}

std::int64_t check_count(lua_State* lua, const std::string& name, std::int64_t least) {
  if (lua_isinteger(lua, -1) == 0 || lua_tointeger(lua, -1) < least) {
    Sandbox::of(lua).raise(Fault::name, "ctx.keep: " + name + " must be a whole number, at least " +
                                            std::to_string(least) + (least < 0 ? " (unlimited)" : ""));
  }
  return lua_tointeger(lua, -1);
}

LongDuration check_length(lua_State* lua, const std::string& name) {
  if (lua_type(lua, -1) != LUA_TSTRING) {
    Sandbox::of(lua).raise(Fault::name, "ctx.keep: " + name + " must be a duration such as \"14d\"");
  }
  try {
    return parse_long_duration(lua_tostring(lua, -1));
  } catch (const std::invalid_argument& error) {
    Sandbox::of(lua).raise(Fault::name, "ctx.keep: " + name + ": " + error.what());
  }
}

/// One entry of the table of rules: its name below the top, its value at the top.
void read_rule(lua_State* lua, Rotation& out) {
  const std::string name = lua_type(lua, -2) == LUA_TSTRING ? lua_tostring(lua, -2) : "";
  for (std::size_t i = 0; i < Rotation::kNames.size(); ++i) {
    const std::string period(Rotation::kNames[i]);
    if (name == period) {
      out.counts[i] = check_count(lua, name, -1);
      return;
    }
    if (name == (i == Rotation::last ? std::string(kWithin) : std::string(kWithin) + "_" + period)) {
      out.within[i] = check_length(lua, name);
      return;
    }
  }
  if (name == "min_size") {
    out.min_size = check_count(lua, name, 0);
    return;
  }
  const std::string hint = did_you_mean(name, rule_names());
  Sandbox::of(lua).raise(Fault::name,
                         "ctx.keep: unknown rule \"" + printable(name) + "\"" + (hint.empty() ? "" : "; " + hint));
}

Rotation read_rules(lua_State* lua, int index) {
  Rotation out;
  if (!push_real_table(lua, index)) {
    Sandbox::of(lua).raise(Fault::name, "ctx.keep needs a table of rules, such as { daily = 7, weekly = 4 }");
  }
  lua_pushnil(lua);
  while (lua_next(lua, -2) != 0) {
    read_rule(lua, out);
    lua_pop(lua, 1);
  }
  lua_pop(lua, 1);
  return out;
}

RotationItem read_item(const ItemView& view) {
  RotationItem out;
  if (view.item->time != WINNOW_TIME_NONE && view.item->time != WINNOW_TIME_UNREADABLE) {
    out.time = time_of(view.item->time);
  }
  if (const std::size_t size = view.layout->position(std::string_view("size")); size != Layout::kNone) {
    const winnow_value value = value_of(*view.item, view.layout->fields()[size]);
    // A size that nobody knows is no good one: kept, and it takes no place.
    out.size = value.type == WINNOW_INT ? value.as.i : -1;
  }
  return out;
}

/// An entry at the top of the list: an item, or { time = ..., size = ... } for what the policy weighs as one.
RotationItem read_entry(lua_State* lua) {
  const int entry = lua_gettop(lua);
  if (!push_real_table(lua, entry)) return read_item(check_item(lua, entry, "ctx.keep"));
  RotationItem out;
  const int table = lua_gettop(lua);
  for (lua_pushnil(lua); lua_next(lua, table) != 0; lua_pop(lua, 1)) {
    const std::string name = lua_type(lua, -2) == LUA_TSTRING ? lua_tostring(lua, -2) : "";
    if (name == "time") {
      out.time = time_of(check_time(lua, -1, "ctx.keep"));
    } else if (name == "size") {
      out.size = check_count(lua, name, 0);
    } else {
      Sandbox::of(lua).raise(Fault::name, "ctx.keep needs an item, or { time = ..., size = ... }, but got \"" +
                                              printable(name) + "\"");
    }
  }
  if (!out.time) Sandbox::of(lua).raise(Fault::script, "ctx.keep needs an item, or { time = ..., size = ... }");
  lua_settop(lua, entry);
  return out;
}

}  // namespace

int keep_by_rotation(lua_State* lua) {
  Context& context = *static_cast<Context*>(lua_touserdata(lua, lua_upvalueindex(1)));
  if (lua_type(lua, 1) != LUA_TTABLE) return luaL_error(lua, "ctx.keep needs the list of items first");
  const Rotation rules = read_rules(lua, 2);
  const lua_Integer size = luaL_len(lua, 1);
  if (size > static_cast<lua_Integer>(Sandbox::of(lua).items())) {
    Sandbox::of(lua).raise(Fault::script, "ctx.keep: the list is longer than the group");
  }
  std::vector<RotationItem> items(static_cast<std::size_t>(size));
  for (std::size_t i = 0; i < items.size(); ++i) {
    lua_geti(lua, 1, static_cast<lua_Integer>(i + 1));
    items[i] = read_entry(lua);
    lua_pop(lua, 1);
    Sandbox::of(lua).charge(64);
  }
  std::vector<Kept> kept;
  try {
    kept = rotate(items, rules, context.host.now(), context.zone);
  } catch (const std::invalid_argument& error) {
    Sandbox::of(lua).raise(Fault::script, std::string("ctx.keep: ") + error.what());
  }
  ++context.rotated;
  if (items.size() == 1) ++context.alone;
  Sandbox::of(lua).charge(items.size() * 1024);
  lua_createtable(lua, static_cast<int>(kept.size()), 0);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    lua_createtable(lua, 2, 0);
    lua_pushboolean(lua, kept[i].keep ? 0 : 1);
    lua_rawseti(lua, -2, 1);
    lua_pushlstring(lua, kept[i].reason.data(), kept[i].reason.size());
    lua_rawseti(lua, -2, 2);
    lua_rawseti(lua, -2, static_cast<lua_Integer>(i + 1));
  }
  return 1;
}

}  // namespace winnow
