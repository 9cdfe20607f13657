#include <pthread.h>

#include <csignal>
#include <iostream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>

#include "core/base/clock.h"
#include "core/base/failure.h"
#include "core/cli/commands.h"
#include "core/config/config.h"
#include "core/report/status.h"
#include "core/serve/server.h"

namespace winnow {
namespace {

namespace po = boost::program_options;

constexpr const char* kListen = "127.0.0.1:8090";

/// Ends the server where the process is told to end.
class UntilSignal {
 public:
  /// Before any other thread begins: those that come later let these signals alone, too.
  UntilSignal() {
    sigemptyset(&signals_);
    for (const int signal : {SIGTERM, SIGINT}) sigaddset(&signals_, signal);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }
  void watch(PageServer& server) {
    thread_ = std::thread([this, &server] {
      int signal = 0;
      sigwait(&signals_, &signal);
      server.stop();
    });
  }
  /// The server has ended; by itself, if it could not go on.
  ~UntilSignal() {
    if (!thread_.joinable()) return;
    pthread_kill(thread_.native_handle(), SIGTERM);
    thread_.join();
  }
  UntilSignal(const UntilSignal&) = delete;
  UntilSignal& operator=(const UntilSignal&) = delete;

 private:
  sigset_t signals_{};
  std::thread thread_;
};

}  // namespace

void declare_serve(OptionsDescription& options) {
  options.add_options()("listen", po::value<std::string>()->default_value(kListen)->value_name("ADDRESS:PORT"),
                        "where; anything but a loopback address needs a token")(
      "token-file", po::value<std::string>()->value_name("FILE"), "whoever asks must know what stands in it");
  declare_status(options);
}

int serve_command(const Invocation& invocation) {
  const ListenAddress address = parse_listen(invocation.text("listen"));
  const std::string token =
      invocation.has("token-file") ? read_token(invocation.text("token-file")) : std::string{};
  PageSource source{std::filesystem::absolute(find_config(invocation.globals.config)), read_max_age(invocation)};
  load_config(source.config, SystemClock().now());  // what is wrong with it now is told now
  UntilSignal until_signal;
  PageServer server(address, token,
                    [&](const std::string& path) { return answer_to(path, source, SystemClock().now()); });
  if (invocation.globals.json) {
    std::cout << nlohmann::ordered_json{{"url", server.url()}}.dump() << '\n' << std::flush;
  } else if (invocation.globals.loudness != Loudness::quiet) {
    std::cout << "pages at " << server.url() << ", until it is told to end (ctrl-C, SIGTERM)\n" << std::flush;
  }
  until_signal.watch(server);
  server.run();
  return kDone;
}

}  // namespace winnow
