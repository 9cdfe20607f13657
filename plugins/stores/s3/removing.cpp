#include "removing.h"

#include <algorithm>
#include <ctime>

#include "looking.h"
#include "parking/bin.h"
#include "parking/parallel.h"
#include "proof.h"
#include "target.h"

namespace winnow::s3 {

namespace {

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
                   Rights& rights, std::span<const winnow_item> items, std::span<winnow_outcome> outcomes)
    : work_(work),
      permit_(permit),
      selection_(selection),
      condition_(condition),
      rights_(rights),
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
  rights_.prove(work_.bucket, permit_, work_.host, items_);
  try {
    if (keeps_versions()) {
      std::vector<std::string> keys;
      for (const winnow_item& item : items_) keys.emplace_back(view(item.key));
      versions_ = versions_at(work_.bucket, work_.host, keys, work_.bucket.server().connections());
    } else {
      acls_.emplace(work_.bucket);
      note_taken_places();
    }
    const std::int64_t latest = last_copy(permit_);
    in_parallel(items_.size(), work_.bucket.server().connections(), [&](std::size_t i) { prepare(i, latest); });
    // What was copied would not go, and what was not need not be told one by one.
    if (work_.bucket.server().is_silent()) throw Error(WINNOW_UNAVAILABLE, "the server does not answer any more");
    put_all(bin);
    if (std::ranges::none_of(parcels_, &Parcel::ready)) return take_back();
    bin.seal(take);
  } catch (...) {
    take_back();
    throw;
  }
  delete_taken(take);
  take_back();
  if (std::ranges::find(outcomes_, WINNOW_NOT_TRIED) == outcomes_.end()) return;
  if (work_.host.stopping()) throw Error(WINNOW_STOPPED, "stopped by the host before the batch was done");
  throw Error(WINNOW_DENIED, "the permit ended before the batch was done");
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
  if (const std::string_view why = rights_.refusal_of(key); !why.empty()) {
    throw Setback(WINNOW_FAILED, "would not be deleted: " + std::string(why));
  }
  if (keeps_versions()) {
    const Version current = current_version(item);
    accept(item, parcel, current.object, current.id);
    parcel.receipt.version = current.id;
    return;
  }
  const std::optional<Head> head = work_.bucket.head(key);
  if (!head) throw Setback(WINNOW_GONE, "is not there");
  accept(item, parcel, head->facts, head->version);
  put_aside(*head, parcel);
}

Version Removing::current_version(std::size_t item) {
  std::vector<Version>& versions = versions_[item];
  if (versions.empty()) versions = work_.bucket.versions_of(view(items_[item].key));
  if (versions.empty()) throw Setback(WINNOW_GONE, "is not there");
  const auto current = std::ranges::find(versions, true, &Version::latest);
  if (current == versions.end() || std::ranges::count(versions, true, &Version::latest) != 1) {
    throw Setback(WINNOW_FAILED, "which version is the current one the server does not tell");
  }
  if (current->marker) throw Setback(WINNOW_GONE, "is not there");
  return *current;
}

/// Throws Setback where the object is not the one that was planned, or is locked.
void Removing::accept(std::size_t item, Parcel& parcel, const ObjectFacts& facts, std::string_view version) {
  const std::string_view planned = view(items_[item].version);
  if (!planned.empty() && planned != version_of(facts)) throw Setback(WINNOW_CHANGED, "has changed");
  locks_.check(facts.key, version, work_.host);
  parcel.found.facts = facts;
  if (fields_.wants_tags()) parcel.found.tags = work_.bucket.tags(facts.key);
  parcel.receipt.object = facts;
}

void Removing::put_aside(const Head& head, Parcel& parcel) {
  const std::string& key = head.facts.key;
  const std::string parked = place_ + "/" + key;
  const std::string meta = meta_key(parked);
  if (meta.size() > kLongestKey) throw Setback(WINNOW_REFUSED, "its key is too long for the bin", "too_long");
  const std::string words =
      parking::write_meta({key, parked_at_, selection_.reason, view(permit_.run), head.facts.size,
                           std::to_string(head.facts.modified / 1'000'000) + ".000000000"});
  // Ceph 16 loses the copy together with the object, if versions were ever kept at the key (seen).
  if (work_.versioning == Versioning::suspended && head.headers.contains("x-rgw-object-type")) {
    throw Setback(WINNOW_REFUSED, "Ceph may lose copies in a bucket whose versioning is suspended",
                  "suspended_versions");
  }
  acls_->check(key);
  if (is_taken(parked) || is_taken(meta)) return take_for_copy(head, parked, words, parcel);
  parcel.copied = true;
  Request put = work_.bucket.request("PUT", meta);
  put.headers["content-type"] = "application/json";
  put.body = words;
  const Answer written = work_.bucket.ask(put, Repeat::yes);
  if (written.status / 100 != 2) throw refusal(written, "write its meta file into the bin");
  const Head copy = copy_object(work_.bucket, head, parked, work_.sizes);
  parcel.receipt.parked = parked;
  parcel.receipt.copy_etag = copy.facts.etag;
}

bool Removing::is_taken(const std::string& key) const {
  return std::ranges::binary_search(occupied_, key);
}

/// A removal that was broken off and is ended now has left its copy. Nothing of it is written or taken back here.
void Removing::take_for_copy(const Head& head, const std::string& parked, const std::string& words,
                             Parcel& parcel) {
  const std::optional<std::string> there = work_.bucket.read(meta_key(parked));
  if (!is_taken(parked) || !there || !parking::same_meta(*there, words)) {
    throw Setback(WINNOW_FAILED, "its place in the bin is taken");
  }
  parcel.receipt.parked = parked;
  parcel.receipt.copy_etag = prove_copy(work_.bucket, head, parked).facts.etag;
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
  std::vector<std::size_t> going;
  std::vector<Doomed> doomed;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (!parcels_[i].ready) continue;
    if (take[i] != 1) {
      outcomes_[i] = WINNOW_REFUSED;
      continue;
    }
    going.push_back(i);
    doomed.push_back({std::string(view(items_[i].key)), parcels_[i].receipt.object, parcels_[i].receipt.version});
  }
  const std::vector<Deletion> deletions = delete_all(doomed);
  for (std::size_t at = 0; at < going.size(); ++at) {
    const Deletion& deletion = deletions[at];
    attempt(work_.host, doomed[at].key, outcomes_[going[at]], WINNOW_IN_DOUBT, [&] {
      const bool plain = deletion.outcome == WINNOW_DONE || deletion.outcome == WINNOW_NOT_TRIED;
      if (!plain) throw Setback(deletion.outcome, deletion.why);
      outcomes_[going[at]] = deletion.outcome;
    });
  }
}

std::vector<Deletion> Removing::delete_all(std::span<const Doomed> doomed) const {
  if (condition_ == Condition::look) return delete_objects(work_.bucket, permit_, work_.host, doomed);
  std::vector<Deletion> out(doomed.size());
  in_parallel(doomed.size(), work_.bucket.server().connections(),
              [&](std::size_t i) { out[i] = delete_object(work_.bucket, permit_, doomed[i]); });
  return out;
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
    for (const Deletion& one : delete_exactly(work_.bucket, permit_, work_.host, left)) {
      if (one.outcome != WINNOW_DONE && !one.why.empty()) {
        work_.host.log(WINNOW_WARN, "a copy of what was not removed is left in " + place_ + ": " + one.why);
      }
    }
  } catch (const Error& error) {
    work_.host.log(WINNOW_WARN, "copies of what was not removed are left in " + place_ + ": " + error.what());
  }
}

}  // namespace winnow::s3
