#include "proof.h"

#include <algorithm>
#include <array>
#include <memory>

#include <openssl/evp.h>

#include "batch.h"
#include "etags.h"

namespace winnow::s3 {

namespace {

constexpr int kReadAttempts = 6;

bool is_own(std::string_view header) {
  constexpr std::array<std::string_view, 7> kPlain = {"content-type",
                                                      "cache-control",
                                                      "content-disposition",
                                                      "content-encoding",
                                                      "content-language",
                                                      "expires",
                                                      "x-amz-website-redirect-location"};
  return header.starts_with("x-amz-meta-") || std::ranges::find(kPlain, header) != kPlain.end();
}

bool is_encryption_by_key(std::string_view name, const Head& source) {
  return source.header("x-amz-server-side-encryption").starts_with("aws:kms") &&
         (name == "x-amz-server-side-encryption" || name == "x-amz-server-side-encryption-aws-kms-key-id" ||
          name == "x-amz-server-side-encryption-bucket-key-enabled");
}

/// SHA-256 over the content, read piece by piece.
std::string digest_by_one_answer(const Bucket& bucket, const Head& head) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1) throw std::bad_alloc();
  Request get = bucket.request("GET", head.facts.key);
  get.headers["if-match"] = quoted(head.facts.etag);
  if (!head.version.empty()) get.query = {{"versionId", head.version}};
  bool digested = true;
  std::uint64_t size = 0;
  Transfer transfer;
  transfer.piece = [&](std::string_view bytes) {
    size += bytes.size();
    digested = digested && EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1;
  };
  // Once: a second answer would go on with the digest of the first.
  const Answer answer = bucket.ask(get, Repeat::no, transfer);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  if (answer.status != 200 || size != head.facts.size || !digested ||
      EVP_DigestFinal_ex(context.get(), digest, &length) != 1) {
    throw Setback(WINNOW_FAILED, "could not be read to compare it with its copy");
  }
  return {reinterpret_cast<const char*>(digest), length};
}

std::string digest_of(const Bucket& bucket, const Head& head) {
  for (int attempt = 1;; ++attempt) {
    try {
      return digest_by_one_answer(bucket, head);
    } catch (const Error& error) {
      if (error.code() != WINNOW_UNAVAILABLE || attempt == kReadAttempts) throw;
    }
    bucket.server().pause(attempt);
  }
}

bool has_same_checksum(const Head& one, const Head& other) {
  const auto sum = checksum_of(one);
  return sum && sum == checksum_of(other);
}

/// What belongs to the one and is not so at the other; empty: nothing.
std::string lacking(const Head& one, const Head& other) {
  for (const auto& [name, value] : one.headers) {
    const bool counts = is_own(name) || is_encryption_by_key(name, one) || name == "x-amz-tagging-count";
    if (counts && value != other.header(name.c_str())) return name;
  }
  return one.facts.storage_class == other.facts.storage_class ? "" : "storage class";
}

}  // namespace

std::map<std::string, std::string> asked_for(const Head& source) {
  std::map<std::string, std::string> out;
  if (source.facts.storage_class != "STANDARD") out["x-amz-storage-class"] = source.facts.storage_class;
  for (const auto& [name, value] : source.headers) {
    if (is_encryption_by_key(name, source) || name == "x-amz-website-redirect-location") out[name] = value;
  }
  return out;
}

std::map<std::string, std::string> own_headers(const Head& source) {
  std::map<std::string, std::string> out = asked_for(source);
  for (const auto& [name, value] : source.headers) {
    if (is_own(name)) out[name] = value;
  }
  return out;
}

std::optional<std::pair<std::string, std::string>> checksum_of(const Head& head) {
  if (head.header("x-amz-checksum-type") == "COMPOSITE") return std::nullopt;
  for (const char* name : {"x-amz-checksum-crc64nvme", "x-amz-checksum-sha256", "x-amz-checksum-sha1",
                           "x-amz-checksum-crc32c", "x-amz-checksum-crc32"}) {
    // "…-2" is a checksum over the checksums of two parts.
    const std::string sum = head.header(name);
    if (!sum.empty() && sum.find('-') == sum.npos) return std::pair(std::string(name), sum);
  }
  return std::nullopt;
}

bool has_same_metadata(const Bucket& bucket, const Head& one, const Head& other) {
  return lacking(one, other).empty() && lacking(other, one).empty() &&
         bucket.tags(one.facts.key) == bucket.tags(other.facts.key);
}

bool has_same_content(const Bucket& bucket, const Head& copy, const Head& source) {
  if (copy.facts.size != source.facts.size) return false;
  return is_same_etag(copy.facts.etag, source.facts.etag) || has_same_checksum(source, copy) ||
         digest_of(bucket, source) == digest_of(bucket, copy);
}

Head prove_copy(const Bucket& bucket, const Head& source, const std::string& to) {
  std::optional<Head> copy = bucket.head(to);
  if (!copy) throw Setback(WINNOW_FAILED, "its copy is not there");
  if (copy->facts.size != source.facts.size) throw Setback(WINNOW_FAILED, "its copy has another size");
  if (const std::string name = lacking(source, *copy); !name.empty()) {
    throw Setback(WINNOW_REFUSED, "its copy lacks its " + name, "it would not come back as it is");
  }
  if (!has_same_content(bucket, *copy, source)) throw Setback(WINNOW_FAILED, "its copy has another content");
  return *std::move(copy);
}

}  // namespace winnow::s3
