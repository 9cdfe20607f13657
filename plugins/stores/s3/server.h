/// A server of S3: connections side by side, the clock with which requests are signed, and what is asked again.
///
///   Server server({"https://s3.eu-central-1.amazonaws.com", "eu-central-1", keys, 8}, host);
///   const Answer answer = server.ask({"GET", "", "/bucket", {{"list-type", "2"}}, {}, ""}, Repeat::yes);
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "client.h"
#include "credentials.h"
#include "winnow/job.hpp"

namespace winnow::s3 {

/// Whether a request does the same when it is sent twice. One that takes something away does not: after an answer
/// that was lost its caller looks first at what is there.
enum class Repeat { yes, no };

/// What a server refused, with what S3 says of it.
class Refusal : public Error {
 public:
  Refusal(winnow_code code, const std::string& message, long status, std::string reason)
      : Error(code, message), status_(status), reason_(std::move(reason)) {}
  long status() const { return status_; }
  const std::string& reason() const { return reason_; }  ///< "AccessDenied"

 private:
  long status_;
  std::string reason_;
};

struct ServerSettings {
  std::string endpoint;  ///< as Client wants it
  std::string region;
  KeySource keys;
  std::size_t connections = 1;  ///< requests side by side
};

/// Thread rule: ask() from any thread.
class Server {
 public:
  /// Throws Error(WINNOW_BAD_CONFIG).
  Server(ServerSettings settings, Host& host);

  /// The answer, whatever its status below 500, or 501. No answer at all and other 5xx are repeated where that does
  /// no harm, after growing pauses of random length; after the last, or at once for Repeat::no,
  /// Error(WINNOW_UNAVAILABLE): what was asked may have been done. A refusal (4xx) is never repeated, except that a
  /// clock which the server calls wrong is set by the server's. Throws Error(WINNOW_STOPPED) instead of pausing
  /// when the host wants to stop. While the server is silent nothing is repeated, and most is not even asked.
  Answer ask(const Request& request, Repeat repeat, const Transfer& transfer = {});

  /// Whether a few requests in a row, each repeated, got no answer at all: the server is gone, and no object needs
  /// to find that out for itself. One request that is answered ends it.
  bool is_silent() const;

  /// Waits before a request is sent for the `attempt`th time again. Throws Error(WINNOW_STOPPED) where the host
  /// wants to stop.
  void pause(int attempt) const;

  std::size_t connections() const { return settings_.connections; }

 private:
  std::int64_t now() const;
  void note_answer() { unanswered_ = 0; }
  void note_silence(Repeat repeat);
  Answer send_once(const Request& request, const Transfer& transfer);

  ServerSettings settings_;
  Host& host_;
  std::int64_t began_;  ///< TIME by the host's clock, which stands still for a run
  std::chrono::steady_clock::time_point began_at_;
  std::atomic<std::int64_t> skew_ = 0;  ///< microseconds that the server's clock is ahead
  std::atomic<int> unanswered_ = 0;     ///< requests in a row that were repeated and got no answer
  std::atomic<std::chrono::steady_clock::time_point> ask_again_at_{};  ///< of a silent server
  std::mutex guard_;
  std::vector<std::unique_ptr<Client>> idle_;
};

/// What to throw for an answer that is none of those wanted. `act`: "list the bucket".
Refusal refusal(const Answer& answer, const std::string& act);

}  // namespace winnow::s3
