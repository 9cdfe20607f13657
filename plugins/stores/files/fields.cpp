#include "fields.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "beneath.h"
#include "parking/text.h"

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

void ItemPages::add(const FoundFile& file) {
  const Page::Place at = pages_.add();
  at.item.key = pages_.keep(file.key);
  if (file.facts) at.item.version = pages_.keep(file.facts->identity.text());
  at.item.obstacle = borrow(file.obstacle);
  at.item.time = file.time;
  at.item.bytes = file.facts ? file.facts->identity.size : 0;
  const std::vector<Value> values = fields_.read(file);
  for (std::size_t i = 0; i < values.size(); ++i) at.fields[i] = pages_.keep(borrow(values[i]));
}

}  // namespace winnow::files
