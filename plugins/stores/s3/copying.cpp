#include "copying.h"

#include <algorithm>
#include <array>
#include <memory>

#include <openssl/evp.h>

#include "batch.h"

namespace winnow::s3 {

namespace {

constexpr long kCopyPatience = 600;
constexpr int kCopyAttempts = 3;

std::string quoted(const std::string& etag) {
  return '"' + etag + '"';
}

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

/// What a copy does not take over by itself.
std::map<std::string, std::string> asked_for(const Head& source) {
  std::map<std::string, std::string> out;
  if (source.facts.storage_class != "STANDARD") out["x-amz-storage-class"] = source.facts.storage_class;
  for (const auto& [name, value] : source.headers) {
    if (is_encryption_by_key(name, source) || name == "x-amz-website-redirect-location") out[name] = value;
  }
  return out;
}

/// Throws the Setback that a refused copy means.
[[noreturn]] void refuse_copy(const Bucket& bucket, const Head& source, const std::string& to, Onto onto,
                              const Answer& answer) {
  if (answer.status == 404) throw Setback(WINNOW_GONE, "is not there any more");
  if (answer.status == 409 || answer.status == 412) {
    if (onto == Onto::nothing && bucket.head(to)) throw Setback(WINNOW_OCCUPIED, "something else lives there now");
    const auto now = bucket.head(source.facts.key, source.version);
    if (!now) throw Setback(WINNOW_GONE, "is not there any more");
    if (now->facts.etag != source.facts.etag) throw Setback(WINNOW_CHANGED, "has changed");
  }
  throw Setback(WINNOW_FAILED, refusal(answer, "copy it").what());
}

std::map<std::string, std::string> source_headers(const Bucket& bucket, const Head& source) {
  return {{"x-amz-copy-source", bucket.copy_source(source.facts.key, source.version)},
          {"x-amz-copy-source-if-match", quoted(source.facts.etag)}};
}

void copy_whole(const Bucket& bucket, const Head& source, const std::string& to, Onto onto) {
  Request copy = bucket.request("PUT", to);
  copy.headers = asked_for(source);
  copy.headers.merge(source_headers(bucket, source));
  if (onto == Onto::nothing) copy.headers["if-none-match"] = "*";
  // A second copy onto what the first, whose answer was lost, has made is harmless in the bin and nowhere else.
  const Repeat repeat = onto == Onto::anything ? Repeat::yes : Repeat::no;
  for (int attempt = 1;; ++attempt) {
    const Answer answer = bucket.ask(copy, repeat, {{}, kCopyPatience});
    if (answer.status == 501 && copy.headers.erase("if-none-match") > 0) {
      // A server that knows no such condition and says so: a look is the best that can be had.
      if (bucket.head(to)) throw Setback(WINNOW_OCCUPIED, "something else lives there now");
      continue;
    }
    if (answer.status != 200) refuse_copy(bucket, source, to, onto, answer);
    if (!read_copied(answer.body).empty()) return;
    if (attempt == kCopyAttempts || onto == Onto::nothing) throw refusal(answer, "copy it");
  }
}

/// An upload in parts; what was uploaded is given up unless it is completed.
class Upload {
 public:
  Upload(const Bucket& bucket, const Head& source, const std::string& to) : bucket_(bucket), to_(to) {
    Request begin = bucket.request("POST", to);
    begin.query = {{"uploads", ""}};
    begin.headers = asked_for(source);
    for (const auto& [name, value] : source.headers) {
      if (is_own(name)) begin.headers[name] = value;
    }
    const Answer answer = bucket.ask(begin, Repeat::yes);
    if (answer.status != 200) throw refusal(answer, "begin a copy in parts");
    id_ = read_element(answer.body, "UploadId");
    if (id_.empty()) throw Error(WINNOW_BROKEN, "the server began a copy in parts without an id");
  }
  Upload(const Upload&) = delete;
  Upload& operator=(const Upload&) = delete;
  ~Upload() {
    if (done_) return;
    try {
      Request abort = bucket_.request("DELETE", to_);
      abort.query = {{"uploadId", id_}};
      bucket_.ask(abort, Repeat::yes);
    } catch (const std::exception&) {
      // Then a lifecycle rule for incomplete uploads takes it away; nobody can see it.
    }
  }

  void copy_part(const Head& source, std::uint64_t begin, std::uint64_t end) {
    Request part = bucket_.request("PUT", to_);
    const std::string number = std::to_string(++parts_);
    part.query = {{"partNumber", number}, {"uploadId", id_}};
    part.headers = source_headers(bucket_, source);
    part.headers["x-amz-copy-source-range"] = "bytes=" + std::to_string(begin) + "-" + std::to_string(end - 1);
    const Answer answer = bucket_.ask(part, Repeat::yes, {{}, kCopyPatience});
    if (answer.status != 200) refuse_copy(bucket_, source, to_, Onto::anything, answer);
    const std::string etag = read_copied(answer.body);
    if (etag.empty()) throw refusal(answer, "copy a part of it");
    list_ += "<Part><PartNumber>" + number + "</PartNumber><ETag>&quot;" + escaped(etag) + "&quot;</ETag></Part>";
  }

