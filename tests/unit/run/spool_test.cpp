#include "core/plan/spool.h"

#include <catch2/catch.hpp>

#include "tests/unit/temporary_folder.h"

using namespace winnow;

namespace {

PlannedItem odd_item() {
  PlannedItem item;
  item.key = std::string("a\0\xff\n", 4);
  item.version = "";
  item.time = WINNOW_TIME_UNREADABLE;
  item.bytes = UINT64_MAX;
  item.reason = 7;
  item.files = {{0, "private/a b.txt"}, {2, ""}};
  item.group = {Value{}, Value::of_text(""), Value::of_text("x"), Value::integer(INT64_MIN), Value::time(Time{})};
  return item;
}

}  // namespace

TEST_CASE("what is spooled comes back as it was and in its order") {
  const TemporaryFolder folder;
  Spool spool(folder.path());
  const PlannedItem odd = odd_item();
  spool.add(odd);
  for (int i = 0; i < 20'000; ++i) spool.add({std::to_string(i), "v", i, 1, 0, {}, {}});
  for (int round = 0; round < 2; ++round) {
    spool.rewind();
    PlannedItem item;
    REQUIRE(spool.next(item));
    CHECK(item.key == odd.key);
    CHECK(item.version == odd.version);
    CHECK(item.time == odd.time);
    CHECK(item.bytes == odd.bytes);
    CHECK(item.reason == odd.reason);
    CHECK(item.files == odd.files);
    REQUIRE(item.group.size() == odd.group.size());
    for (std::size_t i = 0; i < odd.group.size(); ++i) {
      CHECK(item.group[i].type == odd.group[i].type);
      CHECK(item.group[i].i == odd.group[i].i);
      CHECK(item.group[i].text == odd.group[i].text);
    }
    int count = 0;
    bool in_order = true;
    while (spool.next(item)) in_order = item.key == std::to_string(count++) && in_order;
    CHECK(count == 20'000);
    CHECK(in_order);
    CHECK(item.files.empty());
    CHECK_FALSE(spool.next(item));
  }
}

TEST_CASE("a text may be longer than what is read of a spool at once") {
  const TemporaryFolder folder;
  Spool spool(folder.path());
  const std::string text(1'000'000, 'x');
  spool.add({text, "v", 1, 1, 0, {}, {}});
  spool.add({"next", text, 1, 1, 0, {}, {}});
  spool.rewind();
  PlannedItem item;
  REQUIRE(spool.next(item));
  CHECK((item.key == text && item.version == "v"));
  REQUIRE(spool.next(item));
  CHECK((item.key == "next" && item.version == text));
  CHECK_FALSE(spool.next(item));
}

TEST_CASE("an empty spool has no item") {
  const TemporaryFolder folder;
  Spool spool(folder.path());
  spool.rewind();
  PlannedItem item;
  CHECK_FALSE(spool.next(item));
}

TEST_CASE("a spool has no name on disk") {
  const TemporaryFolder folder;
  Spool spool(folder.path() / "made");
  spool.add(odd_item());
  CHECK(std::filesystem::is_empty(folder.path() / "made"));
}
