/// Stands between a store and the real server, and spoils what a test picks: the answer lost after the server did
/// what was asked, the request lost before, or an error of the proxy's own.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace winnow::s3 {

enum class Fault {
  none,
  lose_request,  ///< the server never hears of it, and the client gets no answer
  lose_answer,   ///< the server does it, and the client gets no answer
  busy,          ///< 503 SlowDown, and the server never hears of it
  denied,        ///< 403 AccessDenied, likewise
  nowhere,       ///< 404 without a word of S3, likewise: what stands before the server leads elsewhere
  broke_off,     ///< the server does it, and says of each key of a DeleteObjects that it broke off
  no_condition   ///< a refused condition is answered 204, as by a server that does not know of conditions
};

class Proxy {
 public:
  /// `upstream`: "http://127.0.0.1:7070". `pick` is asked once a request with its method and target, one at a time.
  Proxy(const std::string& upstream,
        std::function<Fault(const std::string& method, const std::string& target)> pick);
  ~Proxy();
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;

  std::string endpoint() const { return "http://127.0.0.1:" + std::to_string(port_); }
  /// How many requests began so: "DELETE /bucket/key".
  std::size_t asked(const std::string& beginning) const;

 private:
  void listen();
  void serve(int client);
  bool serve_one(int client);
  Fault fault_of(const std::string& line);

  std::string host_;
  int port_of_upstream_;
  std::function<Fault(const std::string&, const std::string&)> pick_;
  int listener_ = -1;
  int port_ = 0;
  mutable std::mutex guard_;
  std::vector<std::string> lines_;
  std::vector<std::thread> crew_;
  std::thread accepting_;
};

}  // namespace winnow::s3
