#include "removing.h"

#include <algorithm>
#include <array>
#include <ctime>

#include "history.h"
#include "parking/bin.h"
#include "parking/parallel.h"

namespace winnow::s3 {

namespace {

constexpr std::size_t kLongestKey = 1024;

std::string meta_key(const std::string& parked) {
  return parked + std::string(parking::kMetaSuffix);
}

std::int64_t boot_time() {
  std::timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000;
}

/// When the last copy is begun: deleting needs a part of the permit's time too.
std::int64_t last_copy(const winnow_permit& permit) {
  const std::int64_t now = boot_time();
  return permit.not_after == INT64_MAX ? INT64_MAX : now + (permit.not_after - now) / 5 * 3;
}

}  // namespace

Removing::Removing(const Work& work, const winnow_permit& permit, const Selection& selection, Condition condition,
                   std::span<const winnow_item> items, std::span<winnow_outcome> outcomes)
    : work_(work),
      permit_(permit),
      selection_(selection),
      condition_(condition),
      items_(items),
      outcomes_(outcomes),
      fields_(selection, work.times, work.host),
      locks_(work.bucket, work.versioning),
      place_(view(permit.place)),
      parcels_(items.size()) {
  check_permit(permit, WINNOW_REMOVE, keys_of(items));
  parked_at_ = parking::parked_at(place_);
}

void Removing::run(Bin& bin) {
  std::vector<std::uint8_t> take(items_.size(), 0);
  try {
    if (!keeps_versions()) {
      acls_.emplace(work_.bucket);
      note_taken_places();
    }
    const std::int64_t latest = last_copy(permit_);
    in_parallel(items_.size(), work_.bucket.server().connections(), [&](std::size_t i) { prepare(i, latest); });
    put_all(bin);
    if (std::ranges::none_of(parcels_, &Parcel::ready)) return take_back();
    bin.seal(take);
  } catch (...) {
    take_back();
    throw;
  }
  delete_taken(take);
  take_back();
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (outcomes_[i] == WINNOW_NOT_TRIED) throw Error(WINNOW_DENIED, "the permit ended before the batch was done");
  }
}

/// Nobody else writes to the place of a batch. What lies there all the same is never written over.
void Removing::note_taken_places() {
  std::string token;
  do {
    Listing page = work_.bucket.list(place_ + "/", token);
    for (ObjectFacts& facts : page.objects) occupied_.push_back(std::move(facts.key));
    token = std::move(page.next);
  } while (!token.empty());
  std::ranges::sort(occupied_);
}

void Removing::prepare(std::size_t item, std::int64_t latest) {
  Parcel& parcel = parcels_[item];
  parcel.reason = attempt(work_.host, view(items_[item].key), outcomes_[item], WINNOW_FAILED, [&] {
    if (boot_time() >= latest) throw Setback(WINNOW_FAILED, "no time was left for it; the next run goes on");
    examine(item, parcel);
    parcel.ready = true;
  });
}

void Removing::examine(std::size_t item, Parcel& parcel) {
  const std::string key(view(items_[item].key));
  check_key(key);
  const std::optional<Head> head = work_.bucket.head(key);
  if (!head) throw Setback(WINNOW_GONE, "is not there");
  const std::string_view version = view(items_[item].version);
  if (!version.empty() && version != version_of(head->facts)) throw Setback(WINNOW_CHANGED, "has changed");
  locks_.check(key, head->version, work_.host);
  parcel.found.facts = head->facts;
  if (fields_.wants_tags()) parcel.found.tags = work_.bucket.tags(key);
  parcel.receipt.object = head->facts;
  if (!keeps_versions()) return put_aside(*head, parcel);
  if (head->version.empty() || head->version == "null") {
    // Written before the bucket kept versions: the server names it so whatever is written under that name later.
    const auto versions = work_.bucket.versions_of(key);
    if (versions.empty() || !versions.front().latest || versions.front().id != "null") {
      throw Setback(WINNOW_FAILED, "which version it is the server does not tell");
    }
  }
  parcel.receipt.version = head->version.empty() ? "null" : head->version;
}

void Removing::put_aside(const Head& head, Parcel& parcel) {
  const std::string& key = head.facts.key;
  const std::string parked = place_ + "/" + key;
  const std::string meta = meta_key(parked);
  if (meta.size() > kLongestKey) throw Setback(WINNOW_REFUSED, "its key is too long for the bin", "too_long");
  for (const std::string& name : {parked, meta}) {
    if (std::ranges::binary_search(occupied_, name)) throw Setback(WINNOW_FAILED, "its place in the bin is taken");
  }
  // Ceph 16 loses the copy together with the object, if versions were ever kept at the key (seen).
  if (work_.versioning == Versioning::suspended && head.headers.contains("x-rgw-object-type")) {
    throw Setback(WINNOW_REFUSED, "Ceph may lose copies in a bucket whose versioning is suspended",
                  "suspended_versions");
  }
  acls_->check(key);
  parcel.copied = true;
  Request put = work_.bucket.request("PUT", meta);
  put.headers["content-type"] = "application/json";
  put.body = parking::write_meta({key, parked_at_, selection_.reason, view(permit_.run), head.facts.size,
                                  std::to_string(head.facts.modified / 1'000'000) + ".000000000"});
  const Answer written = work_.bucket.ask(put, Repeat::yes);
  if (written.status / 100 != 2) throw refusal(written, "write its meta file into the bin");
  const Head copy = copy_object(work_.bucket, head, parked, Onto::anything, work_.sizes);
  parcel.receipt.parked = parked;
  parcel.receipt.copy_etag = copy.facts.etag;
}

