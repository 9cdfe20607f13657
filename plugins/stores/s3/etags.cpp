#include "etags.h"

#include "digests.h"

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

}  // namespace

std::string quoted(const std::string& etag) {
  return '"' + etag + '"';
}

bool is_same_etag(const std::string& live, const std::string& recorded) {
  if (live == recorded) return true;
  if (!live.ends_with("-1")) return false;
  const std::string bytes = md5_bytes(recorded);
  return !bytes.empty() && live == hex(md5(bytes)) + "-1";
}

}  // namespace winnow::s3
