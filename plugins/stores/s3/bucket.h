/// One bucket, request by request, in plain types. What a refusal means is said at each member; where nothing is
/// said, it throws Refusal (server.h). All throw Error(WINNOW_UNAVAILABLE) where no answer came.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answers.h"
#include "server.h"

namespace winnow::s3 {

/// An object as HEAD tells it.
struct Head {
  ObjectFacts facts;
  std::string version;                         ///< empty where the bucket has no versions
  std::map<std::string, std::string> headers;  ///< all of the answer, names in lower case
  std::string header(const char* name) const {
    const auto at = headers.find(name);
    return at == headers.end() ? std::string{} : at->second;
  }
};

enum class Versioning { never, enabled, suspended };

/// Thread rule: any thread, as Server.
class Bucket {
 public:
  enum class Addressing { path, host };
  Bucket(Server& server, std::string name, Addressing addressing)
      : server_(server), name_(std::move(name)), base_(addressing == Addressing::path ? "/" + encode(name_) : "") {}

  const std::string& name() const { return name_; }
  Server& server() const { return server_; }

  /// Up to 1,000 objects whose keys begin with `prefix`; `token`: Listing::next of the page before, or empty.
  Listing list(std::string_view prefix, const std::string& token, std::size_t most = 1000) const;
  /// The same, of keys that come after the text `key`.
  Listing list_after(std::string_view prefix, const std::string& key, std::size_t most = 1000) const;
  /// All versions and markers of exactly this key, as the server orders them (history.h).
  std::vector<Version> versions_of(std::string_view key) const;
  /// Up to `most` versions and markers of keys that begin with `prefix`: of those after `key`, or, with `id`, of
  /// `key` too, those after that one.
  Versions versions_after(std::string_view prefix, const std::string& key, const std::string& id,
                          std::size_t most = 1000) const;

  /// nullopt: there is no such object (404).
  std::optional<Head> head(std::string_view key, std::string_view version = {}) const;

  /// Whether the bucket itself lists no such object. A 404 alone may come from another server, or from what stands
  /// before this one; a bucket that answers the listing is there. Throws Refusal, Error.
  bool is_surely_gone(std::string_view key) const;
  std::map<std::string, std::string> tags(std::string_view key) const;
  /// The content of a small object; nullopt: there is none.
  std::optional<std::string> read(std::string_view key) const;

  Versioning versioning() const;
  /// A part of the bucket's configuration, as "lifecycle", or of an object's, as "legal-hold"; nullopt: there is
  /// none (404), or the server says that it has no such things.
  std::optional<std::string> configuration(const char* name, std::string_view key = {},
                                           std::string_view version = {}) const;

  Request request(std::string method, std::string_view key) const;
  Answer ask(const Request& request, Repeat repeat, const Transfer& transfer = {}) const {
    return server_.ask(request, repeat, transfer);
  }
  /// The value of x-amz-copy-source.
  std::string copy_source(std::string_view key, std::string_view version = {}) const;

 private:
  Listing list_by(std::string_view prefix, std::size_t most, const char* from, const std::string& where) const;

  Server& server_;
  std::string name_;
  std::string base_;
};

/// The facts in an answer to HEAD, GET or PUT. Throws Error(WINNOW_BROKEN) where there is no ETag or length.
Head head_of(std::string_view key, const Answer& answer);

/// The value of Content-MD5, which S3 wants with bodies that change something.
std::string content_md5(std::string_view body);

}  // namespace winnow::s3
