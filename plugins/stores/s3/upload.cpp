#include "upload.h"

#include <algorithm>

namespace winnow::s3 {

namespace {

constexpr std::uint64_t kMostParts = 10'000;

}  // namespace

Upload::Upload(const Bucket& bucket, std::string to, std::map<std::string, std::string> headers)
    : bucket_(bucket), to_(std::move(to)) {
  Request begin = bucket.request("POST", to_);
  begin.query = {{"uploads", ""}};
  begin.headers = std::move(headers);
  const Answer answer = bucket.ask(begin, Repeat::yes);
  if (answer.status != 200) throw refusal(answer, "begin a copy in parts");
  id_ = read_element(answer.body, "UploadId");
  if (id_.empty()) throw Error(WINNOW_BROKEN, "the server began a copy in parts without an id");
}

Upload::~Upload() {
  if (done_) return;
  try {
    Request abort = bucket_.request("DELETE", to_);
    abort.query = {{"uploadId", id_}};
    bucket_.ask(abort, Repeat::yes);
  } catch (const std::exception&) {
    // Then a lifecycle rule for incomplete uploads takes it away; nobody can see it.
  }
}

void Upload::copy_parts(const Head& source, const CopySizes& sizes) {
  const std::uint64_t size = source.facts.size;
  const std::uint64_t part = size <= sizes.whole ? size : std::max(sizes.part, size / kMostParts + 1);
  for (std::uint64_t at = 0; at < size; at += part) copy_part(source, at, std::min(size, at + part));
}

void Upload::copy_part(const Head& source, std::uint64_t begin, std::uint64_t end) {
  Request part = bucket_.request("PUT", to_);
  const std::string number = std::to_string(++parts_);
  part.query = {{"partNumber", number}, {"uploadId", id_}};
  part.headers = source_headers(bucket_, source);
  part.headers["x-amz-copy-source-range"] = "bytes=" + std::to_string(begin) + "-" + std::to_string(end - 1);
  const Answer answer = bucket_.ask(part, Repeat::yes, {{}, kCopyPatience});
  if (answer.status != 200) refuse_copy(bucket_, source, answer);
  const std::string etag = read_copied(answer.body);
  if (etag.empty()) throw refusal(answer, "copy a part of it");
  list_ += "<Part><PartNumber>" + number + "</PartNumber><ETag>&quot;" + escaped(etag) + "&quot;</ETag></Part>";
}

Request Upload::completion() const {
  Request out = bucket_.request("POST", to_);
  out.query = {{"uploadId", id_}};
  out.body = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" + list_ +
             "</CompleteMultipartUpload>";
  return out;
}

void Upload::check(const Answer& answer, const Head& source) {
  if (answer.status == 404 && bucket_.head(to_)) {
    done_ = true;
    return;
  }
  if (answer.status == 404) throw refusal(answer, "complete a copy in parts");
  if (answer.status != 200) refuse_copy(bucket_, source, answer);
  // Some servers answer with an empty ETag; an error may come under status 200.
  if (!read_problem(answer.body).code.empty()) throw refusal(answer, "complete a copy in parts");
  done_ = true;
}

}  // namespace winnow::s3
