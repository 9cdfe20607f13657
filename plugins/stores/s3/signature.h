/// AWS Signature Version 4, as S3 wants it: paths are signed as they are sent, encoded once and never normalised,
/// so that keys such as "a//b" and "x/../y" name themselves.
///
///   Request request{"GET", "bucket.s3.eu-central-1.amazonaws.com", "/a%20key", {{"list-type", "2"}}, {}, ""};
///   for (const auto& [name, value] : sign(request, credentials, "eu-central-1", "20130524T000000Z")) ...
///
/// Own code because curl 7.88's CURLOPT_AWS_SIGV4 sorts neither the query nor headers that share a beginning, and
/// fails on parameters without a value. Source: AWS, "Authenticating Requests (AWS Signature Version 4)", Amazon S3
/// API Reference. Thread rule: pure functions.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace winnow::s3 {

struct Credentials {
  std::string access_key;
  std::string secret_key;
  std::string session_token;  ///< empty: none
};

struct Request {
  std::string method;                                      ///< "GET"
  std::string host;                                        ///< with the port where it is not the scheme's own
  std::string path;                                        ///< "/" + encode_path(key)
  std::vector<std::pair<std::string, std::string>> query;  ///< names and values, not encoded, in any order
  std::map<std::string, std::string> headers;  ///< names in lower case; "host" and "x-amz-*" of signing aside
  std::string body;
};

/// Percent-encodes all but RFC 3986's unreserved characters, in capitals.
std::string encode(std::string_view text);

/// encode(), but "/" stays.
std::string encode_path(std::string_view key);

/// The query as it is signed and has to be sent: encoded and sorted by name, then value. Empty for none.
std::string query_text(const Request& request);

/// All headers to send with the request: its own, and those that signing adds. `now`: "20130524T000000Z", UTC.
std::map<std::string, std::string> sign(const Request& request, const Credentials& credentials,
                                        std::string_view region, std::string_view now);

}  // namespace winnow::s3
