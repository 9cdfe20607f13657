#include "item_version/item_version.h"

#include <openssl/evp.h>

#include <memory>

#include "winnow/value.hpp"

namespace winnow {

void write_version(std::string_view content, char* out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  // Fetched once: looking the algorithm up costs more than hashing a row.
  static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> sha256{EVP_MD_fetch(nullptr, "SHA256", nullptr),
                                                                      &EVP_MD_free};
  static thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                                            &EVP_MD_CTX_free};
  unsigned char digest[EVP_MAX_MD_SIZE];
  if (EVP_DigestInit_ex2(context.get(), sha256.get(), nullptr) != 1 ||
      EVP_DigestUpdate(context.get(), content.data(), content.size()) != 1 ||
      EVP_DigestFinal_ex(context.get(), digest, nullptr) != 1) {
    throw Error(WINNOW_BROKEN, "SHA-256 is not to be had from OpenSSL");
  }
  for (std::size_t i = 0; i < kVersionSize / 2; ++i) {
    out[2 * i] = kHex[digest[i] >> 4];
    out[2 * i + 1] = kHex[digest[i] & 15];
  }
}

}  // namespace winnow
