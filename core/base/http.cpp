#include "core/base/http.h"

#include <curl/curl.h>
#include <algorithm>

#include <memory>

#include "core/base/failure.h"
#include "core/base/text.h"

namespace winnow {
namespace {

constexpr std::size_t kMostBytes = 1024 * 1024;

struct CloseEasy {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::size_t receive(char* data, std::size_t, std::size_t size, void* into) {
  std::string& body = *static_cast<std::string*>(into);
  if (body.size() + size > kMostBytes) return 0;  // which curl reports as CURLE_WRITE_ERROR
  body.append(data, size);
  return size;
}

std::unique_ptr<curl_slist, FreeList> list_of(const std::vector<std::string>& headers) {
  curl_slist* list = nullptr;
  for (const std::string& header : headers) list = curl_slist_append(list, header.c_str());
  return std::unique_ptr<curl_slist, FreeList>(list);
}

}  // namespace

std::string shown_url(std::string_view url) {
  const std::size_t host = url.find("://") == std::string_view::npos ? 0 : url.find("://") + 3;
  const std::string_view rest = url.substr(host);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  const std::size_t user = authority.rfind('@');
  const std::string_view shown = user == std::string_view::npos ? rest : rest.substr(user + 1);
  return printable(std::string(url.substr(0, host)) + std::string(shown.substr(0, shown.find_first_of("?#"))));
}

bool is_web_url(std::string_view text) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!text.starts_with(scheme) || text.size() == scheme.size()) continue;
    const bool whole =
        std::none_of(text.begin(), text.end(), [](unsigned char c) { return c <= ' ' || c == 0x7f; });
    return whole && text[scheme.size()] != '/';
  }
  return false;
}

HttpAnswer send(const HttpRequest& request) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, CloseEasy> handle(ready == CURLE_OK ? curl_easy_init() : nullptr);
  if (!handle) throw Failure("", "the HTTP library cannot be used");
  const auto headers = list_of(request.headers);
  HttpAnswer answer;
  const long limit = static_cast<long>(request.limit.count() / 1000);
  curl_easy_setopt(handle.get(), CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle.get(), CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT_MS, limit);
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, receive);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &answer.body);
  if (!request.body.empty()) {
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }
  const CURLcode code = curl_easy_perform(handle.get());
  if (code == CURLE_WRITE_ERROR) throw Failure("", "the answer is longer than 1 MiB");
  if (code != CURLE_OK) throw Failure("", curl_easy_strerror(code));
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

}  // namespace winnow
