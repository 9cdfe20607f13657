#include "s3_store.h"

#include <algorithm>
#include <set>

#include "inspecting.h"
#include "listing.h"
#include "own_files.h"
#include "parked.h"
#include "parking/bin.h"
#include "parking/parallel.h"
#include "probe.h"
#include "target.h"

namespace winnow::s3 {

S3Store::S3Store(const OptionValues& options, Host& host)
    : S3Store(read_settings(options), parking::TimeRule(options.text("time.from"), options.text("time.format")),
              host) {}

S3Store::S3Store(Settings settings, parking::TimeRule times, Host& host)
    : host_(host),
      identity_(settings.identity),
      times_(std::move(times)),
      write_once_(settings.write_once),
      server_(std::move(settings.server), host),
      bucket_(server_, settings.bucket, settings.addressing) {}

Versioning S3Store::versioning() {
  if (!versioning_) versioning_ = bucket_.versioning();
  return *versioning_;
}

std::string_view S3Store::obstacle_of(const ObjectFacts& facts) {
  const bool archived = facts.storage_class == "GLACIER" || facts.storage_class == "DEEP_ARCHIVE";
  // Nobody can copy it before it is brought out of the archive; a marker needs no copy.
  return archived && versioning() != Versioning::enabled ? "unreadable" : "";
}

void S3Store::walk(std::string_view text, std::size_t connections,
                   const std::function<void(std::vector<ObjectFacts>)>& page) {
  const Target target = read_target(text);
  counted_target_.clear();
  std::uint64_t count = 0;
  const auto show = [&](std::vector<ObjectFacts> listed) {
    if (host_.stopping()) throw Error(WINNOW_STOPPED, "stopped while listing objects");
    std::erase_if(listed, [&target](const ObjectFacts& facts) {
      return !target.has(facts.key) || parking::lies_in_own_folder(facts.key);
    });
    count += listed.size();
    page(std::move(listed));
  };
  if (target.exact) {
    show(bucket_.list(target.prefix, "").objects);  // it comes before all keys that begin with it
  } else {
    const auto ask = [&](const std::string& after, const std::string& token) {
      return token.empty() ? bucket_.list_after(target.prefix, after) : bucket_.list(target.prefix, token);
    };
    list_all(ask, target.prefix, connections, show);
  }
  counted_ = count;
  counted_target_ = text;
}

void S3Store::read_tags_of(std::vector<FoundObject>& objects) const {
  in_parallel(objects.size(), server_.connections(),
              [&](std::size_t i) { objects[i].tags = bucket_.tags(objects[i].facts.key); });
}

std::optional<std::uint64_t> S3Store::total(std::string_view target) {
  if (counted_target_.empty() || target != counted_target_) {
    walk(target, server_.connections(), [](const std::vector<ObjectFacts>&) {});
  }
  counted_target_.clear();
  return counted_;
}

void S3Store::scan(const Selection& selection, const ItemSink& out) {
  const FieldReader fields(selection, times_, host_);
  Pages pages(selection, out);
  // Tags take a request an object, for which the connections are needed more.
  const std::size_t connections = fields.wants_tags() ? 1 : server_.connections();
  walk(selection.target, connections, [&](std::vector<ObjectFacts> listed) {
    std::vector<FoundObject> objects;
    for (ObjectFacts& facts : listed) {
      const std::string_view obstacle = obstacle_of(facts);
      objects.push_back({std::move(facts), {}, obstacle});
    }
    if (fields.wants_tags()) read_tags_of(objects);
    for (const FoundObject& object : objects) fields.add(pages, object);
  });
  pages.finish();
}

std::optional<Head> S3Store::find(std::string_view key) const {
  if (key.empty() || key.size() > 1024) return std::nullopt;  // S3 has no such keys
  std::optional<Head> out = bucket_.head(key);
  if (!out || trouble_with(key).empty()) return out;
  // The server may have looked at another key; its listing tells the keys that there are.
  const Listing listing = bucket_.list(key, "", 1);
  const bool there = !listing.objects.empty() && listing.objects.front().key == key;
  return there ? std::move(out) : std::nullopt;
}

void S3Store::fetch(const Selection& selection, std::span<const std::string_view> keys, const ItemSink& out) {
  const FieldReader fields(selection, times_, host_);
  std::vector<std::optional<Head>> heads(keys.size());
  in_parallel(keys.size(), server_.connections(), [&](std::size_t i) { heads[i] = find(keys[i]); });
  std::vector<FoundObject> objects;
  for (std::optional<Head>& head : heads) {
    if (!head) continue;
    const std::string_view obstacle = obstacle_of(head->facts);
    objects.push_back({std::move(head->facts), {}, obstacle});
  }
  if (fields.wants_tags()) read_tags_of(objects);
  Pages pages(selection, out);
  for (const FoundObject& object : objects) fields.add(pages, object);
  pages.finish();
}

std::vector<Fact> S3Store::inspect(std::string_view target) {
  return inspect_target(bucket_, host_, target);
}

void S3Store::remove(const winnow_permit& permit, const Selection& selection, std::span<const winnow_item> items,
                     Bin& bin, std::span<winnow_outcome> outcomes) {
  const Work all = work();
  check_permit(permit, WINNOW_REMOVE, keys_of(items));
  Removing(all, permit, selection, condition_for(permit), rights_, items, outcomes).run(bin);
}

/// Of versions none is lost, so that looking is enough. Else a write between the look and the removal would be
/// lost.
Condition S3Store::condition_for(const winnow_permit& permit) {
  if (versioning() == Versioning::enabled) return Condition::look;
  if (!condition_) condition_ = probe(bucket_, permit, host_, view(permit.place));
  if (*condition_ == Condition::look && !write_once_) {
    throw Error(
        WINNOW_UNSUPPORTED,
        "this server does not delete on a condition (If-Match), so that an object written at that moment would "
        "be lost; keep versions in the bucket, or write keys = \"write-once\" if no key is ever written twice");
  }
  return *condition_;
}

Work S3Store::work() {
  return {bucket_, times_, host_, versioning()};
}

void S3Store::restore(const winnow_permit& permit, std::span<const winnow_header>,
                      std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  restore_objects(work(), permit, pieces, outcomes);
}

void S3Store::purge(const winnow_permit& permit, std::span<const winnow_piece> pieces,
                    std::span<winnow_outcome> outcomes) {
  purge_objects(work(), permit, pieces, outcomes);
}

void S3Store::settle(const winnow_permit& permit, std::span<const winnow_header>,
                     std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  settle_objects(work(), permit, pieces, outcomes);
}

std::vector<std::string> S3Store::targets() {
  std::set<std::string> folders;
  for (const ObjectFacts& object : bucket_.list("", "").objects) {
    const std::size_t slash = object.key.find('/');
    if (slash == std::string::npos || slash == 0 || parking::lies_in_own_folder(object.key)) continue;
    folders.insert(object.key.substr(0, slash + 1));
  }
  return {folders.begin(), folders.end()};
}

void S3Store::put_file(std::string_view name, std::string_view content) {
  put_own(bucket_, name, content);
}

std::optional<std::string> S3Store::get_file(std::string_view name) {
  return get_own(bucket_, name);
}

std::vector<std::string> S3Store::list_files(std::string_view folder) {
  return list_own(bucket_, folder);
}

void S3Store::drop_file(std::string_view name) {
  drop_own(bucket_, versioning(), name);
}

void S3Store::parked(const ParkedSink& out) {
  list_bin(work(), out);
}

}  // namespace winnow::s3
