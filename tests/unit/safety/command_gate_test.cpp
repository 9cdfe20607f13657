#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include "core/base/file.h"
#include "gate_support.h"

using namespace winnow;
using test::GateBench;

TEST_CASE("command is open for the wanted exit status only") {
  SystemClock clock;
  GateBench bench(clock);
  CHECK(bench.open(R"(kind = "command", command = ["true"])"));
  CHECK(bench.judge(R"(kind = "command", command = ["false"])").found == "exit status 1");
  CHECK_FALSE(bench.open(R"(kind = "command", command = ["false"])"));
  CHECK(bench.open(R"(kind = "command", command = ["false"], status = 1)"));
}

TEST_CASE("command gives its words to the program as they are, without a shell") {
  SystemClock clock;
  GateBench bench(clock);
  CHECK(bench.open(R"(kind = "command", command = ["test", "$HOME; touch x", "=", "$HOME; touch x"])"));
  CHECK_FALSE(std::filesystem::exists(bench.files.path() / "x"));
}

TEST_CASE("command works in the folder of the TOML and reads nothing") {
  SystemClock clock;
  GateBench bench(clock);
  bench.files.write("flag", "");
  CHECK(bench.open(R"(kind = "command", command = ["test", "-e", "flag"])"));
  CHECK(bench.open(R"(kind = "command", command = ["sh", "-c", "! read line"])"));
}

TEST_CASE("command that cannot be started is closed") {
  SystemClock clock;
  GateBench bench(clock);
  const GateFinding finding = bench.judge(R"(kind = "command", command = ["./no-such-program"])");
  CHECK(finding.state == GateState::closed);
  CHECK_THAT(finding.found, Catch::Contains("cannot be started"));
}

TEST_CASE("command killed by a signal is closed") {
  SystemClock clock;
  GateBench bench(clock);
  const GateFinding finding = bench.judge(R"(kind = "command", command = ["sh", "-c", "kill -KILL $$"])");
  CHECK(finding.state == GateState::closed);
  CHECK(finding.found == "an end by signal Killed");
}

TEST_CASE("command out of time is killed with all that it started") {
  SystemClock clock;
  GateBench bench(clock);
  const std::filesystem::path fifo = bench.files.path() / "alive";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  const Descriptor alive(::open(fifo.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  // The child of the child ignores SIGTERM, as a stuck helper may, and keeps the FIFO open while it lives.
  const GateFinding finding = bench.judge(
      R"(kind = "command", timeout = "1s", command = ["sh", "-c", "(trap '' TERM; exec tail -f /dev/null) >alive & wait"])");
  CHECK(finding.state == GateState::closed);
  CHECK(finding.found == "no end within 1s");
  pollfd hang_up{alive.get(), 0, 0};
  CHECK(::poll(&hang_up, 1, 10'000) == 1);
}

TEST_CASE("command is ended when the run is to end") {
  FrozenClock clock(*parse_time("2026-11-21T06:47:00Z", Zone{}));
  GateBench bench(clock);
  bench.stop = true;
  CHECK(bench.judge(R"(kind = "command", command = ["tail", "-f", "/dev/null"])").found ==
        "the run being stopped by a signal");
}
