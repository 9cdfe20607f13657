#include "core/policy/script.h"

#include <algorithm>
#include <filesystem>

#include "core/base/failure.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/policy/bytecode.h"
#include "core/policy/frozen.h"
#include "core/policy/item_view.h"
#include "core/policy/library.h"
#include "core/policy/lua_toml.h"

namespace winnow {
namespace {

const std::vector<std::string> kKeys = {"about", "params", "fields", "group_by", "time",
                                        "where", "refers", "needs",  "decide",   "decide_group"};

constexpr std::size_t kLongestAbout = 500;
/// Of a rule that is not watched: what runs in it once, each instruction on texts that are not large, takes 100 ms.
constexpr std::size_t kLongestUnwatched = 1000;

/// The list of texts at the top of the stack.
std::vector<std::string> read_texts(lua_State* lua, const char* key) {
  if (!push_real_table(lua, -1)) {
    luaL_error(lua, "%s must be a list of names, not %s", key, luaL_typename(lua, -1));
  }
  std::vector<std::string> out;
  for (lua_Integer i = 1; lua_rawgeti(lua, -1, i) != LUA_TNIL; ++i) {
    if (lua_type(lua, -1) != LUA_TSTRING || lua_rawlen(lua, -1) == 0) {
      luaL_error(lua, "%s: entry %d is no name", key, static_cast<int>(i));
    }
    if (out.size() == Layout::kMostFields) luaL_error(lua, "%s: at most %d", key, int{Layout::kMostFields});
    if (lua_rawlen(lua, -1) > Layout::kLongestName)
      luaL_error(lua, "%s: entry %d is too long", key, static_cast<int>(i));
    out.emplace_back(lua_tostring(lua, -1));
    if (std::count(out.begin(), out.end(), out.back()) > 1) {
      luaL_error(lua, "%s names \"%s\" twice", key, out.back().c_str());
    }
    lua_pop(lua, 1);
  }
  lua_pop(lua, 2);
  return out;
}

}  // namespace

PolicySource read_policy(const std::string& file) {
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored) && !std::filesystem::is_regular_file(file, ignored))
    throw Failure(file, "it is no file, so it is no policy");
  PolicySource out{file, read_file(file)};
  if (out.text.starts_with("\xEF\xBB\xBF"))
    throw Failure(file + ":1", "it begins with a byte order mark", "save it as UTF-8 without one");
  if (out.text.starts_with("#!"))
    throw Failure(file + ":1", "a policy is no program of its own", "leave the line with #! out");
  return out;
}

Script::Script(const PolicySource& source, Host& host, const Zone& zone, const Clock& clock,
               const PolicyLimits& limits)
    : sandbox_(source.file, limits, clock), context_(host, zone) {
  guarded_run([&](lua_State* lua) {
    push_context(lua, context_);
    ctx_ = luaL_ref(lua, LUA_REGISTRYINDEX);
    push_globals(lua);
    sandbox_.run_chunk(source.text);
    declare(lua);
  });
}

/// A policy that does not load fails its job, as a Failure; what fails later, in a review, is an Error.
void Script::guarded_run(const std::function<void(lua_State*)>& body) {
  try {
    sandbox_.run([&](lua_State* lua) {
      sandbox_.start_call(sandbox_.limits().load);
      body(lua);
    });
  } catch (const Error& error) {
    throw Failure("", error.what());
  }
}

void Script::declare(lua_State* lua) {
  if (lua_type(lua, -1) != LUA_TTABLE) {
    luaL_error(lua, "a policy returns a table such as { about = ..., fields = {...}, decide = function ... end }");
  }
  check_keys(lua);
  lua_getfield(lua, -1, "about");
  if (lua_type(lua, -1) != LUA_TSTRING)
    luaL_error(lua, "about is missing: a sentence that says what leaves, and when");
  if (lua_rawlen(lua, -1) > kLongestAbout) luaL_error(lua, "about is longer than %d bytes", int{kLongestAbout});
  about_ = lua_tostring(lua, -1);
  lua_pop(lua, 1);
  if (lua_getfield(lua, -1, "params") == LUA_TTABLE) {
    params_ = read_params(lua);
  } else if (!lua_isnil(lua, -1)) {
    luaL_error(lua, "params must be a table of declarations");
  }
  lua_pop(lua, 1);
  read_rule(lua);
  freeze(lua);
  table_ = luaL_ref(lua, LUA_REGISTRYINDEX);
}

void Script::check_keys(lua_State* lua) {
  lua_pushnil(lua);
  while (lua_next(lua, -2) != 0) {
    lua_pop(lua, 1);
    const std::string key = lua_type(lua, -1) == LUA_TSTRING ? lua_tostring(lua, -1) : luaL_typename(lua, -1);
    if (std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end()) continue;
    const std::string hint = did_you_mean(key, kKeys);
    sandbox_.raise(Fault::name, "unknown key \"" + key + "\" in the policy" + (hint.empty() ? "" : "; " + hint));
  }
}

