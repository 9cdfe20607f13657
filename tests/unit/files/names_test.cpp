/// Names of every kind make the whole way: removed, settled, brought back, removed again and purged.
#include <catch2/catch.hpp>

#include "tests/unit/files/support.h"

using namespace winnow;
using namespace winnow::files;

TEST_CASE("files names: any bytes and the longest of names come back as they went") {
  const std::string key = GENERATE(
      std::string("private/caf\xe9"), std::string("private/\xff\xfe/x"), std::string("private/ leading"),
      std::string("private/-rf"), std::string("private/a\nb"), std::string("private/db..2026.sql"),
      std::string("at the root"), "private/" + std::string(240, 'n'),
      "private/" + std::string(200, 'a') + "/" + std::string(200, 'b') + "/" + std::string(200, 'c') + "/d");
  Sandbox box;
  box.write(key, "as it was");
  TestBin bin;
  REQUIRE(box.remove({key}, bin) == Outcomes{WINNOW_DONE});
  CHECK_FALSE(box.has(key));
  CHECK(box.settle(bin) == Outcomes{WINNOW_DONE});
  REQUIRE(box.restore(bin) == Outcomes{WINNOW_DONE});
  CHECK(box.read(key) == "as it was");
  CHECK(box.settle(bin) == Outcomes{WINNOW_SAME});
  TestBin again;
  REQUIRE(box.remove({key}, again) == Outcomes{WINNOW_DONE});
  CHECK(box.purge(again) == Outcomes{WINNOW_DONE});
  CHECK(box.settle(again) == Outcomes{WINNOW_GONE});
}

TEST_CASE("files names: one too long for its meta file is refused and stays") {
  Sandbox box;
  const std::string key = "private/" + std::string(241, 'n');
  box.write(key);
  TestBin bin;
  CHECK(box.remove({key}, bin) == Outcomes{WINNOW_REFUSED});
  CHECK(box.has(key));
  CHECK_FALSE(box.has(kPlace));
}
