#include <algorithm>
#include <array>
#include <stdexcept>

#include "core/base/text.h"
#include "core/policy/params.h"

namespace winnow {
namespace {

constexpr std::array<std::string_view, 6> kWords = {"integer", "number", "boolean", "string", "duration", "list"};

constexpr std::size_t kMostParams = 64;
constexpr std::size_t kLongestOfParam = 1000;  ///< of a name, a default or a help

bool is_ordered(ParamType type) {
  return type == ParamType::integer || type == ParamType::number || type == ParamType::duration;
}

/// Reads one declared row: its table at the top of the stack.
class ParamReader {
 public:
  ParamReader(lua_State* lua, std::string name) : lua_(lua), name_(std::move(name)) {}

  Param read() {
    refuse_others();
    Param out;
    out.name = name_;
    lua_getfield(lua_, -1, "type");
    const std::string word = lua_type(lua_, -1) == LUA_TSTRING ? lua_tostring(lua_, -1) : "";
    const auto type = std::find(kWords.begin(), kWords.end(), word);
    lua_pop(lua_, 1);
    if (type == kWords.end()) fail("its type must be integer, number, boolean, string, duration or list");
    out.type = static_cast<ParamType>(type - kWords.begin());
    out.fallback = value("default", out.type);
    out.min = value("min", out.type);
    out.max = value("max", out.type);
    if ((out.min || out.max) && !is_ordered(out.type)) fail("min and max go with numbers and durations");
    const bool too_low = out.fallback && out.min && order_of(out.type, *out.fallback, *out.min) < 0;
    const bool too_high = out.fallback && out.max && order_of(out.type, *out.fallback, *out.max) > 0;
    if (too_low || too_high) fail("its default lies outside of min and max");
    if (const auto help = value("help", ParamType::string)) out.help = help->text;
    return out;
  }

 private:
  [[noreturn]] void fail(const std::string& what) {
    luaL_error(lua_, "param \"%s\": %s", name_.c_str(), what.c_str());
    throw std::logic_error("luaL_error returned");
  }

  void refuse_others() {
    if (lua_type(lua_, -1) != LUA_TTABLE) fail("must be a table such as { type = \"integer\", default = 90 }");
    const std::vector<std::string> known = {"type", "default", "min", "max", "help"};
    lua_pushnil(lua_);
    while (lua_next(lua_, -2) != 0) {
      lua_pop(lua_, 1);
      const std::string key = lua_type(lua_, -1) == LUA_TSTRING ? lua_tostring(lua_, -1) : "";
      if (std::find(known.begin(), known.end(), key) == known.end()) {
        fail("unknown key \"" + key + "\"; " + did_you_mean(key, known));
      }
    }
  }

  std::optional<Value> value(const char* key, ParamType type) {
    lua_getfield(lua_, -1, key);
    std::optional<Value> out;
    if (!lua_isnil(lua_, -1)) {
      out = scalar(type);
      if (!out) fail(std::string(key) + " is not of type " + std::string(word_of(type)));
    }
    lua_pop(lua_, 1);
    return out;
  }

  std::optional<Value> scalar(ParamType type) {
    const int given = lua_type(lua_, -1);
    if (type == ParamType::integer && lua_isinteger(lua_, -1) != 0) return Value::integer(lua_tointeger(lua_, -1));
    if (type == ParamType::number && given == LUA_TNUMBER) return Value::real(lua_tonumber(lua_, -1));
    if (type == ParamType::boolean && given == LUA_TBOOLEAN) return Value::boolean(lua_toboolean(lua_, -1) != 0);
    if (given == LUA_TSTRING && lua_rawlen(lua_, -1) > kLongestOfParam) fail("a text in it is too long");
    if (type == ParamType::string && given == LUA_TSTRING) return Value::of_text(lua_tostring(lua_, -1));
    if (type == ParamType::duration && given == LUA_TSTRING) {
      try {
        return Value::of_text(parse_duration(lua_tostring(lua_, -1)).text);
      } catch (const std::invalid_argument& error) {
        fail(error.what());
      }
    }
    if (type != ParamType::list || given != LUA_TTABLE) return std::nullopt;
    std::vector<Value> list;
    for (lua_Integer i = 1; lua_rawgeti(lua_, -1, i) == LUA_TSTRING; ++i) {
      list.push_back(Value::of_text(lua_tostring(lua_, -1)));
      if (list.size() > kLongestOfParam || list.back().text.size() > kLongestOfParam) fail("the list is too long");
      lua_pop(lua_, 1);
    }
    const bool ended = lua_isnil(lua_, -1);
    lua_pop(lua_, 1);
    if (!ended) return std::nullopt;
    return Value::of_list(std::move(list));
  }

  lua_State* lua_;
  std::string name_;
};

}  // namespace

std::string_view word_of(ParamType type) {
  return kWords.at(static_cast<std::size_t>(type));
}

std::vector<Param> read_params(lua_State* lua) {
  std::vector<Param> out;
  lua_pushnil(lua);
  while (lua_next(lua, -2) != 0) {
    if (lua_type(lua, -2) != LUA_TSTRING) luaL_error(lua, "params: each needs a name");
    if (lua_rawlen(lua, -2) > kLongestOfParam) luaL_error(lua, "params: a name is too long");
    if (out.size() == kMostParams) luaL_error(lua, "params: at most %d", int{kMostParams});
    out.push_back(ParamReader(lua, lua_tostring(lua, -2)).read());
    lua_pop(lua, 1);
  }
  std::sort(out.begin(), out.end(), [](const Param& a, const Param& b) { return a.name < b.name; });
  return out;
}

}  // namespace winnow
