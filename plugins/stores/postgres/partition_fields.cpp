#include "partition_fields.h"

#include <algorithm>

namespace winnow::postgres {
namespace {

struct Field {
  const char* name;
  winnow_type type;
  const char* detail;
};
constexpr Field kFields[] = {
    {"partition", WINNOW_TEXT, "its name, with its schema where that is not the store's"},
    {"from", WINNOW_TIME, "the first moment of its range; NULL where it has no beginning"},
    {"until", WINNOW_TIME, "the end of its range, which no row in it reaches"},
    {"rows", WINNOW_INT, "as the server estimates"},
    {"bytes", WINNOW_INT, "on disk, with its indexes"},
};

winnow_value value_of(const Partition& one, std::string_view field, winnow_text key) {
  if (field == "partition") return name_value(key);
  if (field == "from") return time_value(one.from);
  if (field == "until") return time_value(one.until);
  if (field == "rows") return scalar(WINNOW_INT, one.rows);
  return scalar(WINNOW_INT, static_cast<std::int64_t>(one.bytes));
}

}  // namespace

std::vector<Fact> partition_facts() {
  std::vector<Fact> out;
  for (const Field& field : kFields) out.push_back({WINNOW_FACT_FIELD, field.type, field.name, field.detail});
  out.push_back({WINNOW_FACT_KEY, WINNOW_TEXT, kFields[0].name, kFields[0].detail});
  return out;
}

void check_fields(const Selection& selection) {
  if (!selection.time_field.empty() && selection.time_field != "until") {
    throw Error(WINNOW_BAD_CONFIG, "a partition has no time \"" + selection.time_field +
                                       "\"; its age is that of its end: set column = \"until\"");
  }
  for (const std::string& field : selection.fields) {
    if (std::ranges::any_of(kFields, [&](const Field& known) { return field == known.name; })) continue;
    throw Error(WINNOW_BAD_CONFIG, "a partition has no field \"" + field +
                                       "\"; it has: partition from until rows bytes. The columns of its rows are "
                                       "not looked at");
  }
}

void fill(const Page::Place& at, const Partition& one, const Selection& selection, Page& page) {
  at.item.key = page.keep(one.key);
  at.item.version = page.keep(one.version());
  at.item.obstacle = page.keep(one.obstacle);
  at.item.time = one.until;
  at.item.bytes = one.bytes;
  for (std::size_t i = 0; i < at.fields.size(); ++i) {
    at.fields[i] = value_of(one, selection.fields[i], at.item.key);
  }
}

}  // namespace winnow::postgres
