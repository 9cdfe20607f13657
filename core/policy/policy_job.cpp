#include "core/policy/policy_job.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/config/where.h"

namespace winnow {
namespace {

constexpr std::size_t kMostKnownReasons = 4096;
constexpr std::size_t kLongestReason = 200;       // what is shown of one
constexpr std::size_t kLongestAnswer = 4 * 1024;  // a longer one is no reason but a mistake

/// Whether the filter says, anywhere, "before the cutoff".
bool speaks_of_cutoff(const Filter& filter, const Selection& base) {
  if (filter.op == WINNOW_LT && filter.field == base.time_field && filter.values.front().type == WINNOW_TIME &&
      filter.values.front().i == base.cutoff) {
    return true;
  }
  return std::any_of(filter.parts.begin(), filter.parts.end(),
                     [&base](const Filter& part) { return speaks_of_cutoff(part, base); });
}

/// The scope without its requirement that items are past the cutoff: wider, never narrower.
Filter without_cutoff(const Filter& scope, const Selection& base) {
  if (!speaks_of_cutoff(scope, base)) return scope;
  if (scope.op != WINNOW_AND) return Filter::always();
  std::vector<Filter> parts;
  for (const Filter& part : scope.parts) {
    if (!speaks_of_cutoff(part, base)) parts.push_back(part);
  }
  return parts.empty() ? Filter::always() : Filter::all_of(std::move(parts));
}

Filter narrowed(const Filter& filter, const Filter& by) {
  return filter.op == WINNOW_ALWAYS ? by : Filter::all_of({filter, by});
}

void add_names(std::vector<std::string>& names, const std::vector<std::string>& more) {
  for (const std::string& name : more) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
}

}  // namespace

PolicyJob::PolicyJob(const PolicySource& source, const toml::table& params, const Place& place, const Zone& zone,
                     Host& host, const Clock& clock, const PolicyLimits& limits)
    : host_(host), zone_(zone), script_(source, host, zone, clock, limits) {
  script_.bind(bind_params(script_.params(), params, place, source.file));
}

PolicyJob::~PolicyJob() = default;

std::string PolicyJob::about() const {
  std::string out = script_.about();
  for (std::size_t i = 0; i < script_.params().size(); ++i) {
    const std::string name = "`" + script_.params()[i].name + "`";
    const std::string value = shown(script_.values()[i]);
    for (auto at = out.find(name); at != std::string::npos; at = out.find(name, at + value.size())) {
      out.replace(at, name.size(), value);
    }
  }
  return out;
}

std::string PolicyJob::canonical_params() const {
  return params_json(script_.params(), script_.values());
}

std::optional<Selection> PolicyJob::plan(const Selection& base, std::span<const Fact> facts) {
  booleans_.clear();
  for (const Fact& fact : facts) {
    if (fact.kind == WINNOW_FACT_FIELD && fact.type == WINNOW_BOOL) booleans_.push_back(fact.name);
  }
  layout_.reset();
  Selection out = base;
  if (out.time_field.empty()) out.time_field = script_.time();
  if (script_.decides_groups()) {
    if (out.time_field != script_.time()) {
      throw Error(WINNOW_BAD_CONFIG, script_.sandbox().file() + " orders its groups by \"" + script_.time() +
                                         "\", but the job's column is \"" + out.time_field +
                                         "\"; leave column out");
    }
    out.group_by = script_.group_by();
    out.scope = without_cutoff(base.scope, base);
  }
  if (script_.where()) {
    const Where where = read_where(*script_.where(), script_.sandbox().file(), host_.now(), zone_);
    out.match = narrowed(out.match, where.filter);
    out.scope = narrowed(out.scope, where.filter);
    where.filter.collect_fields(out.fields);
  }
  add_names(out.fields, script_.fields());
  add_names(out.fields, out.group_by);
  // Where the job's own keep time is the rule, it says more than a sentence about it.
  out.reason = script_.needs().empty() ? about() : base.reason;
  return out;
}

void PolicyJob::review(const Selection& selection, std::span<const winnow_item> items,
                       std::span<winnow_verdict> verdicts) {
  at_hand_ = nullptr;
  if (layout_) layout_->last_read = {};
  try {
    script_.sandbox().run([&](lua_State* lua) {
      lay_out(lua, selection);
      if (script_.decides_groups()) {
        review_group(lua, items, verdicts);
      } else {
        review_items(lua, items, verdicts);
      }
    });
  } catch (const Error& error) {
    std::fill(verdicts.begin(), verdicts.end(), winnow_verdict{});
    throw Error(error.code(), with_item(error.what()));
  }
}

void PolicyJob::lay_out(lua_State* lua, const Selection& selection) {
  std::vector<std::string> wanted = selection.fields;
  wanted.push_back(selection.time_field);
  if (layout_ && wanted == laid_out_) return;
  layout_.emplace(lua, script_.fields(), selection, booleans_);
  luaL_unref(lua, LUA_REGISTRYINDEX, view_reference_);
  view_ = push_item(lua, *layout_, &last_texts_);
  view_reference_ = luaL_ref(lua, LUA_REGISTRYINDEX);
  laid_out_ = std::move(wanted);
}

void PolicyJob::review_items(lua_State* lua, std::span<const winnow_item> items,
                             std::span<winnow_verdict> verdicts) {
  if (items.empty()) return;
  Sandbox& sandbox = script_.sandbox();
  const Span deadline = sandbox.limits().item;
  lua_rawgeti(lua, LUA_REGISTRYINDEX, view_reference_);
  view_->read = 0;
  view_->item = &items.front();
  at_hand_ = view_;
  script_.push_rule(lua);
  script_.push_p(lua);
  script_.push_ctx(lua);
  const int top = lua_gettop(lua);
  const int item = top - 3;
  for (std::size_t i = 0; i < items.size(); ++i) {
    // A time that cannot be read is not NULL, and a script could not tell: the item stays.
    if (items[i].time == WINNOW_TIME_UNREADABLE) {
      verdicts[i] = {0, number_of("unreadable time")};
      continue;
    }
    view_->item = &items[i];
    view_->read = 0;
    sandbox.start_call(deadline);
    for (const int argument : {top - 2, item, top - 1, top}) lua_pushvalue(lua, argument);
    lua_call(lua, 3, 3);
    if (!lua_isnil(lua, top + 3)) nonsense("decide answered more than a verdict and a reason");
    verdicts[i] = verdict_at(lua, top + 1, top + 2);
    lua_settop(lua, top);
  }
}

void PolicyJob::review_group(lua_State* lua, std::span<const winnow_item> items,
                             std::span<winnow_verdict> verdicts) {
  Sandbox& sandbox = script_.sandbox();
  sandbox.allow_items(items.size());
  sandbox.start_call(sandbox.limits().group +
                     sandbox.limits().group_an_item * static_cast<std::int64_t>(items.size()));
  script_.push_rule(lua);
  lua_createtable(lua, static_cast<int>(items.size()), 0);
  std::vector<std::size_t>
      shown;  // items without a usable time cannot be put in order: they stay, out of the count
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].time == WINNOW_TIME_NONE || items[i].time == WINNOW_TIME_UNREADABLE) {
      verdicts[i] = {0, number_of(items[i].time == WINNOW_TIME_NONE ? "no time" : "unreadable time")};
      continue;
    }
    push_item(lua, *layout_)->item = &items[i];
    lua_rawseti(lua, -2, static_cast<lua_Integer>(shown.size() + 1));
    shown.push_back(i);
    sandbox.charge(128);
  }
  if (shown.empty()) return;
  script_.push_p(lua);
  script_.push_ctx(lua);
  lua_call(lua, 3, LUA_MULTRET);
  if (lua_gettop(lua) != 1 || lua_type(lua, 1) != LUA_TTABLE) nonsense("decide_group must answer one list");
  if (luaL_len(lua, 1) != static_cast<lua_Integer>(shown.size())) {
    nonsense("decide_group answered " +
             count_of(static_cast<std::uint64_t>(luaL_len(lua, 1)), "verdict", "verdicts") + " for " +
             count_of(shown.size(), "item", "items"));
  }
  for (std::size_t i = 0; i < shown.size(); ++i) {
    lua_geti(lua, 1, static_cast<lua_Integer>(i + 1));
    verdicts[shown[i]] = verdict_of_entry(lua, i + 1);
    lua_settop(lua, 1);
    sandbox.charge(64);
  }
}

