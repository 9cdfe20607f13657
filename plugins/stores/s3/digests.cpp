#include "digests.h"

#include <openssl/evp.h>

#include <stdexcept>

namespace winnow::s3 {

namespace {

std::string digest(const EVP_MD* algorithm, std::string_view bytes) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), out, &size, algorithm, nullptr) != 1) {
    throw std::runtime_error(std::string("OpenSSL cannot compute ") + EVP_MD_get0_name(algorithm) +
                             ", which S3 wants");
  }
  return {reinterpret_cast<const char*>(out), size};
}

}  // namespace

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

std::string md5(std::string_view bytes) {
  return digest(EVP_md5(), bytes);
}

std::string sha256(std::string_view bytes) {
  return digest(EVP_sha256(), bytes);
}

}  // namespace winnow::s3