  void complete(const Head& source, Onto onto) {
    Request end = bucket_.request("POST", to_);
    end.query = {{"uploadId", id_}};
    if (onto == Onto::nothing) end.headers["if-none-match"] = "*";
    end.body = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" + list_ +
               "</CompleteMultipartUpload>";
    const Answer answer = bucket_.ask(end, onto == Onto::anything ? Repeat::yes : Repeat::no, {{}, kCopyPatience});
    if (answer.status != 200) refuse_copy(bucket_, source, to_, onto, answer);
    // Some servers answer with an empty ETag; an error may come under status 200.
    if (!read_problem(answer.body).code.empty()) throw refusal(answer, "complete a copy in parts");
    done_ = true;
  }

 private:
  const Bucket& bucket_;
  std::string to_;
  std::string id_;
  std::string list_;
  int parts_ = 0;
  bool done_ = false;
};

void copy_tags(const Bucket& bucket, const Head& source, const std::string& to) {
  std::string tags;
  for (const auto& [name, value] : bucket.tags(source.facts.key)) {
    tags += "<Tag><Key>" + escaped(name) + "</Key><Value>" + escaped(value) + "</Value></Tag>";
  }
  if (tags.empty()) return;
  Request put = bucket.request("PUT", to);
  put.query = {{"tagging", ""}};
  put.body = "<Tagging xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><TagSet>" + tags + "</TagSet></Tagging>";
  put.headers["content-md5"] = content_md5(put.body);
  const Answer answer = bucket.ask(put, Repeat::yes);
  if (answer.status / 100 != 2) throw refusal(answer, "write the tags of its copy");
}

void copy_in_parts(const Bucket& bucket, const Head& source, const std::string& to, Onto onto,
                   const CopySizes& sizes) {
  constexpr std::uint64_t kMostParts = 10'000;
  const std::uint64_t size = source.facts.size;
  const std::uint64_t part = std::max(sizes.part, size / kMostParts + 1);
  Upload upload(bucket, source, to);
  for (std::uint64_t at = 0; at < size; at += part) upload.copy_part(source, at, std::min(size, at + part));
  upload.complete(source, onto);
  // Not with the upload's beginning: Ceph 16 forgets them then (seen).
  copy_tags(bucket, source, to);
}

/// SHA-256 over the content, read piece by piece.
std::string digest_of(const Bucket& bucket, const Head& head) {
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
  // Once: a second try would go on with the digest of the first.
  const Answer answer = bucket.ask(get, Repeat::no, transfer);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  if (answer.status != 200 || size != head.facts.size || !digested ||
      EVP_DigestFinal_ex(context.get(), digest, &length) != 1) {
    throw Setback(WINNOW_FAILED, "could not be read to compare it with its copy");
  }
  return {reinterpret_cast<const char*>(digest), length};
}

/// Whether the server tells a checksum over the whole of both, and it is the same.
bool same_checksum(const Head& one, const Head& other) {
  if (one.header("x-amz-checksum-type") == "COMPOSITE" || other.header("x-amz-checksum-type") == "COMPOSITE")
    return false;
  for (const char* name : {"x-amz-checksum-crc64nvme", "x-amz-checksum-sha256", "x-amz-checksum-sha1",
                           "x-amz-checksum-crc32c", "x-amz-checksum-crc32"}) {
    // "…-2" is a checksum over the checksums of two parts.
    const std::string sum = one.header(name);
    if (!sum.empty() && sum.find('-') == sum.npos && sum == other.header(name)) return true;
  }
  return false;
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

bool has_same_metadata(const Bucket& bucket, const Head& one, const Head& other) {
  return lacking(one, other).empty() && lacking(other, one).empty() &&
         bucket.tags(one.facts.key) == bucket.tags(other.facts.key);
}

Head copy_object(const Bucket& bucket, const Head& source, const std::string& to, Onto onto,
                 const CopySizes& sizes) {
  if (source.facts.size <= sizes.whole) {
    copy_whole(bucket, source, to, onto);
  } else {
    copy_in_parts(bucket, source, to, onto, sizes);
  }
  const std::optional<Head> copy = bucket.head(to);
  if (!copy) throw Setback(WINNOW_FAILED, "its copy is not there");
  if (copy->facts.size != source.facts.size) throw Setback(WINNOW_FAILED, "its copy has another size");
  if (const std::string name = lacking(source, *copy); !name.empty()) {
    throw Setback(WINNOW_REFUSED, "its copy lacks its " + name, "it would not come back as it is");
  }
  const bool proved = copy->facts.etag == source.facts.etag || same_checksum(source, *copy) ||
                      digest_of(bucket, source) == digest_of(bucket, *copy);
  if (!proved) throw Setback(WINNOW_FAILED, "its copy has another content");
  return *copy;
}

}  // namespace winnow::s3
