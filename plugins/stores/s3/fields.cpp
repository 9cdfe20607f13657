#include "fields.h"

#include <algorithm>

namespace winnow::s3 {

namespace {

constexpr std::string_view kTag = "tag.";

struct Column {
  const char* name;
  winnow_type type;
  const char* detail;
};
constexpr Column kColumns[] = {
    {"key", WINNOW_TEXT, "the whole key"},
    {"folder", WINNOW_TEXT, "the key less the name, without a slash at its end; empty at the top"},
    {"name", WINNOW_TEXT, "what comes after the last slash"},
    {"size", WINNOW_INT, "bytes"},
    {"modified", WINNOW_TIME, "when the object was written, or what the option time says"},
    {"etag", WINNOW_TEXT, "without quotes"},
    {"storage_class", WINNOW_TEXT, "as STANDARD, GLACIER"},
};

/// Keys that are not UTF-8 are bytes, and so equal to no text.
Value name_value(std::string_view name) {
  return is_utf8(name) ? Value::of_text(std::string(name)) : Value::bytes(std::string(name));
}

}  // namespace

std::string version_of(const ObjectFacts& facts) {
  return facts.etag + ":" + std::to_string(facts.size) + ":" + std::to_string(facts.modified / 1'000'000);
}

std::string_view folder_of(std::string_view key) {
  const std::size_t slash = key.rfind('/');
  return slash == key.npos ? std::string_view{} : key.substr(0, slash);
}

std::string_view name_of(std::string_view key) {
  const std::size_t slash = key.rfind('/');
  return slash == key.npos ? key : key.substr(slash + 1);
}

FieldReader::FieldReader(const Selection& selection, const parking::TimeRule& times, const Host& host)
    : fields_(selection.fields), times_(times), host_(host) {
  if (!selection.time_field.empty() && selection.time_field != "modified") {
    throw Error(WINNOW_BAD_CONFIG, "an object has no time \"" + selection.time_field +
                                       "\"; its only time is \"modified\": set column = \"modified\"");
  }
  for (const std::string& field : fields_) {
    if (field.starts_with(kTag)) {
      wants_tags_ = true;
      continue;
    }
    if (std::ranges::any_of(kColumns, [&field](const Column& column) { return field == column.name; })) continue;
    std::string known;
    for (const Column& column : kColumns) known += std::string(" ") + column.name;
    throw Error(WINNOW_BAD_CONFIG, "an object has no field \"" + field + "\"; it has:" + known + " tag.NAME");
  }
}

std::int64_t FieldReader::time_of(const FoundObject& object) const {
  return times_.time(name_of(object.facts.key), object.facts.modified, host_);
}

std::vector<Value> FieldReader::read(const FoundObject& object) const {
  const ObjectFacts& facts = object.facts;
  const auto value_of = [&](const std::string& field) {
    if (field == "key") return name_value(facts.key);
    if (field == "folder") return name_value(folder_of(facts.key));
    if (field == "name") return name_value(name_of(facts.key));
    if (field == "size") return Value::integer(static_cast<std::int64_t>(facts.size));
    if (field == "etag") return Value::of_text(facts.etag);
    if (field == "storage_class") return Value::of_text(facts.storage_class);
    if (field == "modified") {
      const std::int64_t time = time_of(object);
      return time == WINNOW_TIME_UNREADABLE ? Value::null() : Value::time(winnow::time_of(time));
    }
    const auto tag = object.tags.find(field.substr(kTag.size()));
    return tag == object.tags.end() ? Value::null() : Value::of_text(tag->second);
  };
  std::vector<Value> out;
  for (const std::string& field : fields_) out.push_back(value_of(field));
  return out;
}

void FieldReader::add(Pages& pages, const FoundObject& object) const {
  const Page::Place at = pages.add();
  at.item.key = pages.keep(object.facts.key);
  at.item.version = pages.keep(version_of(object.facts));
  at.item.obstacle = borrow(object.obstacle);
  at.item.time = time_of(object);
  at.item.bytes = object.facts.size;
  const std::vector<Value> values = read(object);
  for (std::size_t i = 0; i < values.size(); ++i) at.fields[i] = pages.keep(borrow(values[i]));
}

std::vector<Fact> FieldReader::facts() {
  std::vector<Fact> out = {{WINNOW_FACT_KEY, WINNOW_TEXT, kColumns[0].name, kColumns[0].detail}};
  for (const Column& column : kColumns) out.push_back({WINNOW_FACT_FIELD, column.type, column.name, column.detail});
  return out;
}

}  // namespace winnow::s3
