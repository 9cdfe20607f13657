#include "api.h"

#include <openssl/evp.h>

#include <algorithm>
#include <ctime>
#include <winnow/value.hpp>

namespace cloudinary {
namespace {

using nlohmann::json;
using winnow::Error;

/// An entry of an asset's context: when it was first uploaded, since an upload always dates from today.
constexpr const char* kFirstUploaded = "winnow_uploaded_at";
constexpr std::size_t kLargestAnswer = std::size_t{1} << 30;

std::string digest(const std::string& text, const EVP_MD* kind) {
  unsigned char raw[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), raw, &size, kind, nullptr);
  std::string out;
  for (unsigned int i = 0; i < size; ++i) {
    constexpr const char* kHex = "0123456789abcdef";
    out += {kHex[raw[i] >> 4], kHex[raw[i] & 15]};
  }
  return out;
}

std::string word(const json& from, const char* member) {
  return from.contains(member) && from[member].is_string() ? from[member].get<std::string>() : "";
}

Asset read_asset(const json& from) {
  Asset out;
  out.id = word(from, "public_id");
  out.etag = word(from, "etag");
  out.uploaded_at = word(from, "created_at");
  out.url = word(from, "secure_url");
  out.bytes = from.value("bytes", std::uint64_t{0});
  if (out.id.empty() || out.etag.empty()) throw Error(WINNOW_BROKEN, "an asset without public_id or etag");
  for (const json& tag : from.value("tags", json::array())) out.tags.push_back(tag.get<std::string>());
  std::sort(out.tags.begin(), out.tags.end());
  const json said = from.value("context", json::object());
  const json context = said.value("custom", said);  // the two APIs write it differently
  for (const auto& [name, text] : context.items()) {
    if (!text.is_string()) throw Error(WINNOW_BROKEN, "a context that is no list of texts");
    (name == kFirstUploaded ? out.uploaded_at : out.context[name]) = text.get<std::string>();
  }
  for (const char* more : {"access_control", "metadata", "moderation", "coordinates"}) {
    if (from.contains(more) && !from[more].empty()) out.whole = false;
  }
  return out;
}

/// Backslashes before what would end a name or an entry.
std::string plain(const std::string& text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) != special.npos) out += '\\';
    out += c;
  }
  return out;
}

std::string joined(const std::vector<std::string>& parts, char by) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : std::string(1, by)) + part;
  return out;
}

/// The parameters of an upload, with the signature that the API wants: SHA-1 over them in order and the secret.
std::map<std::string, std::string> signed_upload(const Asset& asset, const Account& account) {
  std::vector<std::string> context{std::string(kFirstUploaded) + "=" + plain(asset.uploaded_at, "=|\\")};
  for (const auto& [name, text] : asset.context) context.push_back(plain(name, "=|\\") + "=" + plain(text, "=|\\"));
  std::map<std::string, std::string> out = {{"context", joined(context, '|')},
                                            {"overwrite", "false"},
                                            {"public_id", asset.id},
                                            {"timestamp", std::to_string(std::time(nullptr))}};
  if (!asset.tags.empty()) out["tags"] = joined(asset.tags, ',');
  std::vector<std::string> lines;
  for (const auto& [name, text] : out) lines.push_back(name + "=" + text);
  out["signature"] = digest(joined(lines, '&') + account.secret, EVP_sha1());
  out["api_key"] = account.key;
  return out;
}

std::size_t keep(char* data, std::size_t size, std::size_t n, void* to) {
  auto& body = *static_cast<std::string*>(to);
  if (body.size() + size * n > kLargestAnswer) return 0;  // curl then ends with an error
  body.append(data, size * n);
  return size * n;
}

}  // namespace

bool Asset::operator==(const Asset& other) const {
  return std::tie(id, etag, uploaded_at, bytes, tags, context, whole) ==
         std::tie(other.id, other.etag, other.uploaded_at, other.bytes, other.tags, other.context, other.whole);
}

Api::Api(Account account) : account_(std::move(account)), curl_(curl_easy_init(), &curl_easy_cleanup) {
  if (!curl_) throw Error(WINNOW_UNAVAILABLE, "libcurl does not begin");
}

std::string Api::admin(const std::string& rest) const {
  return account_.endpoint + "/v1_1/" + account_.cloud + rest;
}

std::string Api::escaped(const std::string& text) const {
  const std::unique_ptr<char, decltype(&curl_free)> out(
      curl_easy_escape(curl_.get(), text.data(), static_cast<int>(text.size())), &curl_free);
  return out.get();
}

