/// A policy's parameters: what the policy declares, and what the TOML gives for them.
#pragma once

#include <toml++/toml.h>

#include <lua.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/config.h"

namespace winnow {

enum class ParamType { integer, number, boolean, string, duration, list };

/// One declared row: `days = { type = "integer", default = 90, min = 7, help = "days after closing" }`. Numbers are
/// bounded by `min` and `max` as numbers, durations as durations ("7d"). Without a default the TOML must give it.
struct Param {
  std::string name;
  ParamType type = ParamType::string;
  std::optional<Value> fallback;  ///< INT, REAL, BOOL, TEXT (also of a duration), LIST of TEXT
  std::optional<Value> min, max;
  std::string help;
};

/// The word of the declaration: "integer".
std::string_view word_of(ParamType type);

/// Negative, zero or positive: the order of two values of one ordered type.
int order_of(ParamType type, const Value& a, const Value& b);

/// The rows in the table at the top of the stack, in the order of their names. Raises an error for a row that is
/// none; inside Sandbox::run().
std::vector<Param> read_params(lua_State* lua);

/// One value for each row, in their order. A wrong name, type or size is a Failure (configuration) with place and
/// remedy. `policy` names it in messages.
std::vector<Value> bind_params(const std::vector<Param>& rows, const toml::table& given, const Place& place,
                               const std::string& policy);

/// Plausible values for a dry call: the defaults, and where there is none the least allowed or one of the type.
std::vector<Value> sample_params(const std::vector<Param>& rows);

/// Pushes the frozen table `p`.
void push_params(lua_State* lua, const std::vector<Param>& rows, const std::vector<Value>& values);

/// {"days":90} in the order of the names, for the fingerprint.
std::string params_json(const std::vector<Param>& rows, const std::vector<Value>& values);

/// As people read it: 90, "30d", ["a", "b"].
std::string shown(const Value& value);

}  // namespace winnow
