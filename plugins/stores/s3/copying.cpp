#include "copying.h"

#include "batch.h"
#include "etags.h"
#include "proof.h"
#include "upload.h"

namespace winnow::s3 {

namespace {

constexpr int kCopyAttempts = 3;

/// A second copy onto what the first, whose answer was lost, has made is harmless in the bin.
void copy_whole(const Bucket& bucket, const Head& source, const std::string& to) {
  Request copy = bucket.request("PUT", to);
  copy.headers = asked_for(source);
  copy.headers.merge(source_headers(bucket, source));
  for (int attempt = 1;; ++attempt) {
    const Answer answer = bucket.ask(copy, Repeat::yes, {{}, kCopyPatience});
    if (answer.status != 200) refuse_copy(bucket, source, answer);
    if (!read_copied(answer.body).empty()) return;
    if (attempt == kCopyAttempts) throw refusal(answer, "copy it");
  }
}

void copy_in_parts(const Bucket& bucket, const Head& source, const std::string& to, const CopySizes& sizes) {
  Upload upload(bucket, to, own_headers(source));
  upload.copy_parts(source, sizes);
  upload.check(bucket.ask(upload.completion(), Repeat::yes, {{}, kCopyPatience}), source);
  // Not with the upload's beginning: Ceph 16 forgets them then (seen).
  write_tags(bucket, bucket.tags(source.facts.key), to);
}

}  // namespace

std::map<std::string, std::string> source_headers(const Bucket& bucket, const Head& source) {
  return {{"x-amz-copy-source", bucket.copy_source(source.facts.key, source.version)},
          {"x-amz-copy-source-if-match", quoted(source.facts.etag)}};
}

void refuse_copy(const Bucket& bucket, const Head& source, const Answer& answer) {
  if (answer.status == 404) throw Setback(WINNOW_GONE, "is not there any more");
  if (answer.status == 409 || answer.status == 412) {
    const auto now = bucket.head(source.facts.key, source.version);
    if (!now) throw Setback(WINNOW_GONE, "is not there any more");
    if (now->facts.etag != source.facts.etag) throw Setback(WINNOW_CHANGED, "has changed");
  }
  throw Setback(WINNOW_FAILED, refusal(answer, "copy it").what());
}

void write_tags(const Bucket& bucket, const std::map<std::string, std::string>& tags, const std::string& to) {
  if (tags.empty()) return;
  Request put = bucket.request("PUT", to);
  put.query = {{"tagging", ""}};
  put.body = "<Tagging xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><TagSet>";
  for (const auto& [name, value] : tags) {
    put.body += "<Tag><Key>" + escaped(name) + "</Key><Value>" + escaped(value) + "</Value></Tag>";
  }
  put.body += "</TagSet></Tagging>";
  put.headers["content-md5"] = content_md5(put.body);
  const Answer answer = bucket.ask(put, Repeat::yes);
  if (answer.status / 100 != 2) throw refusal(answer, "write the tags of its copy");
}

Head copy_object(const Bucket& bucket, const Head& source, const std::string& to, const CopySizes& sizes) {
  if (source.facts.size <= sizes.whole) {
    copy_whole(bucket, source, to);
  } else {
    copy_in_parts(bucket, source, to, sizes);
  }
  return prove_copy(bucket, source, to);
}

}  // namespace winnow::s3
