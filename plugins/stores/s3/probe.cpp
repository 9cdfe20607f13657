#include "probe.h"

#include <array>

namespace winnow::s3 {

Condition probe(const Bucket& bucket, const winnow_permit& permit, Host& host, std::string_view place) {
  const std::string key = std::string(place) + "/" + std::string(kProbeName);
  Request put = bucket.request("PUT", key);
  put.body = "winnow tries here whether this server deletes on a condition";
  put.headers["content-type"] = "text/plain";
  const Answer written = bucket.ask(put, Repeat::yes);
  if (written.status / 100 != 2) throw refusal(written, "write to the bin");
  require_in_time(permit);
  Request wrong = bucket.request("DELETE", key);
  wrong.headers["if-match"] = "\"00000000000000000000000000000000\"";
  const Answer refused = bucket.ask(wrong, Repeat::yes);
  const std::optional<Head> left = bucket.head(key);
  if (!left) return Condition::look;
  const bool honoured = refused.status == 412;
  const Deletion gone = honoured ? delete_object(bucket, permit, {key, left->facts})
                                 : delete_exactly(bucket, permit, host, std::array{Exact{key, {}}}).front();
  require_in_time(permit);
  if (!gone.marker.empty()) delete_exactly(bucket, permit, host, std::array{Exact{key, gone.marker}});
  if (gone.outcome != WINNOW_DONE) {
    throw Error(WINNOW_BAD_CONFIG, "cannot delete from the bin: " + gone.why + "; an object " + key + " is left");
  }
  return honoured && !bucket.head(key) ? Condition::etag : Condition::look;
}

}  // namespace winnow::s3
