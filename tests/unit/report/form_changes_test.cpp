#include "core/report/form_changes.h"

#include <catch2/catch.hpp>

using namespace winnow;

namespace {

std::vector<std::string> said(const std::string& before, const std::string& after) {
  std::vector<std::string> out;
  for (const FormChange& change : changes_between(before, after)) {
    out.push_back(change.key + " " + change.from + " -> " + change.to);
  }
  return out;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("form changes: each key that differs, and none that does not") {
  CHECK(said(R"({"retention":"365d","store":"s"})", R"({"retention":"180d","store":"s"})") ==
        Lines{"retention 365d -> 180d"});
  CHECK(said(R"({"options":{"keep_last":3,"status":"x"}})", R"({"options":{"keep_last":5,"status":"x"}})") ==
        Lines{"options.keep_last 3 -> 5"});
  CHECK(said(R"({"where":null})", R"({"where":{"kind":"lead"}})") == Lines{"where.kind (none) -> lead"});
  CHECK(said(R"({"a":1,"b":null})", R"({"b":null,"a":1})").empty());
  CHECK(said(R"({"a":1})", R"({"a":1,"new":null})").empty());
}

TEST_CASE("form changes: a policy's text is told by its size and digest") {
  const Lines lines = said(R"({"options":{"text":"return {}\n"}})", R"({"options":{"text":"return {\n}\n"}})");
  REQUIRE(lines.size() == 1);
  CHECK_THAT(lines.front(), Catch::StartsWith("options.text 10 bytes, sha256 ") && Catch::Contains("11 bytes"));
}
