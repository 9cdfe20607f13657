/// One HTTP request, within a time limit. Redirects are never followed: their status is the answer.
#pragma once

#include <string>
#include <vector>

#include "winnow/value.hpp"

namespace winnow {

struct HttpRequest {
  std::string url;                   ///< http:// or https://
  std::vector<std::string> headers;  ///< "Name: value"
  std::string body;                  ///< sent by POST; empty: GET
  Span limit{10'000'000};            ///< for all of it, from the name's lookup to the last byte
};

struct HttpAnswer {
  long status = 0;
  std::string body;
};

/// Throws Failure when there is no whole answer within the limit, or one of more than 1 MiB. Its message does
/// not name the URL, of which any part may be secret. Thread rule: any.
HttpAnswer send(const HttpRequest& request);

/// Whether it begins like one that `send` takes: http:// or https://, a host, and no blank in it.
bool is_web_url(std::string_view text);

/// The URL without user, password, query and fragment, for messages about one whose ${NAME} are not filled in.
std::string shown_url(std::string_view url);

}  // namespace winnow
