#include "uncovered.h"

#include "parking/bin.h"

namespace winnow::s3 {

namespace {

std::string note_key(const winnow_permit& permit, const Receipt& receipt) {
  return meta_key(std::string(view(permit.place)) + "/" + receipt.object.key);
}

}  // namespace

void note_uncovered(const Bucket& bucket, const winnow_permit& permit, const Receipt& receipt) {
  Request put = bucket.request("PUT", note_key(permit, receipt));
  put.headers["content-type"] = "application/json";
  put.body = parking::write_meta({receipt.object.key, parking::parked_at(view(permit.place)),
                                  "version " + receipt.version + " lies below what was written during an undo",
                                  view(permit.run), receipt.object.size,
                                  std::to_string(receipt.object.modified / 1'000'000) + ".000000000"});
  const Answer answer = bucket.ask(put, Repeat::yes);
  if (answer.status / 100 != 2) throw refusal(answer, "note where it lies");
}

std::optional<Head> note_of(const Bucket& bucket, const winnow_permit& permit, const Receipt& receipt) {
  return permit.place.size == 0 ? std::nullopt : bucket.head(note_key(permit, receipt));
}

}  // namespace winnow::s3
