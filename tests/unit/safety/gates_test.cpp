#include "core/safety/gates.h"

#include "gate_support.h"

using namespace winnow;
using Catch::Contains;
using test::GateBench;

TEST_CASE("mistakes in gates are named with place and remedy") {
  FrozenClock clock(*parse_time("2026-11-21T06:47:00Z", Zone{}));
  GateBench bench(clock);
  CHECK_THAT(bench.mistake(R"(kind = "file-emty", path = "a")"), Contains("did you mean \"file-empty\"?"));
  CHECK_THAT(bench.mistake(R"(kind = "file-empty", pth = "a")"), Contains("did you mean \"path\"?"));
  CHECK_THAT(bench.mistake(R"(kind = "file-empty")"), Contains("needs \"path\""));
  CHECK_THAT(bench.mistake(R"(kind = "file-empty", path = "")"), Contains("must not be empty"));
  CHECK_THAT(bench.mistake(R"(kind = "file-fresh", path = "a")"), Contains("needs \"max_age\""));
  CHECK_THAT(bench.mistake(R"(kind = "file-fresh", path = "a", max_age = "1d", min_size = "10M")"),
             Contains("write it like \"10MiB\""));
  CHECK_THAT(bench.mistake(R"(kind = "file-fresh", path = "a", max_age = "1d", min_size = 0)"),
             Contains("at least 1 byte"));
  CHECK_THAT(bench.mistake(R"(kind = "http", url = "file:///etc/passwd")"), Contains("http:// or https://"));
  CHECK_THAT(bench.mistake(R"(kind = "http", url = "http://a", pointer = "/x")"), Contains("belong together"));
  CHECK_THAT(bench.mistake(R"(kind = "http", url = "http://a", pointer = "x", equals = 1)"),
             Contains("begins with a slash"));
  CHECK_THAT(bench.mistake(R"(kind = "http", url = "http://a", status = 42)"), Contains("not a status of HTTP"));
  CHECK_THAT(bench.mistake(R"(kind = "http", url = "http://a", headers = { A = "b\r\nC: d" })"),
             Contains("is not a header"));
  CHECK_THAT(bench.mistake(R"(kind = "command", command = "rm -rf /tmp/x")"), Contains("no shell"));
  CHECK_THAT(bench.mistake(R"(kind = "command", command = [])"), Contains("must not be empty"));
  CHECK_THAT(bench.mistake(R"(kind = "command", command = ["a"], status = 256)"), Contains("exit status"));
  CHECK_THAT(bench.mistake(R"(kind = "command", command = ["a"], timeout = 5)"), Contains("a unit is missing"));
  CHECK(bench.mistake(R"(kind = "command", command = ["a"])").empty());
}

TEST_CASE("a gate with an unset name is closed") {
  FrozenClock clock(*parse_time("2026-11-21T06:47:00Z", Zone{}));
  GateBench bench(clock);
  const GateFinding finding = bench.judge(R"(kind = "file-empty", path = "${WINNOW_TEST_UNSET}")");
  CHECK(finding.state == GateState::closed);
  CHECK_THAT(finding.found, Contains("WINNOW_TEST_UNSET"));
}

TEST_CASE("the words name every closed gate with what was found and what was wanted") {
  const std::vector<GateFinding> findings = {{"file-empty a", GateState::closed, "8 B", "an empty file"},
                                             {"file-fresh b", GateState::open, "b, 1h old", "a file"},
                                             {"command c", GateState::closed, "exit status 1", "exit status 0"}};
  CHECK(closed_words(findings) ==
        "gate closed: file-empty a: found 8 B, wanted an empty file; "
        "gate closed: command c: found exit status 1, wanted exit status 0");
  CHECK(closed_words({findings[1]}).empty());
}
