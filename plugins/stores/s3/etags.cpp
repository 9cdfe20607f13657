#include "etags.h"

#include <openssl/evp.h>

#include <stdexcept>

namespace winnow::s3 {

namespace {

constexpr std::string_view kDigits = "0123456789abcdef";
constexpr std::size_t kMd5Digits = 32;

/// The bytes that `text` spells; empty where it spells no MD5.
std::string md5_bytes(const std::string& text) {
  if (text.size() != kMd5Digits || text.find_first_not_of(kDigits) != text.npos) return {};
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += 2) {
    out.push_back(static_cast<char>(kDigits.find(text[at]) * 16 + kDigits.find(text[at + 1])));
  }
  return out;
}

std::string md5_digits(const std::string& bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_md5(), nullptr) != 1) {
    throw std::runtime_error("OpenSSL cannot compute the MD5 of which S3 makes its ETags");
  }
  std::string out;
  for (unsigned int i = 0; i < size; ++i) {
    out += kDigits[digest[i] / 16];
    out += kDigits[digest[i] % 16];
  }
  return out;
}

}  // namespace

std::string quoted(const std::string& etag) {
  return '"' + etag + '"';
}

bool is_same_etag(const std::string& live, const std::string& recorded) {
  if (live == recorded) return true;
  if (!live.ends_with("-1")) return false;
  const std::string bytes = md5_bytes(recorded);
  return !bytes.empty() && live == md5_digits(bytes) + "-1";
}

}  // namespace winnow::s3
