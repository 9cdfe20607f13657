#include "bringing_back.h"

#include <algorithm>
#include <exception>

#include "batch.h"
#include "etags.h"
#include "proof.h"
#include "upload.h"

namespace winnow::s3 {

namespace {

constexpr int kWriteAttempts = 6;
constexpr std::size_t kLongestTagging = 2'048;  // S3 takes 8 KiB of headers, metadata among them

using Tags = std::map<std::string, std::string>;

void require_free(const Bucket& bucket, const std::string& to) {
  if (bucket.head(to)) throw Setback(WINNOW_OCCUPIED, "something else lives there now");
}

bool is_below_a_marker(const Bucket& bucket, const std::string& to) {
  return std::ranges::any_of(bucket.versions_of(to),
                             [](const Version& version) { return version.latest && version.marker; });
}

/// S3 may begin its answer before it has done all, and break off.
bool broke_off(const Answer& answer) {
  return answer.status == 200 && !read_problem(answer.body).code.empty();
}

/// The answer to a request that makes an object. One that does not come is not asked for again before a look: what
/// is there then may be what the first request has made.
Answer ask_until_told(const Bucket& bucket, const Request& write, const std::string& to) {
  for (int attempt = 1;; ++attempt) {
    std::exception_ptr lost;
    try {
      Answer answer = bucket.ask(write, Repeat::no, {{}, kCopyPatience});
      if (!broke_off(answer) || attempt == kWriteAttempts) return answer;
    } catch (const Error& error) {
      if (error.code() != WINNOW_UNAVAILABLE) throw;
      lost = std::current_exception();
    }
    bucket.server().pause(attempt);
    require_free(bucket, to);
    if (lost && attempt == kWriteAttempts) std::rethrow_exception(lost);
  }
}

/// The answer to such a request on the condition that nothing is at its key.
Answer write_onto_nothing(const Bucket& bucket, Request write, const std::string& to) {
  write.headers["if-none-match"] = "*";
  Answer answer = ask_until_told(bucket, write, to);
  const bool refused = answer.status == 412 || answer.status == 409;
  if (!refused && answer.status != 501) return answer;
  require_free(bucket, to);
  if (refused && !is_below_a_marker(bucket, to)) {
    throw Setback(WINNOW_FAILED, "somebody writes to its key at this moment");
  }
  // To some servers a delete marker is an object, and some say that they know no such condition: a look is the best
  // that can be had there.
  write.headers.erase("if-none-match");
  require_free(bucket, to);
  return ask_until_told(bucket, write, to);
}

/// With the tags, where they are not too long for a header.
std::map<std::string, std::string> headers_of(const Head& source, const Tags& tags) {
  std::map<std::string, std::string> out = own_headers(source);
  std::string tagging;
  for (const auto& [name, value] : tags) {
    tagging += (tagging.empty() ? "" : "&") + encode(name) + "=" + encode(value);
  }
  if (!tagging.empty() && tagging.size() <= kLongestTagging) out["x-amz-tagging"] = tagging;
  return out;
}

std::string read_whole(const Bucket& bucket, const Head& source) {
  Request get = bucket.request("GET", source.facts.key);
  get.headers["if-match"] = quoted(source.facts.etag);
  if (!source.version.empty()) get.query = {{"versionId", source.version}};
  Answer answer = bucket.ask(get, Repeat::yes);
  if (answer.status != 200) refuse_copy(bucket, source, answer);
  if (answer.body.size() != source.facts.size) throw Setback(WINNOW_FAILED, "could not be read as a whole");
  return std::move(answer.body);
}

void write_whole(const Bucket& bucket, const Head& source, const std::string& to, const Tags& tags) {
  Request put = bucket.request("PUT", to);
  put.headers = headers_of(source, tags);
  put.body = read_whole(bucket, source);
  put.headers["content-md5"] = content_md5(put.body);
  // So that the server finds out what was read wrongly, and tells the same checksum of it.
  if (auto sum = checksum_of(source)) put.headers.insert(*std::move(sum));
  const Answer answer = write_onto_nothing(bucket, std::move(put), to);
  if (answer.status / 100 != 2) throw refusal(answer, "write it");
}

void upload_parts(const Bucket& bucket, const Head& source, const std::string& to, const Tags& tags,
                  const CopySizes& sizes) {
  Upload upload(bucket, to, headers_of(source, tags));
  upload.copy_parts(source, sizes);
  require_free(bucket, to);
  const Answer answer = write_onto_nothing(bucket, upload.completion(), to);
  if (answer.status == 404) require_free(bucket, to);
  upload.check(answer, source);
}

/// Ceph 16 forgets those that come with the beginning of an upload (seen).
void add_missing_tags(const Bucket& bucket, const Tags& tags, const std::string& to) {
  if (tags.empty()) return;
  const std::optional<Head> there = bucket.head(to);
  if (there && there->header("x-amz-tagging-count") != std::to_string(tags.size())) write_tags(bucket, tags, to);
}

}  // namespace

Head bring_back(const Bucket& bucket, const Head& source, const std::string& to, const CopySizes& sizes) {
  const Tags tags = bucket.tags(source.facts.key);
  if (source.facts.size <= sizes.small) {
    write_whole(bucket, source, to, tags);
  } else {
    upload_parts(bucket, source, to, tags, sizes);
  }
  add_missing_tags(bucket, tags, to);
  return prove_copy(bucket, source, to);
}

}  // namespace winnow::s3