void Removing::put_all(Bin& bin) {
  bool opened = false;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const Parcel& parcel = parcels_[i];
    if (!parcel.reason.empty()) bin.refuse(i, parcel.reason);
    if (!parcel.ready) continue;
    if (!opened) bin.open(selection_.target, write_header(work_.bucket.name(), selection_.reason));
    opened = true;
    const std::vector<Value> values = fields_.read(parcel.found);
    std::vector<winnow_value> lent;
    for (const Value& value : values) lent.push_back(borrow(value));
    const std::string content = write_receipt(parcel.receipt);
    bin.put({i, borrow(std::string_view{selection_.target}), items_[i].key, lent.data(),
             fields_.time_of(parcel.found), borrow(std::string_view{content})});
  }
}

void Removing::delete_taken(std::span<const std::uint8_t> take) {
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (parcels_[i].ready && take[i] != 1) {
      outcomes_[i] = WINNOW_REFUSED;
      parcels_[i].ready = false;
    }
  }
  in_parallel(items_.size(), work_.bucket.server().connections(), [this](std::size_t i) {
    if (parcels_[i].ready) delete_one(i);
  });
}

void Removing::delete_one(std::size_t item) {
  const Parcel& parcel = parcels_[item];
  const std::string_view key = view(items_[item].key);
  attempt(work_.host, key, outcomes_[item], WINNOW_IN_DOUBT, [&] {
    Deletion deletion = delete_object(work_.bucket, permit_, {std::string(key), parcel.receipt.object}, condition_);
    if (keeps_versions() && deletion.outcome == WINNOW_DONE) {
      outcomes_[item] = WINNOW_IN_DOUBT;  // until it is known what the marker lies on
      try {
        check_marker(parcel, deletion);
      } catch (const Error& error) {
        throw Setback(WINNOW_IN_DOUBT, error.what());
      }
    }
    if (deletion.outcome == WINNOW_DONE) {
      outcomes_[item] = WINNOW_DONE;
    } else if (deletion.outcome != WINNOW_NOT_TRIED) {
      throw Setback(deletion.outcome, deletion.why);
    }
  });
}

/// Whether our marker lies on the version of the receipt, and not on one that was written at the last moment.
void Removing::check_marker(const Parcel& parcel, Deletion& deletion) const {
  const std::string& key = parcel.receipt.object.key;
  const Above found = above(work_.bucket.versions_of(key), parcel.receipt.version);
  if (found == Above::marker) return;
  if (found != Above::version || deletion.marker.empty()) {
    deletion = {WINNOW_IN_DOUBT, "what its delete marker lies on cannot be told", {}};
    return;
  }
  const auto undone = delete_exactly(work_.bucket, permit_, std::array{Exact{key, deletion.marker}});
  if (undone.front().outcome == WINNOW_DONE) {
    deletion = {WINNOW_CHANGED, "changed at the last moment; the delete marker was taken away again", {}};
  } else {
    deletion = {
        WINNOW_IN_DOUBT, "changed at the last moment, and the marker on it is left: " + undone.front().why, {}};
  }
}

void Removing::take_back() {
  std::vector<Exact> left;
  for (std::size_t i = 0; i < parcels_.size(); ++i) {
    const bool needed = outcomes_[i] == WINNOW_DONE || outcomes_[i] == WINNOW_IN_DOUBT;
    if (!parcels_[i].copied || needed) continue;
    const std::string parked = place_ + "/" + std::string(view(items_[i].key));
    // Where versions were kept once, deleting without a name would leave a marker for each.
    const std::string version = work_.versioning == Versioning::suspended ? "null" : "";
    left.push_back({parked, version});
    left.push_back({meta_key(parked), version});
  }
  try {
    for (const Deletion& one : delete_exactly(work_.bucket, permit_, left)) {
      if (one.outcome != WINNOW_DONE && !one.why.empty()) {
        work_.host.log(WINNOW_WARN, "a copy of what was not removed is left in " + place_ + ": " + one.why);
      }
    }
  } catch (const Error& error) {
    work_.host.log(WINNOW_WARN, "copies of what was not removed are left in " + place_ + ": " + error.what());
  }
}

}  // namespace winnow::s3
