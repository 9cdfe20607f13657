#include "core/plan/group_sorter.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace winnow;

namespace {

Selection by_endpoint() {
  Selection selection;
  selection.fields = {"note", "endpoint"};
  selection.group_by = {"endpoint"};
  return selection;
}

void add(GroupSorter& sorter, const std::string& key, std::int64_t time, const Value& endpoint,
         const std::string& note = "n") {
  const Value noted = Value::of_text(note);
  const winnow_value fields[] = {borrow(noted), borrow(endpoint)};
  winnow_item item{};
  item.key = borrow(std::string_view{key});
  item.time = time;
  item.bytes = 5;
  item.fields = fields;
  sorter.add(item);
}

/// Groups as "key@time ..." each.
std::vector<std::string> groups_of(GroupSorter& sorter) {
  std::vector<std::string> out;
  sorter.each_group([&](std::span<const winnow_item> group) {
    std::string text;
    for (const winnow_item& item : group) {
      text += std::string(view(item.key)) + "@" + std::to_string(item.time) + " ";
    }
    out.push_back(text);
  });
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

TEST_CASE("items come in whole groups with the newest first and of one time the higher key first") {
  const Selection selection = by_endpoint();
  GroupSorter sorter(selection);
  const Value a = Value::of_text("a");
  const Value b = Value::of_text("b");
  add(sorter, "1", 10, a);
  add(sorter, "2", 30, b);
  add(sorter, "4", 20, a);
  add(sorter, "3", 20, a);
  add(sorter, "5", -5, b);
  CHECK(groups_of(sorter) == std::vector<std::string>{"2@30 5@-5 ", "4@20 3@20 1@10 "});
}

TEST_CASE("NULL is a group of its own and texts are no numbers") {
  const Selection selection = by_endpoint();
  GroupSorter sorter(selection);
  add(sorter, "1", 1, Value{});
  add(sorter, "2", 2, Value::of_text(""));
  add(sorter, "3", 3, Value{});
  add(sorter, "4", 4, Value::of_text("7"));
  add(sorter, "5", 5, Value::integer(7));
  CHECK(groups_of(sorter) == std::vector<std::string>{"2@2 ", "3@3 1@1 ", "4@4 ", "5@5 "});
}

TEST_CASE("keys are compared by their bytes") {
  const Selection selection = by_endpoint();
  GroupSorter sorter(selection);
  const Value a = Value::of_text("a");
  add(sorter, "\xff", 1, a);
  add(sorter, "B", 1, a);
  add(sorter, "a", 1, a);
  CHECK(groups_of(sorter) == std::vector<std::string>{"\xff@1 a@1 B@1 "});
}

TEST_CASE("numbers in keys count by their value") {
  const Selection selection = by_endpoint();
  GroupSorter sorter(selection);
  const Value a = Value::of_text("a");
  for (const char* key : {"9", "100", "10", "7", "099"}) add(sorter, key, 1, a);
  CHECK(groups_of(sorter) == std::vector<std::string>{"100@1 099@1 10@1 9@1 7@1 "});
}

TEST_CASE("items come out with the fields that they came in with") {
  const Selection selection = by_endpoint();
  GroupSorter sorter(selection);
  const std::string note("x\0y", 3);
  add(sorter, "1", WINNOW_TIME_NONE, Value::integer(-1), note);
  int seen = 0;
  sorter.each_group([&](std::span<const winnow_item> group) {
    ++seen;
    REQUIRE(group.size() == 1);
    CHECK(group[0].time == WINNOW_TIME_NONE);
    CHECK(group[0].bytes == 5);
    CHECK(view(group[0].fields[0].as.text) == note);
    CHECK(group[0].fields[1].type == WINNOW_INT);
    CHECK(group[0].fields[1].as.i == -1);
  });
  CHECK(seen == 1);
}

TEST_CASE("a group by a field that is not fetched is refused") {
  Selection selection = by_endpoint();
  selection.group_by = {"colour"};
  CHECK_THROWS_WITH(GroupSorter(selection), Catch::Contains("colour"));
}
