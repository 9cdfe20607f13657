/// An item as a script sees it: `item.status` reads one declared field of the item at hand.
///
/// One userdata serves every decide() and only points at another item each time, so nothing is made for an item
/// that the script does not read. Thread rule: as the Lua state's.
#pragma once

#include <array>
#include <cstdint>
#include <lua.hpp>
#include <string>
#include <vector>

#include "winnow/selection.hpp"

namespace winnow {

class Layout;

/// The fields that `item.refers.NAME` reads.
inline constexpr const char* kRefersPrefix = "refers.";

/// The texts that were read last, two of each field: items in a row often have the same, which Lua need not look up
/// anew. Lua's own are the user values of the item's userdata, in this order.
struct LastTexts {
  static constexpr std::size_t kWays = 2;
  static constexpr std::size_t kLongest =
      40;  ///< Lua looks up texts of up to so many bytes, and copies longer ones
  struct Text {
    std::size_t size = 0;
    std::array<char, kLongest> bytes;
    bool is(std::string_view text) const { return std::string_view(bytes.data(), size) == text; }
  };
  std::vector<Text> texts;
  std::size_t next_way = 0;  ///< which of the two the next text replaces
};

/// The content of the userdata.
struct ItemView {
  const winnow_item* item;
  const Layout* layout;
  std::uint64_t read;  ///< bit i: field i of the layout was read
  LastTexts* last;     ///< of the view that serves every decide(); null for the items of a group
};

/// Which declared field stands where in the items of a selection.
class Layout {
 public:
  static constexpr std::size_t kMostFields = 64;  ///< reads are noted in one 64-bit word
  static constexpr std::size_t kLongestName = 200;
  static constexpr int kTimeOfItem = -1;

  Layout() = default;
  /// Inside Sandbox::run(): keeps the names in the state, where equal names have equal addresses. Throws
  /// Error(WINNOW_BROKEN) when the selection does not fetch a declared field.
  /// `booleans`: of which a number 0 or 1 is false or true, as stores without booleans keep them.
  Layout(lua_State* lua, const std::vector<std::string>& fields, const Selection& selection,
         const std::vector<std::string>& booleans = {});

  struct Field {
    std::string name;
    int column;  ///< in winnow_item::fields, or kTimeOfItem
    bool is_boolean = false;
  };
  static constexpr std::size_t kNone = kMostFields;

  const std::vector<Field>& fields() const { return fields_; }
  /// The position of a field, or kNone. `address`: lua_topointer() of its name.
  std::size_t position(const void* address) const {
    for (std::size_t i = 0; i < addresses_.size(); ++i) {
      if (addresses_[i] == address) return i;
    }
    return kNone;
  }
  std::size_t position(std::string_view name) const;

  /// The item of which a field was read last, for messages; a copy, since the script's own may be collected.
  mutable ItemView last_read{};

 private:
  std::vector<Field> fields_;
  std::vector<const void*> addresses_;
};

/// Pushes a new item; the view is the state's. `layout` must outlive the script's use of it. `last`: emptied here.
ItemView* push_item(lua_State* lua, const Layout& layout, LastTexts* last = nullptr);

/// The item at `index`, or an error that says `what` needs one.
const ItemView& check_item(lua_State* lua, int index, const char* what);

/// The value of a field of an item.
winnow_value value_of(const winnow_item& item, const Layout::Field& field);

/// What is said of a field that a script reads and does not declare.
std::string undeclared_field(std::string_view name, const std::vector<std::string>& declared);

/// "item 17 (read status = "closed", closed_at = 2026-01-01T00:00:00.000000Z)"
std::string describe(const ItemView& view);

}  // namespace winnow
