#include "fields.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "beneath.h"
#include "text.h"

namespace winnow::files {

namespace {

struct Column {
  const char* name;
  winnow_type type;
  const char* detail;
};
constexpr Column kColumns[] = {
    {"key", WINNOW_TEXT, "path below the root"},
    {"folder", WINNOW_TEXT, "the path less the name, without a slash at its end; empty at the root"},
    {"name", WINNOW_TEXT, "last component of the path"},
    {"size", WINNOW_INT, "bytes"},
    {"modified", WINNOW_TIME, "time of the last change of the content, or what the option time says"},
    {"arrived", WINNOW_TIME, "time when the file came to where it is, for a grace that begins then"},
    {"mode", WINNOW_TEXT, "permissions in octal, as 0644"},
    {"owner", WINNOW_TEXT, "name of the user, or digits where it has none"},
};
enum ColumnIndex : std::size_t { kKey, kFolder, kName, kSize, kModified, kArrived, kMode, kOwner };

/// Names that are not UTF-8 are bytes, and so equal to no text.
Value name_value(std::string name) {
  return is_utf8(name) ? Value::of_text(std::move(name)) : Value::bytes(std::move(name));
}

std::string octal(mode_t mode) {
  char out[8];
  std::snprintf(out, sizeof out, "%04o", mode);
  return out;
}

Value time_value(std::int64_t time) {
  const bool usable = time != WINNOW_TIME_NONE && time != WINNOW_TIME_UNREADABLE;
  return usable ? Value::time(time_of(time)) : Value::null();
}

}  // namespace

FieldReader::FieldReader(const Selection& selection) {
  if (!selection.time_field.empty() && selection.time_field != "modified") {
    throw Error(WINNOW_BAD_CONFIG, "a file has no time \"" + selection.time_field +
                                       "\"; its only time is \"modified\": set column = \"modified\"");
  }
  for (const std::string& field : selection.fields) {
    const auto* column =
        std::ranges::find_if(kColumns, [&field](const Column& candidate) { return field == candidate.name; });
    if (column == std::ranges::end(kColumns)) {
      std::string known;
      for (const Column& candidate : kColumns) known += std::string(" ") + candidate.name;
      throw Error(WINNOW_BAD_CONFIG, "a file has no field \"" + field + "\"; it has:" + known);
    }
    columns_.push_back(static_cast<std::size_t>(column - kColumns));
  }
}

std::vector<Value> FieldReader::read(const FoundFile& file) {
  std::vector<Value> out;
  for (const std::size_t column : columns_) {
    switch (column) {
      case kKey: out.push_back(name_value(file.key)); break;
      case kFolder: out.push_back(name_value(split(file.key).folder)); break;
      case kName: out.push_back(name_value(split(file.key).name)); break;
      case kModified: out.push_back(time_value(file.time)); break;
      case kArrived: out.push_back(time_value(file.arrived)); break;
      default:
        if (!file.facts) {
          out.push_back(Value::null());
        } else if (column == kSize) {
          out.push_back(Value::integer(static_cast<std::int64_t>(file.facts->identity.size)));
        } else {
          out.push_back(Value::of_text(column == kMode ? octal(file.facts->mode) : owner_name(file.facts->owner)));
        }
    }
  }
  return out;
}

std::vector<Fact> FieldReader::facts() {
  std::vector<Fact> out = {{WINNOW_FACT_KEY, WINNOW_TEXT, kColumns[kKey].name, kColumns[kKey].detail}};
  for (const Column& column : kColumns) out.push_back({WINNOW_FACT_FIELD, column.type, column.name, column.detail});
  return out;
}

std::string FieldReader::owner_name(uid_t owner) {
  const auto known = owners_.find(owner);
  if (known != owners_.end()) return known->second;
  passwd entry{};
  passwd* found = nullptr;
  std::vector<char> buffer(16'384);
  const int error = getpwuid_r(owner, &entry, buffer.data(), buffer.size(), &found);
  const std::string name = error == 0 && found != nullptr ? found->pw_name : std::to_string(owner);
  return owners_[owner] = name;
}

ItemPages::ItemPages(const Selection& selection, const ItemSink& out)
    : fields_(selection), out_(out), size_(std::clamp<std::size_t>(selection.page, 1, 10'000)) {}

void ItemPages::add(FoundFile file) {
  Row row;
  row.version = file.facts ? file.facts->identity.text() : std::string{};
  row.values = fields_.read(file);
  row.file = std::move(file);
  rows_.push_back(std::move(row));
  if (rows_.size() == size_) flush();
}

void ItemPages::flush() {
  if (rows_.empty()) return;
  std::vector<winnow_item> items;
  for (Row& row : rows_) {
    for (const Value& value : row.values) row.lent.push_back(borrow(value));
    winnow_item item{};
    item.key = borrow(std::string_view{row.file.key});
    item.version = borrow(std::string_view{row.version});
    item.obstacle = borrow(row.file.obstacle);
    item.time = row.file.time;
    item.bytes = row.file.facts ? row.file.facts->identity.size : 0;
    item.fields = row.lent.data();
    items.push_back(item);
  }
  const Next next = out_(items);
  rows_.clear();
  if (next == Next::stop) throw Error(WINNOW_STOPPED, "the host wants no more items");
}

}  // namespace winnow::files
