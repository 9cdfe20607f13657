#include "core/policy/context.h"

#include <array>
#include <stdexcept>
#include <string>

#include "core/base/durations.h"
#include "core/base/text.h"
#include "core/policy/frozen.h"
#include "core/policy/sandbox.h"
#include "core/policy/time_value.h"

namespace winnow {
namespace {

constexpr unsigned kMostLogLines = 100;
constexpr std::size_t kLongestLogLine = 500;

Context& context_of(lua_State* lua) {
  return *static_cast<Context*>(lua_touserdata(lua, lua_upvalueindex(1)));
}

/// A text argument. nil is an error: "does not start with" would be true of it, and would delete.
std::string_view check_text(lua_State* lua, int index, const char* function) {
  if (lua_type(lua, index) != LUA_TSTRING) {
    const std::string got = lua_isnoneornil(lua, index) ? "nil (NULL)" : luaL_typename(lua, index);
    Sandbox::of(lua).raise(Fault::script, std::string("ctx.") + function + " needs a text, but got " + got);
  }
  std::size_t size = 0;
  const char* const text = lua_tolstring(lua, index, &size);
  return {text, size};
}

struct FixedUnit {
  std::string_view name;
  std::int64_t micros;
};
constexpr std::array kFixedUnits = {FixedUnit{"d", 86'400'000'000}, FixedUnit{"h", 3'600'000'000},
                                    FixedUnit{"m", 60'000'000}, FixedUnit{"s", 1'000'000},
                                    FixedUnit{"w", 604'800'000'000}};

/// Whole calendar months from `time` to `now`; negative for a time ahead of it.
std::int64_t months_between(Time time, Time now, const Zone& zone) {
  if (time > now) return -months_between(now, time, zone) - (time == now ? 0 : 1);
  const Zone::Local from = zone.local(time);
  const Zone::Local to = zone.local(now);
  std::int64_t months = (to.year - from.year) * 12 + static_cast<int>(to.month) - static_cast<int>(from.month);
  while (months > 0 && before(now, Duration{static_cast<int>(months), Span{0}, {}}, zone) < time) --months;
  return months;
}

/// age(time, unit): whole units passed since then, rounded down.
int age(lua_State* lua) {
  const Context& context = context_of(lua);
  if (lua_isnoneornil(lua, 1)) Sandbox::of(lua).raise(Fault::script, "ctx.age of nil (NULL): it has no age");
  const std::int64_t time = check_time(lua, 1, "ctx.age");
  const std::string_view unit = check_text(lua, 2, "age");
  const std::int64_t now = micros_of(context.host.now());
  for (const FixedUnit& fixed : kFixedUnits) {
    if (unit != fixed.name) continue;
    const std::int64_t passed = now - time;
    lua_pushinteger(lua, passed / fixed.micros - (passed % fixed.micros < 0 ? 1 : 0));
    return 1;
  }
  if (unit != "mo" && unit != "y") {
    Sandbox::of(lua).raise(Fault::name,
                           "ctx.age: unknown unit \"" + printable(unit) + "\"; use s, m, h, d, w, mo or y");
  }
  const std::int64_t months = months_between(time_of(time), time_of(now), context.zone);
  const std::int64_t every = unit == "y" ? 12 : 1;
  lua_pushinteger(lua, months / every - (months % every < 0 ? 1 : 0));
  return 1;
}

/// duration("90d"): microseconds. Months and years are those before now, so that now - duration is a calendar date.
int duration(lua_State* lua) {
  const Context& context = context_of(lua);
  try {
    const Duration length = parse_duration(check_text(lua, 1, "duration"));
    const Time now = context.host.now();
    lua_pushinteger(lua, (now - before(now, length, context.zone)).count());
  } catch (const std::invalid_argument& error) {
    Sandbox::of(lua).raise(Fault::name, std::string("ctx.duration: ") + error.what());
  }
  return 1;
}

/// time(value): a time as it is, a text as the host reads times; nil for what is not there or cannot be read.
int time(lua_State* lua) {
  luaL_checkany(lua, 1);
  lua_settop(lua, 1);
  if (is_time(lua, 1) || lua_isnil(lua, 1)) return 1;
  std::int64_t micros = WINNOW_TIME_UNREADABLE;
  if (lua_type(lua, 1) == LUA_TSTRING) micros = context_of(lua).host.read_time(check_text(lua, 1, "time"));
  if (micros == WINNOW_TIME_UNREADABLE || micros == WINNOW_TIME_NONE) {
    lua_pushnil(lua);
  } else {
    push_time(lua, micros);
  }
  return 1;
}

/// calendar(time): the date and clock of the job's time zone.
int calendar(lua_State* lua) {
  const Zone::Local local = context_of(lua).zone.local(time_of(check_time(lua, 1, "ctx.calendar")));
  const std::chrono::year_month_day date(std::chrono::year(local.year), std::chrono::month(local.month),
                                         std::chrono::day(local.day));
  const std::chrono::weekday weekday{std::chrono::sys_days(date)};
  const std::array<std::pair<const char*, std::int64_t>, 6> parts = {{
      {"year", local.year},
      {"month", local.month},
      {"day", local.day},
      {"hour", local.of_day / std::chrono::hours(1)},
      {"minute", local.of_day / std::chrono::minutes(1) % 60},
      {"weekday", weekday.iso_encoding()},  // Monday is 1
  }};
  lua_createtable(lua, 0, static_cast<int>(parts.size()));
  for (const auto& [name, value] : parts) {
    lua_pushinteger(lua, value);
    lua_setfield(lua, -2, name);
  }
  freeze_names(lua, "name in a calendar date");
  return 1;
}

int starts_with(lua_State* lua) {
  const std::string_view text = check_text(lua, 1, "starts_with");
  lua_pushboolean(lua, text.starts_with(check_text(lua, 2, "starts_with")));
  return 1;
}

int ends_with(lua_State* lua) {
  const std::string_view text = check_text(lua, 1, "ends_with");
  lua_pushboolean(lua, text.ends_with(check_text(lua, 2, "ends_with")));
  return 1;
}

int contains_part(lua_State* lua) {
  const std::string_view text = check_text(lua, 1, "contains");
  lua_pushboolean(lua, contains(text, check_text(lua, 2, "contains")));
  Sandbox::of(lua).charge(text.size());
  return 1;
}

template <Patterns::Answer (Patterns::*question)(std::string_view, std::string_view)>
int match(lua_State* lua, const char* name) {
  const std::string_view text = check_text(lua, 1, name);
  const std::string_view pattern = check_text(lua, 2, name);
  try {
    const Patterns::Answer answer = (context_of(lua).patterns.*question)(text, pattern);
    lua_pushboolean(lua, answer.yes ? 1 : 0);
    Sandbox::of(lua).charge(answer.work);
  } catch (const std::invalid_argument& error) {
    Sandbox::of(lua).raise(Fault::name, std::string("ctx.") + name + ": " + error.what());
  }
  return 1;
}
int matches(lua_State* lua) {
  return match<&Patterns::matches>(lua, "matches");
}
int glob(lua_State* lua) {
  return match<&Patterns::glob>(lua, "glob");
}

/// log(text): to the run's log, so many lines a job and no more.
int log(lua_State* lua) {
  Context& context = context_of(lua);
  const std::string text(check_text(lua, 1, "log").substr(0, kLongestLogLine));
  Sandbox& sandbox = Sandbox::of(lua);
  sandbox.charge(1024);
  if (context.logged > kMostLogLines) return 0;
  const bool last = context.logged++ == kMostLogLines;
  context.host.log(WINNOW_INFO,
                   sandbox.file() + ": " + (last ? "further lines of ctx.log are not shown" : printable(text)));
  return 0;
}

constexpr std::array<luaL_Reg, 11> kFunctions = {{{"age", &age},
                                                  {"duration", &duration},
                                                  {"time", &time},
                                                  {"calendar", &calendar},
                                                  {"starts_with", &starts_with},
                                                  {"ends_with", &ends_with},
                                                  {"contains", &contains_part},
                                                  {"matches", &matches},
                                                  {"glob", &glob},
                                                  {"keep", &keep_by_rotation},
                                                  {"log", &log}}};

}  // namespace

void push_context(lua_State* lua, Context& context) {
  lua_newtable(lua);
  for (const luaL_Reg& function : kFunctions) {
    lua_pushlightuserdata(lua, &context);
    lua_pushcclosure(lua, function.func, 1);
    lua_setfield(lua, -2, function.name);
  }
  push_time(lua, micros_of(context.host.now()));
  lua_setfield(lua, -2, "now");
  freeze_names(lua, "name in ctx");
}

}  // namespace winnow
