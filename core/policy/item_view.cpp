#include "core/policy/item_view.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/base/text.h"
#include "core/policy/frozen.h"
#include "core/policy/sandbox.h"
#include "core/policy/time_value.h"

namespace winnow {
namespace {

constexpr char kItem[] = "item";  // the metatable's name, also in Lua's messages
constexpr std::size_t kLongestShown = 80;

/// A decimal as a number: exact where it is a 64-bit integer, else the nearest double.
void push_decimal(lua_State* lua, std::string_view digits) {
  const char* const end = digits.data() + digits.size();
  lua_Integer whole = 0;
  if (const auto read = std::from_chars(digits.data(), end, whole); read.ec == std::errc{} && read.ptr == end) {
    lua_pushinteger(lua, whole);
    return;
  }
  double real = 0;
  const auto read = std::from_chars(digits.data(), end, real);
  if (read.ec == std::errc{} && read.ptr == end && !std::isnan(real)) {
    lua_pushnumber(lua, real);
  } else {
    lua_pushlstring(lua, digits.data(), digits.size());
  }
}

/// Pushes a text of the field at `at` of the item at 1.
void push_text(lua_State* lua, const ItemView& view, std::size_t at, std::string_view text) {
  if (view.last == nullptr || text.size() > LastTexts::kLongest) {
    lua_pushlstring(lua, text.data(), text.size());
    return;
  }
  LastTexts::Text* const last = &view.last->texts[at * LastTexts::kWays];
  const int slot = static_cast<int>(at * LastTexts::kWays) + 1;
  for (int way = 0; way < static_cast<int>(LastTexts::kWays); ++way) {
    if (!last[way].is(text)) continue;
    lua_getiuservalue(lua, 1, slot + way);
    return;
  }
  const std::size_t way = view.last->next_way++ % LastTexts::kWays;
  lua_pushlstring(lua, text.data(), text.size());
  lua_pushvalue(lua, -1);
  lua_setiuservalue(lua, 1, slot + static_cast<int>(way));
  last[way].size = text.size();
  std::copy(text.begin(), text.end(), last[way].bytes.begin());
}

void push_value(lua_State* lua, const winnow_value& value) {
  switch (value.type) {
    case WINNOW_NULL: lua_pushnil(lua); break;
    case WINNOW_BOOL: lua_pushboolean(lua, value.as.i != 0); break;
    case WINNOW_INT:
    case WINNOW_SPAN: lua_pushinteger(lua, value.as.i); break;
    case WINNOW_REAL: lua_pushnumber(lua, value.as.r); break;
    case WINNOW_TIME: push_time(lua, value.as.i); break;
    case WINNOW_TEXT:
    case WINNOW_BYTES:
    case WINNOW_OTHER: lua_pushlstring(lua, value.as.text.data, value.as.text.size); break;
    case WINNOW_DECIMAL: push_decimal(lua, view(value.as.text)); break;
    default: Sandbox::of(lua).raise(Fault::script, "the field is of a type that items do not have");
  }
}

/// The field whose name stands at 2 under another address, or an error. Apart, so that read_field() is short.
[[gnu::noinline]] std::size_t find_field(lua_State* lua, const Layout& layout) {
  if (lua_type(lua, 2) != LUA_TSTRING) {
    Sandbox::of(lua).raise(Fault::name, std::string("a ") + luaL_typename(lua, 2) + " is no name of a field");
  }
  const std::size_t at = layout.position(std::string_view(lua_tostring(lua, 2)));
  if (at != Layout::kNone) return at;
  std::vector<std::string> known;
  for (const Layout::Field& field : layout.fields()) known.push_back(field.name);
  Sandbox::of(lua).raise(Fault::name, undeclared_field(lua_tostring(lua, 2), known));
}

/// item.refers: a table of counts by their names. Nothing declared: pushes nothing, false.
[[gnu::noinline]] bool push_refers(lua_State* lua, ItemView& view) {
  constexpr std::string_view prefix = kRefersPrefix;
  const std::vector<Layout::Field>& fields = view.layout->fields();
  bool any = false;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!fields[i].name.starts_with(prefix)) continue;
    if (!any) lua_newtable(lua);
    any = true;
    view.read |= std::uint64_t{1} << i;
    push_value(lua, value_of(*view.item, fields[i]));
    lua_setfield(lua, -2, fields[i].name.c_str() + prefix.size());
  }
  if (any) freeze_names(lua, "name in refers");
  return any;
}

/// item.NAME; only reached through the metatable, which a script cannot get hold of.
int read_field(lua_State* lua) {
  auto* const view = static_cast<ItemView*>(lua_touserdata(lua, 1));
  const Layout& layout = *view->layout;
  std::size_t at = layout.position(lua_topointer(lua, 2));
  if (at == Layout::kNone) {
    const bool refers = lua_type(lua, 2) == LUA_TSTRING && std::string_view(lua_tostring(lua, 2)) == "refers";
    if (refers && push_refers(lua, *view)) return 1;
    at = find_field(lua, layout);
  }
  view->read |= std::uint64_t{1} << at;
  if (view->last == nullptr) layout.last_read = *view;
  const Layout::Field& field = layout.fields()[at];
  if (field.column == Layout::kTimeOfItem) {
    push_value(lua, value_of(*view->item, field));
    return 1;
  }
  const winnow_value value = value_of(*view->item, field);
  if (value.type == WINNOW_TEXT) {
    push_text(lua, *view, at, winnow::view(value.as.text));
  } else {
    push_value(lua, value);
  }
  return 1;
}

