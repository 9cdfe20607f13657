#include <httplib.h>

#include <thread>

#include "core/base/http.h"
#include "gate_support.h"

using namespace winnow;
using Catch::Contains;
using test::GateBench;

namespace {

/// A server on a port of its own for one test.
class Server {
 public:
  Server() {
    const auto json = [](const char* body) {
      return [body](const httplib::Request&, httplib::Response& answer) {
        answer.set_content(body, "application/json");
      };
    };
    server_.Get("/status", json(R"({"fallbackFileSize":0,"last_run_status":"200","nested":{"list":[7]}})"));
    server_.Get("/words", json("no json"));
    server_.Get("/moved",
                [](const httplib::Request&, httplib::Response& answer) { answer.set_redirect("/status"); });
    server_.Get("/secret", [](const httplib::Request& request, httplib::Response& answer) {
      answer.status = request.get_header_value("X-Token") == "abc" ? 200 : 403;
    });
    server_.Get("/huge", [](const httplib::Request&, httplib::Response& answer) {
      answer.set_content(std::string(2 * 1024 * 1024, 'x'), "text/plain");
    });
    server_.Get("/drip", [this](const httplib::Request&, httplib::Response& answer) {
      answer.set_content_provider(1000, "text/plain", [this](std::size_t, std::size_t, httplib::DataSink& sink) {
        std::unique_lock lock(mutex_);
        ended_.wait_for(lock, std::chrono::milliseconds(100), [this] { return over_; });
        return sink.write("x", 1);
      });
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
  }
  ~Server() {
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
    }
    ended_.notify_all();
    server_.stop();
    thread_.join();
  }
  /// The inside of a gate's row for `path`.
  std::string gate(const std::string& path, const std::string& more = "") const {
    return "kind = \"http\", url = \"http://127.0.0.1:" + std::to_string(port_) + path + "\"" + more;
  }

 private:
  httplib::Server server_;
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool over_ = false;
  int port_ = 0;
};

}  // namespace

TEST_CASE("http is open for the wanted status") {
  SystemClock clock;
  GateBench bench(clock);
  const Server server;
  CHECK(bench.open(server.gate("/status")));
  const GateFinding finding = bench.judge(server.gate("/nowhere"));
  CHECK(finding.state == GateState::closed);
  CHECK(finding.found == "status 404");
  CHECK(finding.wanted == "status 200");
  CHECK(bench.open(server.gate("/nowhere", ", status = 404")));
}

TEST_CASE("http compares one value of the JSON and never a text with a number") {
  SystemClock clock;
  GateBench bench(clock);
  const Server server;
  CHECK(bench.open(server.gate("/status", R"(, pointer = "/fallbackFileSize", equals = 0)")));
  CHECK(bench.open(server.gate("/status", R"(, pointer = "/last_run_status", equals = "200")")));
  CHECK(bench.open(server.gate("/status", R"(, pointer = "/nested/list/0", equals = 7)")));
  const GateFinding finding =
      bench.judge(server.gate("/status", R"(, pointer = "/last_run_status", equals = 200)"));
  CHECK(finding.state == GateState::closed);
  CHECK(finding.found == "status 200 and /last_run_status = \"200\"");
  CHECK(finding.wanted == "status 200 and /last_run_status = 200");
  CHECK(bench.judge(server.gate("/status", R"(, pointer = "/nested", equals = 0)")).found ==
        "status 200 and /nested = an object");
}

TEST_CASE("http is closed for a value that is missing and for a body that is no JSON") {
  SystemClock clock;
  GateBench bench(clock);
  const Server server;
  CHECK(bench.judge(server.gate("/status", R"(, pointer = "/size", equals = 0)")).found ==
        "status 200 and no /size");
  CHECK_FALSE(bench.open(server.gate("/status", R"(, pointer = "/size", equals = 0)")));
  CHECK_FALSE(bench.open(server.gate("/words", R"(, pointer = "/size", equals = 0)")));
}

TEST_CASE("http follows no redirect") {
  SystemClock clock;
  GateBench bench(clock);
  const Server server;
  CHECK(bench.judge(server.gate("/moved")).found == "status 302");
  CHECK_FALSE(bench.open(server.gate("/moved")));
}

TEST_CASE("http sends headers") {
  SystemClock clock;
  GateBench bench(clock);
  const Server server;
  CHECK(bench.open(server.gate("/secret", R"(, headers = { X-Token = "abc" })")));
  CHECK_FALSE(bench.open(server.gate("/secret")));
}

TEST_CASE("http is closed for an answer that does not end in time or grows without end") {
  SystemClock clock;
  GateBench bench(clock);
  const Server server;
  CHECK_THAT(bench.judge(server.gate("/drip", R"(, timeout = "1s")")).found, Contains("cannot be judged: Timeout"));
  CHECK_FALSE(bench.open(server.gate("/huge")));
}

TEST_CASE("http is closed where nobody listens") {
  SystemClock clock;
  GateBench bench(clock);
  const GateFinding finding = bench.judge(R"(kind = "http", url = "http://user:word@127.0.0.1:1/x?token=t")");
  CHECK(finding.state == GateState::closed);
  CHECK(finding.gate == "http http://127.0.0.1:1/x");
  CHECK_THAT(finding.found, !Contains("word") && !Contains("token"));
}

TEST_CASE("a URL is shown without what may be secret in it") {
  CHECK(shown_url("https://user:p@ss@host:8/path?key=1#part") == "https://host:8/path");
  CHECK(shown_url("https://host/a@b") == "https://host/a@b");
  CHECK(shown_url("${URL}") == "${URL}");
}
