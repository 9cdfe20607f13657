/// Hex, percent-encoding, and SHA-256 (FIPS 180-4) by OpenSSL. Thread rule: pure; a Sha256 belongs to one thread.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace winnow {

std::string to_hex(std::string_view bytes);

/// The byte that "%XX" at `i` stands for (RFC 3986); -1: there is no such thing.
int encoded_byte(std::string_view text, std::size_t i);
/// "%41" is "A".
std::string percent_decoded(std::string_view text);

/// SHA-256 of what was added, in pieces of any size.
class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  /// Adds the length (8 bytes, little-endian) and then the bytes, so that fields cannot run into each other.
  void add_field(std::string_view bytes);
  /// 64 hex digits; afterwards the object starts anew.
  std::string hex();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

std::string sha256_hex(std::string_view bytes);
/// HMAC-SHA-256 in hex.
std::string hmac_hex(std::string_view key, std::string_view bytes);
/// Random bytes of the operating system, in hex.
std::string random_hex(std::size_t bytes);

}  // namespace winnow
