/// The pages of pages.h over HTTP, for as long as nobody ends it.
///
/// No client can do it harm. Each connection carries one request and ends after a few seconds, however slowly its
/// bytes come; what is longer than a request ever is ends at once. One thread makes pages, and what it made is good
/// for a moment, so that a thousand askers cost no more than one; who waits for it in vain (the state is locked) is
/// told so.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/serve/access.h"
#include "core/serve/pages.h"

namespace winnow {

class PageServer {
 public:
  /// Listens from then on. Throws Failure where the address is taken or not this host's.
  PageServer(const ListenAddress& address, const std::string& token,
             std::function<PageAnswer(const std::string&)> make);
  ~PageServer();
  PageServer(const PageServer&) = delete;
  PageServer& operator=(const PageServer&) = delete;

  /// "http://127.0.0.1:8090/"
  std::string url() const;
  /// Answers until stop(), which may come from any thread.
  void run();
  void stop();

 private:
  class Http;
  std::unique_ptr<Http> http_;
  std::string host_;
};

}  // namespace winnow