Api::Answer Api::ask(const std::string& url, const std::function<void(CURL*)>& prepare, bool with_key) {
  CURL* const curl = curl_.get();
  curl_easy_reset(curl);
  Answer out;
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 300L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 20L);
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);  // a public_id is its bytes
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &keep);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &out.body);
  if (with_key) {
    curl_easy_setopt(curl, CURLOPT_USERNAME, account_.key.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, account_.secret.c_str());
  }
  prepare(curl);
  const CURLcode code = curl_easy_perform(curl);
  if (code != CURLE_OK) throw Error(WINNOW_UNAVAILABLE, std::string("Cloudinary: ") + curl_easy_strerror(code));
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &out.status);
  return out;
}

json Api::read(const Answer& answer) const {
  json out = json::parse(answer.body, nullptr, false);
  if (answer.status == 200 && out.is_object()) return out;
  const std::string why = out.is_object() && out.contains("error") ? word(out["error"], "message") : "";
  throw Error(answer.status == 401 || answer.status == 403 ? WINNOW_BAD_CONFIG : WINNOW_UNAVAILABLE,
              "Cloudinary answered " + std::to_string(answer.status) + (why.empty() ? "" : ": " + why));
}

void Api::list(const std::string& prefix, const std::function<void(const Asset&)>& show) {
  json question = {{"expression", "resource_type:" + account_.kind + " AND type:upload AND public_id:" +
                                      plain(prefix, " !(){}[]*^~?:\\=&<>\"") + "*"},
                   {"max_results", 500},
                   {"sort_by", {{{"public_id", "asc"}}}},
                   {"with_field", {"tags", "context"}}};
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> type(
      curl_slist_append(nullptr, "Content-Type: application/json"), &curl_slist_free_all);
  for (;;) {
    const std::string body = question.dump();
    const json page = read(ask(
        admin("/resources/search"),
        [&](CURL* curl) {
          curl_easy_setopt(curl, CURLOPT_HTTPHEADER, type.get());
          curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, body.c_str());
        },
        true));
    for (const json& one : page.at("resources")) {
      const Asset asset = read_asset(one);
      if (asset.id.starts_with(prefix)) show(asset);
    }
    if (word(page, "next_cursor").empty()) return;
    question["next_cursor"] = page["next_cursor"];
  }
}

std::optional<Asset> Api::find(const std::string& id) {
  const Answer answer = ask(
      admin("/resources/" + account_.kind + "/upload/" + escaped(id)), [](CURL*) {}, true);
  if (answer.status == 404) return std::nullopt;
  return read_asset(read(answer));
}

std::string Api::download(const Asset& asset) {
  Answer answer = ask(
      asset.url, [](CURL*) {}, false);
  if (answer.status != 200) {
    throw Error(WINNOW_UNAVAILABLE, "the original was answered with " + std::to_string(answer.status));
  }
  if (answer.body.size() != asset.bytes || digest(answer.body, EVP_md5()) != asset.etag) {
    throw Error(WINNOW_UNAVAILABLE, "the original is not what its etag says");
  }
  return std::move(answer.body);
}

std::map<std::string, std::string> Api::destroy(std::span<const std::string> ids) {
  std::string query;
  for (const std::string& id : ids) query += (query.empty() ? "?" : "&") + ("public_ids%5B%5D=" + escaped(id));
  const json answer = read(ask(
      admin("/resources/" + account_.kind + "/upload" + query),
      [](CURL* curl) {
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "DELETE");
        curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);  // on an old connection curl may send it twice, unasked
      },
      true));
  return answer.at("deleted").get<std::map<std::string, std::string>>();
}

bool Api::upload(const Asset& asset, const std::string& content) {
  const std::unique_ptr<curl_mime, decltype(&curl_mime_free)> form(curl_mime_init(curl_.get()), &curl_mime_free);
  for (const auto& [name, text] : signed_upload(asset, account_)) {
    curl_mimepart* const part = curl_mime_addpart(form.get());
    curl_mime_name(part, name.c_str());
    curl_mime_data(part, text.data(), text.size());
  }
  curl_mimepart* const file = curl_mime_addpart(form.get());
  curl_mime_name(file, "file");
  curl_mime_filename(file, "file");
  curl_mime_data(file, content.data(), content.size());
  const json answer = read(ask(
      admin("/" + account_.kind + "/upload"),
      [&](CURL* curl) {
        curl_easy_setopt(curl, CURLOPT_MIMEPOST, form.get());
        curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
      },
      false));
  return !answer.value("existing", false);
}

}  // namespace cloudinary