/// An entry at the top of a group's answer: true, false, or { true or false, reason }.
winnow_verdict PolicyJob::verdict_of_entry(lua_State* lua, std::size_t position) {
  if (lua_type(lua, -1) != LUA_TTABLE) {
    if (!lua_isboolean(lua, -1)) {
      nonsense("verdict " + std::to_string(position) + " is a " + luaL_typename(lua, -1) +
               "; it must be true, false or { verdict, reason }");
    }
    lua_pushnil(lua);
    return verdict_at(lua, lua_gettop(lua) - 1, lua_gettop(lua));
  }
  const int entry = lua_gettop(lua);
  std::size_t values = 0;
  for (lua_pushnil(lua); lua_next(lua, entry) != 0; lua_pop(lua, 1)) {
    const bool known = lua_isinteger(lua, -2) != 0 && (lua_tointeger(lua, -2) == 1 || lua_tointeger(lua, -2) == 2);
    if (!known || ++values > 2) {
      nonsense("verdict " + std::to_string(position) + " holds more than { verdict, reason }");
    }
  }
  lua_geti(lua, entry, 1);
  lua_geti(lua, entry, 2);
  return verdict_at(lua, entry + 1, entry + 2);
}

/// Only the boolean true nominates; nil and false keep; anything else is nonsense and fails the job.
winnow_verdict PolicyJob::verdict_at(lua_State* lua, int nominate, int reason) {
  const bool yes = lua_toboolean(lua, nominate) != 0;  // of anything but false and nil
  if (yes && lua_type(lua, nominate) != LUA_TBOOLEAN) {
    nonsense(std::string("the verdict is a ") + luaL_typename(lua, nominate) + "; it must be true or false");
  }
  winnow_verdict out{yes ? 1 : 0, 0};
  const int type = lua_type(lua, reason);
  if (type == LUA_TSTRING) {
    std::size_t size = 0;
    const char* const text = lua_tolstring(lua, reason, &size);
    if (size > kLongestAnswer) {
      nonsense("the reason is " + with_commas(size) + " bytes long; " + with_commas(kLongestAnswer) + " at most");
    }
    out.reason = number_of({text, size});
  } else if (type != LUA_TNIL) {
    nonsense(std::string("the reason is a ") + luaL_typename(lua, reason) + "; it must be a text");
  }
  return out;
}

