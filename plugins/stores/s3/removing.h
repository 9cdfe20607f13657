/// Removing objects.
///
/// Where the bucket keeps no versions, an object is copied into the bin with a meta file beside it, and the copy is
/// proved, all before the seal; then it is deleted, if it is still the one that was copied. A copy of what did not
/// go is taken back.
///
/// Where it keeps versions nothing is copied: the version stays where it is, below a delete marker.
#pragma once

#include <optional>
#include <vector>

#include "acls.h"
#include "copying.h"
#include "deleting.h"
#include "fields.h"
#include "locks.h"
#include "receipt.h"
#include "rights.h"

namespace winnow::s3 {

/// The store's own, lent to each batch.
struct Work {
  const Bucket& bucket;
  const parking::TimeRule& times;
  Host& host;
  Versioning versioning;
  CopySizes sizes{};
};

/// One remove() call.
class Removing {
 public:
  /// Throws Error: DENIED for another permit or one that is over, BROKEN for a place that is none.
  Removing(const Work& work, const winnow_permit& permit, const Selection& selection, Condition condition,
           Rights& rights, std::span<const winnow_item> items, std::span<winnow_outcome> outcomes);

  /// What the bin throws passes through, after all copies have been taken back. Throws Error(WINNOW_DENIED) when
  /// the permit ends on the way: what has gone until then has its outcome, the rest was not tried.
  void run(Bin& bin);

 private:
  struct Parcel {
    FoundObject found;
    Receipt receipt;
    std::string reason;   ///< of a refusal, as it is counted
    bool ready = false;   ///< to be put
    bool copied = false;  ///< something of it may lie in the bin
  };

  bool keeps_versions() const { return work_.versioning == Versioning::enabled; }
  void prepare(std::size_t item, std::int64_t latest);
  void examine(std::size_t item, Parcel& parcel);
  Version current_version(std::size_t item);
  void accept(std::size_t item, Parcel& parcel, const ObjectFacts& facts, std::string_view version);
  void put_aside(const Head& head, Parcel& parcel);
  void note_taken_places();
  bool is_taken(const std::string& key) const;
  void take_for_copy(const Head& head, const std::string& parked, const std::string& words, Parcel& parcel);
  void put_all(Bin& bin);
  void delete_taken(std::span<const std::uint8_t> take);
  std::vector<Deletion> delete_all(std::span<const Doomed> doomed) const;
  void take_back();

  const Work& work_;
  const winnow_permit& permit_;
  const Selection& selection_;
  Condition condition_;
  Rights& rights_;
  std::span<const winnow_item> items_;
  std::span<winnow_outcome> outcomes_;
  FieldReader fields_;
  Locks locks_;
  std::optional<Acls> acls_;  ///< where objects are copied
  std::string place_;
  std::string parked_at_;
  std::vector<Parcel> parcels_;                 ///< one an item
  std::vector<std::vector<Version>> versions_;  ///< of each item, where the bucket keeps them; empty: not known yet
  std::vector<std::string> occupied_;           ///< keys in the place that are not ours, sorted
};

}  // namespace winnow::s3
