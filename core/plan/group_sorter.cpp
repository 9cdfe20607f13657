#include "core/plan/group_sorter.h"
#include "winnow/page.hpp"

#include <algorithm>
#include <cstring>

#include "core/base/rank.h"

namespace winnow {
namespace {

bool has_text(winnow_type type) {
  return type == WINNOW_TEXT || type == WINNOW_BYTES || type == WINNOW_DECIMAL || type == WINNOW_OTHER;
}

void put_text(std::string& out, std::string_view text) {
  const std::uint64_t size = text.size();
  out.append(reinterpret_cast<const char*>(&size), sizeof size);
  out.append(text);
}

void put_value(std::string& out, const winnow_value& value) {
  out.append(reinterpret_cast<const char*>(&value.type), sizeof value.type);
  if (has_text(value.type)) {
    put_text(out, view(value.as.text));
  } else {
    const std::int64_t bits = value.type == WINNOW_NULL ? 0 : value.as.i;  // REAL's bits too
    out.append(reinterpret_cast<const char*>(&bits), sizeof bits);
  }
}

/// Reads what put_text and put_value wrote; the texts are views into `in`.
class Unpacker {
 public:
  explicit Unpacker(std::string_view in) : in_(in) {}
  template <class T>
  T plain() {
    T out;
    std::memcpy(&out, in_.data(), sizeof out);
    in_.remove_prefix(sizeof out);
    return out;
  }
  winnow_text text() {
    const auto size = static_cast<std::size_t>(plain<std::uint64_t>());
    const winnow_text out = borrow(in_.substr(0, size));
    in_.remove_prefix(size);
    return out;
  }
  winnow_value value() {
    winnow_value out{plain<winnow_type>(), 0, {}};
    if (has_text(out.type)) {
      out.as.text = text();
    } else {
      out.as.i = plain<std::int64_t>();
    }
    return out;
  }

 private:
  std::string_view in_;
};

}  // namespace

GroupSorter::GroupSorter(const Selection& selection)
    : selection_(selection),
      db_({}, Database::Open::temporary),
      filling_((db_.script("CREATE TABLE items(family BLOB, time INTEGER, rank BLOB, key BLOB, item BLOB)"), db_)),
      insert_(db_.query("INSERT INTO items VALUES(?, ?, ?, ?, ?)")) {
  for (const std::string& field : selection.group_by) {
    const auto at = std::find(selection.fields.begin(), selection.fields.end(), field);
    if (at == selection.fields.end())
      throw Error(WINNOW_BROKEN, "group_by names \"" + field + "\", which is not fetched");
    group_fields_.push_back(static_cast<std::size_t>(at - selection.fields.begin()));
  }
}

std::string GroupSorter::group_of(const winnow_item& item) const {
  std::string out;
  for (const std::size_t field : group_fields_) put_value(out, item.fields[field]);
  return out;
}

void GroupSorter::add(const winnow_item& item) {
  std::string packed;
  put_text(packed, view(item.version));
  put_text(packed, view(item.obstacle));
  packed.append(reinterpret_cast<const char*>(&item.bytes), sizeof item.bytes);
  for (std::size_t i = 0; i < selection_.fields.size(); ++i) put_value(packed, item.fields[i]);
  insert_.again(group_of(item), item.time, rank_of(view(item.key)), view(item.key), packed);
}

void GroupSorter::each_group(const std::function<void(std::span<const winnow_item>)>& visit) {
  const std::size_t nfields = selection_.fields.size();
  Page group(nfields);
  std::string current;
  std::vector<winnow_value> fields(nfields);
  for (auto row = db_.query("SELECT family, time, key, item FROM items ORDER BY family, time DESC, rank DESC, key");
       row.next();) {
    const std::string family = row.text(0);
    if (family != current && !group.empty()) {
      visit(group.items());
      group.clear();
    }
    current = family;
    const std::string key = row.text(2);
    const std::string packed = row.text(3);
    Unpacker in(packed);
    winnow_item item{};
    item.key = borrow(std::string_view{key});
    item.time = row.integer(1);
    item.version = in.text();
    item.obstacle = in.text();
    item.bytes = in.plain<std::uint64_t>();
    for (winnow_value& field : fields) field = in.value();
    item.fields = fields.data();
    group.add(item);
  }
  if (!group.empty()) visit(group.items());
}

}  // namespace winnow
