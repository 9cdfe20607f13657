#include "support.h"

#include <openssl/evp.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>

#include "core/base/times.h"
#include "winnow/text.hpp"

namespace winnow::s3 {

namespace {

std::string required_variable(const char* name) {
  const char* const value = std::getenv(name);
  REQUIRE(value != nullptr);
  return value;
}

std::string md5_of(std::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  REQUIRE(EVP_Digest(text.data(), text.size(), digest, &size, EVP_md5(), nullptr) == 1);
  return to_base64({reinterpret_cast<const char*>(digest), size});
}

std::vector<Seen> gather(const std::function<void(const ItemSink&)>& call) {
  std::vector<Seen> out;
  call([&out](std::span<const winnow_item> items) {
    for (const winnow_item& item : items) {
      out.push_back({std::string(view(item.key)),
                     std::string(view(item.version)),
                     std::string(view(item.obstacle)),
                     item.time,
                     item.bytes,
                     {}});
    }
    return Next::more;
  });
  return out;
}

/// With the values of the fields.
std::vector<Seen> gather(std::size_t width, const std::function<void(const ItemSink&)>& call) {
  std::vector<std::vector<Value>> values;
  std::vector<Seen> out = gather([&](const ItemSink& sink) {
    call([&](std::span<const winnow_item> items) {
      for (const winnow_item& item : items) {
        std::vector<Value>& row = values.emplace_back();
        for (std::size_t i = 0; i < width; ++i) row.push_back(own(item.fields[i]));
      }
      return sink(items);
    });
  });
  for (std::size_t i = 0; i < out.size(); ++i) out[i].fields = std::move(values[i]);
  return out;
}

}  // namespace

TestHost::TestHost()
    : at(std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now())) {}

void TestHost::log(int level, std::string_view words) {
  const std::lock_guard lock(guard_);
  if (level >= WINNOW_INFO) said_ += std::string(words) + "\n";
}

std::string TestHost::said() const {
  const std::lock_guard lock(guard_);
  return said_;
}

std::int64_t TestHost::read_time(std::string_view iso) const {
  const auto time = parse_time(iso, Zone{});
  return time ? micros_of(*time) : WINNOW_TIME_UNREADABLE;
}

Settings Box::settings(const std::string& bucket) {
  Settings out;
  out.server = {required_variable("WINNOW_TEST_S3_ENDPOINT"), "us-east-1",
                [] {
                  return Credentials{required_variable("WINNOW_TEST_S3_ACCESS_KEY"),
                                     required_variable("WINNOW_TEST_S3_SECRET_KEY"), ""};
                },
                4};
  out.bucket = bucket;
  out.identity = "s3:test/" + bucket;
  // Of a server that does not delete on a condition.
  out.write_once = std::getenv("WINNOW_TEST_S3_WRITE_ONCE") != nullptr;
  return out;
}

Box::Box(Kind kind) {
  static int count = 0;
  name_ = "box-" + std::to_string(getpid()) + "-" + std::to_string(++count);
  server.emplace(settings(name_).server, host);
  bucket.emplace(*server, name_, Bucket::Addressing::path);
  ask("PUT", "", "",
      kind == Kind::locked ? std::map<std::string, std::string>{{"x-amz-bucket-object-lock-enabled", "true"}}
                           : std::map<std::string, std::string>{});
  if (kind == Kind::versioned) {
    ask("PUT", "", "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>", {},
        {{"versioning", ""}});
  }
  open();
}

S3Store& Box::open(const std::function<void(Settings&)>& change) {
  Settings all = settings(name_);
  change(all);
  return store.emplace(std::move(all), parking::TimeRule(), host);
}

Answer Box::ask(std::string method, const std::string& key, std::string body,
                std::map<std::string, std::string> headers,
                std::vector<std::pair<std::string, std::string>> query) const {
  Request request = bucket->request(std::move(method), key);
  request.body = std::move(body);
  request.headers = std::move(headers);
  request.query = std::move(query);
  if (request.query.size() > 0 && !request.body.empty()) request.headers["content-md5"] = md5_of(request.body);
  Answer out = bucket->ask(request, Repeat::yes);
  INFO(request.method << " " << request.path << ": " << out.status << " " << out.body);
  REQUIRE(out.status / 100 == 2);
  return out;
}

