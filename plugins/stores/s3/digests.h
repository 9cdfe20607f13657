/// Digests as S3 asks for them. Throws std::runtime_error where OpenSSL cannot compute one. Thread rule: pure
/// functions.
#pragma once

#include <string>
#include <string_view>

namespace winnow::s3 {

/// Two small digits a byte.
std::string hex(std::string_view bytes);

/// The 16 bytes.
std::string md5(std::string_view bytes);

/// The 32 bytes.
std::string sha256(std::string_view bytes);

}  // namespace winnow::s3