std::uint32_t PolicyJob::number_of(std::string_view words) {
  if (words.empty()) return 0;
  const bool cut = words.size() > kLongestReason;
  words = words.substr(0, kLongestReason);
  const auto address = reinterpret_cast<std::uintptr_t>(words.data());
  Known& recent = recent_[(address / 16 ^ address / 1024) % recent_.size()];
  if (words == recent.words) return recent.number;
  if (const auto known = numbers_.find(words); known != numbers_.end()) {
    recent = {known->first, known->second};
    return known->second;
  }
  if (numbers_.size() >= kMostKnownReasons) {
    recent_ = {};
    numbers_.clear();
  }
  const std::uint32_t number = host_.reason(std::string(words) + (cut ? "..." : ""));
  const auto known = numbers_.emplace(words, number).first;
  recent = {known->first, number};
  return number;
}

/// The message with the item that the script looked at last.
std::string PolicyJob::with_item(const char* message) const {
  if (at_hand_ != nullptr) return std::string(message) + "; " + describe(*at_hand_);
  return layout_ && layout_->last_read.item != nullptr ? std::string(message) + "; " + describe(layout_->last_read)
                                                       : message;
}

void PolicyJob::nonsense(const std::string& what) {
  script_.sandbox().raise_at(script_.rule_line(), Fault::answer, what);
}

}  // namespace winnow
