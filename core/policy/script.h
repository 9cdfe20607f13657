/// A policy's file, loaded: what it declares, and its functions ready to be called.
///
///   return { about = "...", params = {...}, fields = {...}, where = function(p) ... end, decide = function(...)
///   ... end }
///
/// `fields`, `group_by` and `time` are a list (a text), or a function of p that answers one, for policies whose
/// columns are parameters. Thread rule: one thread at a time.
#pragma once

#include <toml++/toml.h>

#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/policy/context.h"
#include "core/policy/params.h"
#include "core/policy/sandbox.h"

namespace winnow {

/// A policy's text and the name of its file, as messages show it.
struct PolicySource {
  std::string file;
  std::string text;
};

/// Reads the file. Throws Failure.
PolicySource read_policy(const std::string& file);

class Script {
 public:
  /// Runs the file and reads its declarations. Throws Failure (job) with file and line.
  Script(const PolicySource& source, Host& host, const Zone& zone, const Clock& clock, const PolicyLimits& limits);
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;

  const std::string& about() const { return about_; }
  const std::vector<Param>& params() const { return params_; }
  bool decides_groups() const { return decides_groups_; }

  /// Sets p, and reads what depends on it. Throws Failure (job) with file and line.
  void bind(std::vector<Value> values);

  // After bind():
  const std::vector<Value>& values() const { return values_; }
  const std::vector<std::string>& fields() const { return fields_; }
  const std::vector<std::string>& group_by() const { return group_by_; }
  const std::string& time() const { return time_; }                   ///< empty: none named
  const std::optional<toml::table>& where() const { return where_; }  ///< what where(p) answered
  /// Keys of the job, retention or column, without which the rule says nothing.
  const std::vector<std::string>& needs() const { return needs_; }
  const toml::table& refers() const { return refers_; }  ///< each adds a field "refers.NAME"

  /// The texts that stand in the rule's code, each once: what it may compare fields with.
  std::vector<std::string> texts_in_rule();

  Sandbox& sandbox() { return sandbox_; }
  const Context& context() const { return context_; }
  int rule_line() const { return rule_line_; }  ///< where decide() or decide_group() begins
  /// Push decide() or decide_group(), p and ctx; inside Sandbox::run().
  void push_rule(lua_State* lua) const { lua_rawgeti(lua, LUA_REGISTRYINDEX, rule_); }
  void push_p(lua_State* lua) const { lua_rawgeti(lua, LUA_REGISTRYINDEX, p_); }
  void push_ctx(lua_State* lua) const { lua_rawgeti(lua, LUA_REGISTRYINDEX, ctx_); }

 private:
  void declare(lua_State* lua);
  void check_keys(lua_State* lua);
  void read_rule(lua_State* lua);
  std::vector<std::string> texts(lua_State* lua, const char* key);
  bool push_declared(lua_State* lua, const char* key);
  void read_bound(lua_State* lua);
  void check_names(lua_State* lua);
  void guarded_run(const std::function<void(lua_State*)>& body);

  Sandbox sandbox_;
  Context context_;
  std::string about_;
  std::vector<Param> params_;
  std::vector<Value> values_;
  std::vector<std::string> fields_;
  std::vector<std::string> group_by_;
  std::string time_;
  std::optional<toml::table> where_;
  toml::table refers_;
  std::vector<std::string> needs_;
  bool decides_groups_ = false;
  bool straight_ = false;  ///< the rule cannot run long
  int table_ = LUA_NOREF;  ///< the policy's table, frozen
  int rule_ = LUA_NOREF;
  int rule_line_ = 0;
  int p_ = LUA_NOREF;
  int ctx_ = LUA_NOREF;
};

}  // namespace winnow