int refuse_change(lua_State* lua) {
  Sandbox::of(lua).raise(Fault::name, "an item cannot be changed");
}

std::string shown(const winnow_value& value) {
  switch (value.type) {
    case WINNOW_NULL: return "NULL";
    case WINNOW_BOOL: return value.as.i != 0 ? "true" : "false";
    case WINNOW_INT:
    case WINNOW_SPAN: return std::to_string(value.as.i);
    case WINNOW_REAL: return std::to_string(value.as.r);
    case WINNOW_TIME: return text_of_time(value.as.i);
    case WINNOW_DECIMAL: return std::string(view(value.as.text));
    default: break;
  }
  const std::string_view text = view(value.as.text);
  return '"' + printable(text.substr(0, kLongestShown)) + (text.size() > kLongestShown ? "..." : "") + '"';
}

}  // namespace

std::string undeclared_field(std::string_view name, const std::vector<std::string>& declared) {
  const std::string hint = did_you_mean(name, declared);
  return "field \"" + printable(name) + "\" is not declared in fields" + (hint.empty() ? "" : "; " + hint);
}

Layout::Layout(lua_State* lua, const std::vector<std::string>& fields, const Selection& selection,
               const std::vector<std::string>& booleans) {
  for (const std::string& name : fields) {
    int column = kTimeOfItem;
    if (name != selection.time_field) {
      const auto at = std::find(selection.fields.begin(), selection.fields.end(), name);
      if (at == selection.fields.end()) {
        throw Error(WINNOW_BROKEN, "field \"" + name + "\" of the policy was not fetched");
      }
      column = static_cast<int>(at - selection.fields.begin());
    }
    lua_pushlstring(lua, name.data(), name.size());
    addresses_.push_back(lua_topointer(lua, -1));
    lua_pushboolean(lua, 1);
    lua_rawset(lua, LUA_REGISTRYINDEX);
    fields_.push_back({name, column, std::ranges::find(booleans, name) != booleans.end()});
  }
}

/// For names that Lua does not intern: those of more than 40 bytes.
std::size_t Layout::position(std::string_view name) const {
  const auto at =
      std::find_if(fields_.begin(), fields_.end(), [name](const Field& field) { return field.name == name; });
  return at == fields_.end() ? kNone : static_cast<std::size_t>(at - fields_.begin());
}

ItemView* push_item(lua_State* lua, const Layout& layout, LastTexts* last) {
  const int kept = last == nullptr ? 0 : static_cast<int>(layout.fields().size() * LastTexts::kWays);
  auto* const view = static_cast<ItemView*>(lua_newuserdatauv(lua, sizeof(ItemView), kept));
  *view = {nullptr, &layout, 0, last};
  if (last != nullptr) last->texts.assign(static_cast<std::size_t>(kept), {});
  for (int slot = 1; slot <= kept; ++slot) {
    lua_pushliteral(lua, "");
    lua_setiuservalue(lua, -2, slot);
  }
  if (luaL_newmetatable(lua, kItem) != 0) {
    lua_pushcfunction(lua, &read_field);
    lua_setfield(lua, -2, "__index");
    lua_pushcfunction(lua, &refuse_change);
    lua_setfield(lua, -2, "__newindex");
  }
  lua_setmetatable(lua, -2);
  return view;
}

const ItemView& check_item(lua_State* lua, int index, const char* what) {
  auto* const view = static_cast<ItemView*>(luaL_testudata(lua, index, kItem));
  if (view == nullptr) {
    Sandbox::of(lua).raise(Fault::script,
                           std::string(what) + " needs an item, but got " + luaL_typename(lua, index));
  }
  return *view;
}

winnow_value value_of(const winnow_item& item, const Layout::Field& field) {
  if (field.column != Layout::kTimeOfItem) {
    winnow_value out = item.fields[field.column];
    if (field.is_boolean && out.type == WINNOW_INT && (out.as.i == 0 || out.as.i == 1)) out.type = WINNOW_BOOL;
    return out;
  }
  winnow_value out{item.time == WINNOW_TIME_NONE ? WINNOW_NULL : WINNOW_TIME, 0, {}};
  out.as.i = item.time;
  return out;
}

std::string describe(const ItemView& view) {
  std::string out = "item " + printable(winnow::view(view.item->key));
  std::string_view separator = " (read ";
  const std::vector<Layout::Field>& fields = view.layout->fields();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if ((view.read >> i & 1) == 0) continue;
    out.append(separator).append(fields[i].name).append(" = ").append(shown(value_of(*view.item, fields[i])));
    separator = ", ";
  }
  if (view.read != 0) out += ')';
  return out;
}

}  // namespace winnow
