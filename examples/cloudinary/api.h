/// The few calls of Cloudinary's Admin and Upload API that a store needs. One object, one thread at a time.
///
///   Api api({"https://api.cloudinary.com", "acme", "key", "secret", "image"});
///   if (const auto asset = api.find("private/a")) std::string bytes = api.download(*asset);
///
/// Nothing is asked twice: whoever calls decides what a lost answer means. Throws
/// winnow::Error(WINNOW_UNAVAILABLE).
#pragma once

#include <curl/curl.h>

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cloudinary {

struct Account {
  std::string endpoint;  ///< https://api.cloudinary.com
  std::string cloud, key, secret;
  std::string kind;  ///< image, video or raw
};

/// An asset as Cloudinary describes it.
struct Asset {
  std::string id;           ///< its public_id
  std::string etag;         ///< MD5 of its bytes, in hex
  std::string uploaded_at;  ///< ISO 8601; of one that was restored: when it was uploaded first
  std::string url;          ///< of the original
  std::uint64_t bytes = 0;
  std::vector<std::string> tags;
  std::map<std::string, std::string> context;  ///< without the entry of this plugin
  bool whole = true;                           ///< nothing is said about it that an upload could not say again

  bool operator==(const Asset& other) const;  ///< the same content, said the same of
};

class Api {
 public:
  explicit Api(Account account);

  /// Shows each asset whose public_id begins with `prefix`, a page after the other; `show` answers nothing.
  void list(const std::string& prefix, const std::function<void(const Asset&)>& show);
  /// As it is now; nullopt: there is none.
  std::optional<Asset> find(const std::string& id);
  /// The original's bytes, as many as the asset says and with its digest.
  std::string download(const Asset& asset);
  /// What became of each: "deleted", "not_found" or another word. 100 at most.
  std::map<std::string, std::string> destroy(std::span<const std::string> ids);
  /// Uploads it under its id unless that is taken; false: it is.
  bool upload(const Asset& asset, const std::string& content);

 private:
  struct Answer {
    long status = 0;
    std::string body;
  };
  Answer ask(const std::string& url, const std::function<void(CURL*)>& prepare, bool with_key);
  nlohmann::json read(const Answer& answer) const;
  std::string admin(const std::string& rest) const;
  std::string escaped(const std::string& text) const;

  Account account_;
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl_;
};

}  // namespace cloudinary