std::set<std::string> Box::keys() const {
  std::set<std::string> out;
  std::string token;
  do {
    const Listing page = bucket->list("", token);
    for (const ObjectFacts& facts : page.objects) out.insert(facts.key);
    token = page.next;
  } while (!token.empty());
  return out;
}

std::size_t Box::in_bin() const {
  std::size_t out = 0;
  for (const std::string& key : keys()) out += key.starts_with(".trash/") ? 1 : 0;
  return out;
}

std::vector<Seen> Box::scan(const std::string& target, std::vector<std::string> fields, std::uint32_t page) {
  Selection selection;
  selection.target = target;
  selection.page = page;
  selection.fields = std::move(fields);
  return gather(selection.fields.size(), [&](const ItemSink& sink) { store->scan(selection, sink); });
}

std::vector<Seen> Box::fetch(const std::vector<std::string>& keys, std::vector<std::string> fields) {
  Selection selection;
  selection.target = "t/";
  selection.fields = std::move(fields);
  const std::vector<std::string_view> views(keys.begin(), keys.end());
  return gather(selection.fields.size(), [&](const ItemSink& sink) { store->fetch(selection, views, sink); });
}

winnow_permit Box::permit(winnow_action action, std::span<const std::string_view> keys) const {
  winnow_permit out{};
  out.struct_size = sizeof out;
  out.action = action;
  out.count = static_cast<std::uint32_t>(keys.size());
  out.target = borrow(std::string_view{"t/"});
  out.run = borrow(std::string_view{"run"});
  out.place = borrow(std::string_view{place});
  out.digest = permit_digest(action, "run", "t/", keys);
  out.not_after = not_after;
  return out;
}

std::vector<winnow_outcome> Box::remove(const std::vector<std::string>& keys, TestBin& bin,
                                        const std::string& version) {
  Selection selection;
  selection.target = "t/";
  selection.reason = "older than 30d";
  std::map<std::string, std::string> versions;
  for (const Seen& seen : fetch(keys)) versions[seen.key] = version.empty() ? seen.version : version;
  std::vector<winnow_item> items;
  for (const std::string& key : keys) {
    winnow_item item{};
    item.key = borrow(std::string_view{key});
    item.version = borrow(std::string_view{versions[key]});
    items.push_back(item);
  }
  std::vector<winnow_outcome> outcomes(keys.size());
  const std::vector<std::string_view> views(keys.begin(), keys.end());
  store->remove(permit(WINNOW_REMOVE, views), selection, items, bin, outcomes);
  return outcomes;
}

std::vector<winnow_outcome> Box::restore(const TestBin& bin) {
  return again(bin, WINNOW_RESTORE);
}
std::vector<winnow_outcome> Box::purge(const TestBin& bin) {
  return again(bin, WINNOW_PURGE);
}
std::vector<winnow_outcome> Box::settle(const TestBin& bin) {
  return again(bin, WINNOW_SETTLE);
}

std::vector<winnow_outcome> Box::again(const TestBin& bin, winnow_action action) {
  std::vector<winnow_piece> pieces;
  std::vector<std::string_view> keys;
  for (const TestBin::Put& put : bin.puts) {
    winnow_piece piece{};
    piece.item = put.item;
    piece.target = borrow(std::string_view{"t/"});
    piece.key = borrow(std::string_view{put.key});
    piece.content = borrow(std::string_view{put.content});
    pieces.push_back(piece);
    keys.push_back(put.key);
  }
  const winnow_header header{borrow(std::string_view{"t/"}), borrow(std::string_view{bin.header})};
  std::vector<winnow_outcome> out(pieces.size());
  const winnow_permit warrant = permit(action, keys);
  if (action == WINNOW_RESTORE) store->restore(warrant, {&header, 1}, pieces, out);
  if (action == WINNOW_PURGE) store->purge(warrant, pieces, out);
  if (action == WINNOW_SETTLE) store->settle(warrant, {&header, 1}, pieces, out);
  return out;
}

}  // namespace winnow::s3
