#include "signature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <stdexcept>

#include "digests.h"

namespace winnow::s3 {

namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

/// The bytes of the HMAC, not their digits: keys are made of them.
std::string hmac(std::string_view key, std::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &size) == nullptr) {
    throw std::runtime_error("OpenSSL cannot compute HMAC-SHA-256");
  }
  return {reinterpret_cast<const char*>(digest), size};
}

std::string encoded(std::string_view text, std::string_view kept) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain || kept.find(c) != kept.npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

/// A header's value as it is signed: no blanks around it, runs of blanks within it as one.
std::string folded(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c != ' ') {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += c;
    }
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace

std::string encode(std::string_view text) {
  return encoded(text, "-._~");
}

std::string encode_path(std::string_view key) {
  return encoded(key, "-._~/");
}

std::string query_text(const Request& request) {
  std::vector<std::pair<std::string, std::string>> parts;
  for (const auto& [name, value] : request.query) parts.emplace_back(encode(name), encode(value));
  std::ranges::sort(parts);
  std::string out;
  for (const auto& [name, value] : parts) {
    if (!out.empty()) out += '&';
    out += name + '=' + value;  // also without a value: S3 signs "delete="
  }
  return out;
}

std::map<std::string, std::string> sign(const Request& request, const Credentials& credentials,
                                        std::string_view region, std::string_view now) {
  std::map<std::string, std::string> headers = request.headers;
  headers["host"] = request.host;
  headers["x-amz-date"] = now;
  const std::string body_digest = hex(sha256(request.body));
  headers["x-amz-content-sha256"] = body_digest;
  if (!credentials.session_token.empty()) headers["x-amz-security-token"] = credentials.session_token;

  // Every header is signed, so that none can be exchanged on the way; the map has them in the order of signing.
  std::string lines;
  std::string names;
  for (const auto& [name, value] : headers) {
    lines += name + ':' + folded(value) + '\n';
    names += (names.empty() ? "" : ";") + name;
  }
  const std::string canonical = request.method + '\n' + request.path + '\n' + query_text(request) + '\n' + lines +
                                '\n' + names + '\n' + body_digest;

  const std::string day(now.substr(0, 8));
  const std::string scope = day + '/' + std::string(region) + "/s3/aws4_request";
  const std::string to_sign =
      std::string(kAlgorithm) + '\n' + std::string(now) + '\n' + scope + '\n' + hex(sha256(canonical));
  const std::string key =
      hmac(hmac(hmac(hmac("AWS4" + credentials.secret_key, day), region), "s3"), "aws4_request");
  headers["authorization"] = std::string(kAlgorithm) + " Credential=" + credentials.access_key + '/' + scope +
                             ",SignedHeaders=" + names + ",Signature=" + hex(hmac(key, to_sign));
  return headers;
}

}  // namespace winnow::s3
