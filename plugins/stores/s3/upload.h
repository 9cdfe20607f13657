/// An upload in parts that the server copies from another object. Nobody sees anything of it before it is
/// completed.
///
///   Upload upload(bucket, "t/a", own_headers(source));
///   upload.copy_parts(source, sizes);
///   upload.check(bucket.ask(upload.completion(), Repeat::yes), source);
#pragma once

#include <map>
#include <string>

#include "copying.h"

namespace winnow::s3 {

class Upload {
 public:
  /// `headers`: of the object to be. Throws Refusal, Error.
  Upload(const Bucket& bucket, std::string to, std::map<std::string, std::string> headers);
  Upload(const Upload&) = delete;
  Upload& operator=(const Upload&) = delete;
  /// Gives up what was uploaded, unless it was completed.
  ~Upload();

  /// One part where S3 copies as much at once, so that the ETag tells the content (etags.h). Throws as
  /// copy_object() does.
  void copy_parts(const Head& source, const CopySizes& sizes);

  /// The request that makes an object of the parts.
  Request completion() const;

  /// Whether the answer to that request says so; throws Setback, Refusal where it does not. Of an upload that is
  /// not there any more an earlier request, whose answer was lost, may have made the object: who asks proves it
  /// anyway.
  void check(const Answer& answer, const Head& source);

 private:
  void copy_part(const Head& source, std::uint64_t begin, std::uint64_t end);

  const Bucket& bucket_;
  std::string to_;
  std::string id_;
  std::string list_;
  int parts_ = 0;
  bool done_ = false;
};

}  // namespace winnow::s3