/// The deciding function is frozen first and on its own, to learn what it may reach.
void Script::read_rule(lua_State* lua) {
  const int table = lua_gettop(lua);
  decides_groups_ = lua_getfield(lua, table, "decide_group") == LUA_TFUNCTION;
  const bool decides_items = lua_getfield(lua, table, "decide") == LUA_TFUNCTION;
  if (decides_groups_ == decides_items) {
    luaL_error(lua, "a policy has either decide or decide_group, a function");
  }
  if (decides_groups_) lua_pop(lua, 1);
  const Reach reach = freeze(lua);
  // Code that runs once from top to bottom, calling nothing but library functions, ends without being watched.
  straight_ = !reach.repeats && !reach.calls && reach.instructions <= kLongestUnwatched;
  lua_Debug about_rule;
  lua_pushvalue(lua, -1);
  lua_getinfo(lua, ">S", &about_rule);
  rule_line_ = about_rule.linedefined;
  rule_ = luaL_ref(lua, LUA_REGISTRYINDEX);
  lua_settop(lua, table);
}

void Script::bind(std::vector<Value> values) {
  values_ = std::move(values);
  guarded_run([&](lua_State* lua) {
    push_params(lua, params_, values_);
    p_ = luaL_ref(lua, LUA_REGISTRYINDEX);
    read_bound(lua);
    check_names(lua);
  });
  sandbox_.watch(straight_ ? Watch::large_values : Watch::always);
}

/// Pushes the policy's value of that key; a function is called with p. Nothing there: pushes nothing, false.
bool Script::push_declared(lua_State* lua, const char* key) {
  lua_rawgeti(lua, LUA_REGISTRYINDEX, table_);
  lua_getfield(lua, -1, key);
  lua_remove(lua, -2);
  if (lua_isfunction(lua, -1)) {
    push_p(lua);
    lua_call(lua, 1, 1);
    // A return that was forgotten in a branch of `where` would mean every item.
    if (lua_isnil(lua, -1))
      luaL_error(lua, "%s is a function that answered nothing; return a value in every branch", key);
  }
  if (!lua_isnil(lua, -1)) return true;
  lua_pop(lua, 1);
  return false;
}

std::vector<std::string> Script::texts(lua_State* lua, const char* key) {
  return push_declared(lua, key) ? read_texts(lua, key) : std::vector<std::string>{};
}

void Script::read_bound(lua_State* lua) {
  fields_ = texts(lua, "fields");
  group_by_ = texts(lua, "group_by");
  if (push_declared(lua, "time")) {
    if (lua_type(lua, -1) != LUA_TSTRING) luaL_error(lua, "time must be the name of a field");
    time_ = lua_tostring(lua, -1);
    lua_pop(lua, 1);
  }
  if (decides_groups_ && (group_by_.empty() || time_.empty())) {
    luaL_error(lua, "decide_group needs group_by, the fields of a group, and time, the field that orders it");
  }
  if (!decides_groups_ && !group_by_.empty()) luaL_error(lua, "group_by goes with decide_group");
  if (push_declared(lua, "where")) {
    where_ = read_table(lua, -1);
    lua_pop(lua, 1);
  }
  needs_ = texts(lua, "needs");
  for (const std::string& key : needs_) {
    if (key != "retention" && key != "column")
      luaL_error(lua, "needs may name retention and column, not \"%s\"", key.c_str());
  }
  if (push_declared(lua, "refers")) {
    refers_ = read_table(lua, -1);
    lua_pop(lua, 1);
    for (const auto& [name, reference] : refers_) fields_.push_back(kRefersPrefix + std::string(name.str()));
    if (fields_.size() > Layout::kMostFields)
      luaL_error(lua, "refers: at most %d with fields", int{Layout::kMostFields});
  }
}

/// Names that the rule reads from its own arguments, in every branch; others show when they are read.
void Script::check_names(lua_State* lua) {
  push_rule(lua);
  const CompiledFunction code = read_function(lua, -1);
  const auto check = [&](std::size_t position, const std::vector<std::string>& known, const auto& words) {
    for (const NameUse& use : names_read_from(code, position)) {
      if (std::find(known.begin(), known.end(), use.name) != known.end()) continue;
      sandbox_.raise_at(use.line, Fault::name, words(use.name, known));
    }
  };
  std::vector<std::string> fields = fields_;
  if (!refers_.empty()) fields.emplace_back("refers");
  if (!decides_groups_) check(0, fields, undeclared_field);
  push_p(lua);
  check(1, names_in(lua, -1),
        [](const auto& name, const auto& known) { return unknown_name("param", name, known); });
  push_ctx(lua);
  check(2, names_in(lua, -1),
        [](const auto& name, const auto& known) { return unknown_name("name in ctx", name, known); });
  lua_pop(lua, 3);
}

std::vector<std::string> Script::texts_in_rule() {
  std::vector<std::string> out;
  sandbox_.run([&](lua_State* lua) {
    push_rule(lua);
    out = texts_in(read_function(lua, -1));
  });
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace winnow
