#include "client.h"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>

#include "winnow/value.hpp"

namespace winnow::s3 {

namespace {

constexpr std::size_t kMaxAnswer = std::size_t{16} << 20;
constexpr long kConnectSeconds = 20;

std::string host_of(const std::string& endpoint) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!endpoint.starts_with(scheme)) continue;
    std::string host = endpoint.substr(scheme.size());
    if (!host.empty() && host.find_first_of("/?#@ ") == host.npos) return host;
  }
  // The endpoint may hold a password where one was put by mistake, so it is not shown.
  throw Error(WINNOW_BAD_CONFIG, "endpoint is no \"https://host\" or \"http://host:port\" without user and path");
}

/// Where the body of one answer goes.
struct Taker {
  CURL* curl;
  Answer& answer;
  const Transfer& transfer;
};

std::size_t take_body(const char* bytes, std::size_t, std::size_t size, void* taker) noexcept {
  const auto& [curl, answer, transfer] = *static_cast<Taker*>(taker);
  if (transfer.piece) {
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (status == 200 || status == 206) {
      transfer.piece({bytes, size});
      return size;
    }
  }
  std::string& body = answer.body;
  if (size > kMaxAnswer - body.size()) return 0;  // libcurl ends the transfer with an error
  body.append(bytes, size);
  return size;
}

std::size_t take_header(const char* bytes, std::size_t, std::size_t size, void* answer) noexcept {
  auto& headers = static_cast<Answer*>(answer)->headers;
  const std::string_view line(bytes, size);
  if (line.starts_with("HTTP/")) headers.clear();  // after "100 Continue" come those that count
  const std::size_t colon = line.find(':');
  if (colon == line.npos) return size;
  std::string name(line.substr(0, colon));
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  std::string_view value = line.substr(colon + 1);
  value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
  value = value.substr(0, value.find_last_not_of(" \t\r\n") + 1);
  headers[std::move(name)] = value;
  return size;
}

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::unique_ptr<curl_slist, FreeList> header_list(const std::map<std::string, std::string>& headers) {
  std::unique_ptr<curl_slist, FreeList> out;
  const auto add = [&out](const std::string& line) {
    curl_slist* longer = curl_slist_append(out.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    out.release();
    out.reset(longer);
  };
  for (const auto& [name, value] : headers) add(value.empty() ? name + ";" : name + ": " + value);
  // libcurl would add these, unsigned; waiting for "100 Continue" costs a second with servers that do not know it.
  for (const char* name : {"content-type", "expect", "accept"}) {
    if (!headers.contains(name)) add(std::string(name) + ":");
  }
  return out;
}

/// libcurl sends a request again by itself where a connection that it had used before ends without an answer. The
/// first one may have been heard: a DELETE would then find nothing, or hide the object below a second marker.
int send_once(void* sent, char*, char*, int, int) {
  return (*static_cast<int*>(sent))++ == 0 ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

}  // namespace

struct Client::Handle {
  CURL* curl = curl_easy_init();
  ~Handle() { curl_easy_cleanup(curl); }
};

Client::Client(const std::string& endpoint, std::string region, Credentials credentials)
    : handle_(std::make_unique<Handle>()),
      endpoint_(endpoint),
      host_(host_of(endpoint)),
      region_(std::move(region)),
      credentials_(std::move(credentials)) {
  if (handle_->curl == nullptr) throw Error(WINNOW_UNAVAILABLE, "libcurl cannot start");
}

Client::~Client() = default;

Answer Client::send(Request request, std::string_view now, const Transfer& transfer) {
  request.host = host_;
  const auto headers =
      header_list(credentials_.access_key.empty() ? request.headers : sign(request, credentials_, region_, now));
  const std::string query = query_text(request);
  const std::string url = endpoint_ + request.path + (query.empty() ? "" : "?" + query);
  Answer answer;
  CURL* curl = handle_->curl;
  Taker taker{curl, answer, transfer};
  curl_easy_reset(curl);  // options go, connections stay
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);  // "x/../y" is a key
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, transfer.patience);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &take_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &taker);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &take_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer);
  if (request.method == "HEAD") {
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  } else if (request.method != "GET" && request.method != "DELETE") {
    // Also for a PUT without a body: else libcurl would read one from standard input.
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.c_str());
  }
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method == "HEAD" ? nullptr : request.method.c_str());
  int sent = 0;
  if (request.method != "GET" && request.method != "HEAD") {
    curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, &send_once);
    curl_easy_setopt(curl, CURLOPT_PREREQDATA, &sent);
  }
  const CURLcode code = curl_easy_perform(curl);
  if (code != CURLE_OK) {
    const char* const why = sent > 1 ? "the connection ended" : curl_easy_strerror(code);
    throw Error(WINNOW_UNAVAILABLE, request.method + " at " + endpoint_ + " has no answer: " + why);
  }
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

}  // namespace winnow::s3
