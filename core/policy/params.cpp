#include "core/policy/params.h"

#include <nlohmann/json.hpp>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/config/entry.h"
#include "core/policy/frozen.h"

namespace winnow {
namespace {

Value read_entry(const Entry& entry, ParamType type) {
  switch (type) {
    case ParamType::integer: return Value::integer(entry.integer());
    case ParamType::number: return Value::real(entry.real());
    case ParamType::boolean: return Value::boolean(entry.boolean());
    case ParamType::duration: return Value::of_text(entry.duration().text);
    case ParamType::list: {
      std::vector<Value> list;
      for (const Entry& element : entry.elements()) list.push_back(Value::of_text(element.text()));
      return Value::of_list(std::move(list));
    }
    case ParamType::string: break;
  }
  return Value::of_text(entry.text());
}

nlohmann::ordered_json json_of(const Value& value) {
  switch (value.type) {
    case WINNOW_INT: return value.i;
    case WINNOW_REAL: return value.r;
    case WINNOW_BOOL: return value.i != 0;
    case WINNOW_LIST: {
      auto out = nlohmann::ordered_json::array();
      for (const Value& element : value.list) out.push_back(element.text);
      return out;
    }
    default: return value.text;
  }
}

std::string dumped(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

void push_value(lua_State* lua, const Value& value) {
  switch (value.type) {
    case WINNOW_INT: lua_pushinteger(lua, value.i); break;
    case WINNOW_REAL: lua_pushnumber(lua, value.r); break;
    case WINNOW_BOOL: lua_pushboolean(lua, value.i != 0); break;
    case WINNOW_LIST: {
      lua_createtable(lua, static_cast<int>(value.list.size()), 0);
      lua_Integer at = 0;
      for (const Value& element : value.list) {
        push_value(lua, element);
        lua_rawseti(lua, -2, ++at);
      }
      freeze(lua);
      break;
    }
    default: lua_pushlstring(lua, value.text.data(), value.text.size());
  }
}

}  // namespace

int order_of(ParamType type, const Value& a, const Value& b) {
  const auto sign = [](auto x, auto y) { return x < y ? -1 : x > y ? 1 : 0; };
  if (type == ParamType::duration) return sign(parse_duration(a.text).about(), parse_duration(b.text).about());
  if (type == ParamType::integer) return sign(a.i, b.i);
  return sign(a.r, b.r);
}

namespace {

/// What was meant, or what there is.
std::string remedy_for(const std::string& name, const std::vector<std::string>& known) {
  if (known.empty()) return "it has no params";
  if (std::string meant = did_you_mean(name, known); !meant.empty()) return meant;
  std::string all;
  for (const std::string& one : known) all += (all.empty() ? "" : ", ") + one;
  return "it has " + all;
}

}  // namespace

std::vector<Value> bind_params(const std::vector<Param>& rows, const toml::table& given, const Place& place,
                               const std::string& policy) {
  const Section section(given, place);
  std::vector<std::string> names;
  for (const Param& row : rows) names.push_back(row.name);
  if (const auto other = section.first_other(names)) {
    throw configuration_failure(other->place().text(),
                                "unknown param \"" + printable(other->name()) + "\" for " + policy,
                                remedy_for(other->name(), names));
  }
  std::vector<Value> out;
  for (const Param& row : rows) {
    const auto entry = section.find(row.name);
    if (!entry && !row.fallback) {
      throw configuration_failure(place.text(), policy + " needs the param \"" + row.name + "\"",
                                  "it is " + (row.help.empty() ? std::string(word_of(row.type)) : row.help));
    }
    out.push_back(entry ? read_entry(*entry, row.type) : *row.fallback);
    if (entry && row.min && order_of(row.type, out.back(), *row.min) < 0) {
      entry->fail("must be at least " + shown(*row.min), row.help);
    }
    if (entry && row.max && order_of(row.type, out.back(), *row.max) > 0) {
      entry->fail("must be at most " + shown(*row.max), row.help);
    }
  }
  return out;
}

std::vector<Value> sample_params(const std::vector<Param>& rows) {
  std::vector<Value> out;
  for (const Param& row : rows) {
    if (row.fallback || row.min) {
      out.push_back(row.fallback ? *row.fallback : *row.min);
      continue;
    }
    switch (row.type) {
      case ParamType::integer: out.push_back(Value::integer(1)); break;
      case ParamType::number: out.push_back(Value::real(1)); break;
      case ParamType::boolean: out.push_back(Value::boolean(true)); break;
      case ParamType::string: out.push_back(Value::of_text("sample")); break;
      case ParamType::duration: out.push_back(Value::of_text("30d")); break;
      case ParamType::list: out.push_back(Value::of_list({Value::of_text("sample")})); break;
    }
  }
  return out;
}

void push_params(lua_State* lua, const std::vector<Param>& rows, const std::vector<Value>& values) {
  lua_newtable(lua);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    push_value(lua, values[i]);
    lua_setfield(lua, -2, rows[i].name.c_str());
  }
  freeze_names(lua, "param");
}

std::string params_json(const std::vector<Param>& rows, const std::vector<Value>& values) {
  auto out = nlohmann::ordered_json::object();
  for (std::size_t i = 0; i < rows.size(); ++i) out[rows[i].name] = json_of(values[i]);
  return dumped(out);
}

std::string shown(const Value& value) {
  return value.type == WINNOW_TEXT ? value.text : dumped(json_of(value));
}

}  // namespace winnow
