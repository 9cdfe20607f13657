#include "s3/listing.h"
#include "support.h"

using namespace winnow;
using namespace winnow::s3;

namespace {

std::vector<std::string> keys_of(const std::vector<Seen>& seen) {
  std::vector<std::string> out;
  for (const Seen& one : seen) out.push_back(one.key);
  std::sort(out.begin(), out.end());
  return out;
}
using Keys = std::vector<std::string>;

}  // namespace

TEST_CASE("s3 scan: a target's objects, and nothing beside it") {
  Box box;
  for (const char* key : {"t/a", "t/b/c", "t2/a", "t", "u/x-1", "u/x-2", "u/y"}) {
    if (std::string(key) != "t") box.put(key);
  }
  CHECK(keys_of(box.scan("t/")) == Keys{"t/a", "t/b/c"});
  CHECK(box.store->total("t/") == 2);
  CHECK(keys_of(box.scan("u/x-*")) == Keys{"u/x-1", "u/x-2"});
  CHECK(keys_of(box.scan("u/x-1")) == Keys{"u/x-1"});
  CHECK(box.scan("u/x").empty());
  CHECK(box.scan("nothing/").empty());
  CHECK(box.store->total("u/x-*") == 2);
}

TEST_CASE("s3 scan: bins and folders of winnow's own are no items, at any depth") {
  Box box;
  for (const char* key : {"t/a", "t/.trash/2026-06-19T22-31-00-000Z/t/b", "t/.winnow/state.db", "t/.trashy"})
    box.put(key);
  CHECK(keys_of(box.scan("t/")) == Keys{"t/.trashy", "t/a"});
}

TEST_CASE("s3 scan: more than one page of the server's, in pages of any size") {
  Box box;
  for (int i = 0; i < 1005; ++i) box.put("t/" + std::to_string(i), "");
  CHECK(box.scan("t/").size() == 1005);
  CHECK(keys_of(box.scan("t/", {}, 7)) == keys_of(box.scan("t/")));
  CHECK(box.store->total("t/") == 1005);
}

TEST_CASE("s3 scan: many chains of pages show the same keys as one, each once") {
  Box box;
  Keys keys;
  for (const char* folder :
       {"t/", "t/a-b/", "t/a/", "t/a/b/", "t/a/c", "t/a0", "t/a /", "t/%2F/", "t/+", "t/&<>/", "t/Z", "t/~", "t/é/",
        "t/ü", "t/\xef\xbf\xbd/", "t/\xf0\x9f\x98\x80/", "t/2024-01-0"}) {
    for (int i = 0; i < 12; ++i) keys.push_back(folder + std::to_string(i * i) + (i % 2 == 0 ? "" : "x"));
  }
  for (const std::string& key : keys) box.put(key, "");
  for (const char* key : {"t0/a", "t-/a", "s/a"}) box.put(key, "");
  std::sort(keys.begin(), keys.end());
  const std::size_t most = GENERATE(as<std::size_t>{}, 1, 2, 7, 50);
  const auto ask = [&](const std::string& after, const std::string& token) {
    return token.empty() ? box.bucket->list_after("t/", after, most) : box.bucket->list("t/", token, most);
  };
  for (const std::size_t connections : {std::size_t{1}, std::size_t{8}}) {
    Keys shown;
    list_all(ask, "t/", connections, [&shown](const std::vector<ObjectFacts>& page) {
      for (const ObjectFacts& facts : page) shown.push_back(facts.key);
    });
    std::sort(shown.begin(), shown.end());
    CHECK(shown == keys);
  }
}

TEST_CASE("s3 scan: fields, the same in a listing and in a look at one object") {
  Box box;
  box.put("t/f/a.txt", "hello", {{"x-amz-tagging", "retention=5y&kind=backup"}});
  const Keys fields = {"key",  "folder",        "name",          "size",    "modified",
                       "etag", "storage_class", "tag.retention", "tag.none"};
  const auto scanned = box.scan("t/", fields);
  REQUIRE(scanned.size() == 1);
  const Seen& seen = scanned.front();
  CHECK(seen.fields[0] == Value::of_text("t/f/a.txt"));
  CHECK(seen.fields[1] == Value::of_text("t/f"));
  CHECK(seen.fields[2] == Value::of_text("a.txt"));
  CHECK(seen.fields[3] == Value::integer(5));
  CHECK(seen.fields[4] == Value::time(time_of(seen.time)));
  CHECK(seen.fields[5] == Value::of_text("5d41402abc4b2a76b9719d911017c592"));
  CHECK(seen.fields[6] == Value::of_text("STANDARD"));
  CHECK(seen.fields[7] == Value::of_text("5y"));
  CHECK(seen.fields[8].is_null());
  CHECK(seen.bytes == 5);
  const auto fetched = box.fetch({"t/f/a.txt", "t/none", ""}, fields);
  REQUIRE(fetched.size() == 1);
  CHECK(fetched.front().fields == seen.fields);
  CHECK(fetched.front().version == seen.version);
  CHECK(fetched.front().time == seen.time);
  CHECK_THROWS_WITH(box.scan("t/", {"colour"}), Catch::Contains("no field \"colour\""));
}

TEST_CASE("s3 scan: an object that is written again is another version") {
  Box box;
  box.put("t/a", "one");
  const std::string before = box.scan("t/").at(0).version;
  box.put("t/a", "two");
  CHECK(box.scan("t/").at(0).version != before);
}

TEST_CASE("s3 scan: a key that the server takes for another is not shown as that") {
  Box box;
  box.put("t/y", "real");
  for (const auto& seen : box.fetch({"t/x/../y", "t//y"}))
    CHECK(box.bucket->list(seen.key, "", 1).objects.size() == 1);
}

TEST_CASE("s3 scan: a bucket that is not there, and credentials that do not hold, say so without a secret") {
  Box box;
  box.open([](Settings& settings) { settings.bucket = "no-such-bucket"; });
  CHECK_THROWS_WITH(box.scan("t/"), Catch::Contains("NoSuchBucket"));
  box.open([](Settings& settings) {
    settings.server.keys = [keys = settings.server.keys()]() mutable {
      keys.secret_key = "wrong-and-secret";
      return keys;
    };
  });
  try {
    box.scan("t/");
    FAIL("the secret is wrong");
  } catch (const Error& error) {
    CHECK(error.code() == WINNOW_BAD_CONFIG);
    CHECK(std::string(error.what()).find("SignatureDoesNotMatch") != std::string::npos);
    CHECK(std::string(error.what()).find("wrong-and-secret") == std::string::npos);
  }
}

TEST_CASE("s3 scan: a clock that is wrong by months is set by the server's") {
  Box box;
  box.put("t/a");
  box.host.at = time_of(1'700'000'000'000'000);
  box.open();
  CHECK(box.scan("t/").size() == 1);
}
