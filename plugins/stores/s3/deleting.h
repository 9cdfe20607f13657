/// Taking objects away: each only as it was read, each with an answer of its own, and nothing after the permit's
/// end.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "batch.h"

namespace winnow::s3 {

/// How it is made sure that an object is still the one that was read.
enum class Condition {
  etag,  ///< the deleting request says so, and the server honours it
  look   ///< by a look right before
};

/// One live object to delete, as it was read.
struct Doomed {
  std::string key;
  ObjectFacts facts;
  std::string version = {};  ///< where the bucket keeps versions
};

struct Deletion {
  winnow_outcome outcome = WINNOW_NOT_TRIED;  ///< stays so where the permit had ended
  std::string why;                            ///< of FAILED and IN_DOUBT
  std::string marker;  ///< version of the delete marker that was made; empty: none, or not told
};

/// Waits before a deletion is asked for the `attempt`th time again; false: it is not worth it, for the host wants
/// to stop or the server is gone.
bool wait_to_ask_again(const Bucket& bucket, int attempt);

/// Deletes one object at its key on the condition of its ETag: DONE, GONE, CHANGED, FAILED, or IN_DOUBT where an
/// answer was lost and a look does not tell. After a lost answer it first looks: what is not there any more is
/// DONE, what is still the same is asked for again. Throws no Error. Thread rule: any.
Deletion delete_object(const Bucket& bucket, const winnow_permit& permit, const Doomed& doomed);

/// Deletes many, each looked at right before; several requests side by side, each for up to 1,000. After a lost
/// answer as above. Where the bucket keeps versions, a look afterwards tells what each delete marker lies on: one
/// that came to lie on another version than the one that was read is taken away again. Throws no Error. Thread
/// rule: one thread.
std::vector<Deletion> delete_objects(const Bucket& bucket, const winnow_permit& permit, Host& host,
                                     std::span<const Doomed> all);

/// A key, or one version of it, that goes whatever it holds: copies in the bin and their meta files, versions,
/// markers.
struct Exact {
  std::string key;
  std::string version;  ///< empty: what is at the key
};

/// What names exactly an object that HEAD told: its version, which servers do not tell where versioning is
/// suspended. Deleting without it would leave a marker there.
Exact exactly(const Head& head, Versioning versioning);

constexpr std::size_t kMostKeys = 1000;  ///< of one request, by S3
constexpr std::size_t kFewestKeys = 50;  ///< which a request of its own is worth

/// One DeleteObjects request for up to kMostKeys: DONE, FAILED where the server says that it will not, else
/// IN_DOUBT. Throws Refusal of the whole request, or Error where no answer came. Thread rule: any.
void delete_some(const Bucket& bucket, std::span<const Exact> some, Repeat repeat, std::span<Deletion> out);

/// Deletes by DeleteObjects, up to 1,000 a request and several requests side by side, and accounts for every key:
/// DONE, FAILED, IN_DOUBT, or NOT_TRIED after the permit's end. That a key was not there the server does not tell.
/// After a lost answer it first looks: what is gone is DONE, what is there is asked for again. Throws
/// Error(WINNOW_STOPPED) where the host wants to stop. Thread rule: one thread.
std::vector<Deletion> delete_exactly(const Bucket& bucket, const winnow_permit& permit, Host& host,
                                     std::span<const Exact> all);

}  // namespace winnow::s3
