/// One request to an S3 server and its answer, over libcurl. What an answer means, and what may be asked again, is
/// the caller's to say: nothing is repeated here, no redirection is followed.
///
///   Client client("https://s3.eu-central-1.amazonaws.com", "eu-central-1", credentials);
///   const Answer answer = client.send({"GET", "/bucket", {{"list-type", "2"}}}, "20130524T000000Z");
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "signature.h"

namespace winnow::s3 {

struct Answer {
  long status = 0;                             ///< of HTTP
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
};

/// How an answer is taken.
struct Transfer {
  /// Gets the body piece by piece instead of Answer::body, if the status is 200 or 206: for what does not fit into
  /// memory. Must not throw.
  std::function<void(std::string_view)> piece{};
  /// Seconds without a byte after which the answer counts as lost: a server that copies is silent for long.
  long patience = 60;
};

/// Thread rule: one thread at a time.
class Client {
 public:
  /// `endpoint`: "https://host" or "http://host:port", without a path. Throws Error(WINNOW_BAD_CONFIG) for any
  /// other. Without an access key requests are not signed.
  Client(const std::string& endpoint, std::string region, Credentials credentials);
  ~Client();
  /// Signs with these from now on.
  void use(Credentials credentials) { credentials_ = std::move(credentials); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// `request.host` is the endpoint's, whatever it says; `now` as sign() takes it. Throws Error(WINNOW_UNAVAILABLE)
  /// where no whole answer came: whether the server did what was asked is then unknown. Messages name the endpoint,
  /// never a credential. A body of more than 16 MiB is an error too, where it is not taken in pieces:
  /// no listing of S3 is as long.
  Answer send(Request request, std::string_view now, const Transfer& transfer = {});

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
  std::string endpoint_;
  std::string host_;
  std::string region_;
  Credentials credentials_;
};

}  // namespace winnow::s3
