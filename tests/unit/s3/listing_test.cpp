#include "plugins/stores/s3/listing.h"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <map>
#include <mutex>
#include <random>
#include <set>

#include "plugins/stores/s3/between.h"
#include "winnow/value.hpp"

using namespace winnow;
using namespace winnow::s3;

namespace {

using Keys = std::vector<std::string>;

/// A bucket in memory, which lists in any order, so many keys a page.
class Bucket {
 public:
  using Before = std::function<bool(const std::string&, const std::string&)>;

  explicit Bucket(Keys keys, std::size_t page = 10, Before before = std::less<>())
      : keys_(std::move(keys)), page_(page), before_(std::move(before)) {
    std::ranges::sort(keys_, before_);
  }

  Listing ask(const std::string& after, const std::string& token) {
    const std::lock_guard lock(guard_);
    ++asked;
    const std::string& from = !token.empty() || !knows_after ? token : after;
    Listing out;
    auto at = from.empty() ? keys_.begin() : std::ranges::upper_bound(keys_, from, before_);
    for (; at != keys_.end() && out.objects.size() < page_; ++at) {
      out.objects.emplace_back();
      out.objects.back().key = *at;
    }
    if (at != keys_.end()) out.next = out.objects.back().key;
    if (on_page) on_page(out);
    return out;
  }
  void drop(const std::string& key) { std::erase(keys_, key); }

  std::size_t asked = 0;
  bool knows_after = true;
  std::function<void(const Listing&)> on_page;

 private:
  std::mutex guard_;
  Keys keys_;
  std::size_t page_;
  Before before_;
};

/// All keys as they were shown, sorted; twice what was shown twice.
Keys list(Bucket& bucket, std::size_t connections = 8, const std::string& prefix = "") {
  Keys out;
  list_all([&](const std::string& after, const std::string& token) { return bucket.ask(after, token); }, prefix,
           connections,
           [&](const std::vector<ObjectFacts>& page) {
             for (const ObjectFacts& facts : page) out.push_back(facts.key);
           });
  std::ranges::sort(out);
  return out;
}

Keys sorted(Keys keys) {
  std::ranges::sort(keys);
  return keys;
}

Keys dates(int count) {
  Keys out;
  for (int i = 0; i < count; ++i) {
    char text[64];
    std::snprintf(text, sizeof text, "dumps/app_2024-%02d-%02dT%02d-%02d.dump", 1 + i / 40320, 1 + i / 1440 % 28,
                  i / 60 % 24, i % 60);
    out.emplace_back(text);
  }
  return out;
}

/// Keys of few characters, so that many begin alike and are what a guess would be.
Keys odd(std::uint32_t seed) {
  static const Keys kParts = {"a",
                              "b",
                              "/",
                              "//",
                              "0",
                              "9",
                              "-",
                              ".",
                              "..",
                              " ",
                              "z",
                              "~",
                              "\x01",
                              "\x7f",
                              "é",
                              "\xef\xbf\xbd",
                              "\xf0\x9f\x98\x80",
                              "\xff",
                              "+",
                              "%2F",
                              "A"};
  std::minstd_rand random(seed);
  std::set<std::string> out;
  const std::size_t count = 20 + random() % 800;
  while (out.size() < count) {
    std::string key = "t/";
    for (std::size_t i = 1 + random() % 6; i > 0; --i) key += kParts[random() % kParts.size()];
    out.insert(key);
  }
  return {out.begin(), out.end()};
}

/// As servers order that compare text in UTF-16: what lies beyond U+FFFF comes before U+E000.
bool utf16_before(const std::string& one, const std::string& other) {
  const auto weight = [](unsigned char c) { return c >= 0xf0 ? 0xed * 2 + 1 : c * 2; };
  return std::ranges::lexicographical_compare(one, other, [&](char a, char b) {
    return weight(static_cast<unsigned char>(a)) < weight(static_cast<unsigned char>(b));
  });
}

}  // namespace

TEST_CASE("listing: each key once, however keys are spread") {
  const auto seed = static_cast<std::uint32_t>(GENERATE(range(1, 60)));
  const std::size_t connections = GENERATE(std::size_t{1}, std::size_t{2}, std::size_t{8});
  const Keys keys = odd(seed);
  Bucket bucket(keys, 1 + seed % 17);
  CHECK(list(bucket, connections, "t/") == sorted(keys));
}

TEST_CASE("listing: several chains get through a long listing in fewer rounds, without many pages in vain") {
  const Keys keys = dates(5000);
  Bucket bucket(keys, 100);
  CHECK(list(bucket, 8, "dumps/") == sorted(keys));
  CHECK(bucket.asked < 2 * 50 + 20);
}

TEST_CASE("listing: what fits into one page is one request") {
  Bucket bucket({"t/a", "t/b"});
  CHECK(list(bucket) == Keys{"t/a", "t/b"});
  CHECK(bucket.asked == 1);
  Bucket empty({});
  CHECK(list(empty).empty());
}

TEST_CASE("listing: a server that does not know start-after is listed all the same") {
  const Keys keys = dates(500);
  Bucket bucket(keys);
  bucket.knows_after = false;
  CHECK(list(bucket) == sorted(keys));
}

TEST_CASE("listing: another order than that of bytes is listed whole and once, or not at all") {
  const auto seed = static_cast<std::uint32_t>(GENERATE(range(1, 60)));
  const Keys keys = odd(seed);
  Bucket bucket(keys, 7, utf16_before);
  Keys shown = sorted(keys);
  try {
    shown = list(bucket, 8, "t/");
  } catch (const Error& error) {
    CHECK_THAT(error.what(), Catch::Contains("connections = 1"));
  }
  CHECK(shown == sorted(keys));
  CHECK(list(bucket, 1, "t/") == sorted(keys));
}

TEST_CASE("listing: keys that go meanwhile are no trouble, and those that stay are all shown once") {
  // Of four keys that were shown three go at once; among them is nearly each with which a chain begins.
  const int stays = GENERATE(0, 1, 2, 3);
  const Keys keys = dates(2000);
  Bucket bucket(keys, 10);
  std::set<std::string> gone;
  std::map<std::string, int> places;
  for (const std::string& key : keys) places.emplace(key, static_cast<int>(places.size()));
  bucket.on_page = [&](const Listing& page) {
    for (const ObjectFacts& facts : page.objects) {
      if (places[facts.key] % 4 == stays) continue;
      gone.insert(facts.key);
      bucket.drop(facts.key);
    }
  };
  Keys stayed;
  for (const std::string& key : list(bucket, 8, "dumps/")) {
    if (!gone.contains(key)) stayed.push_back(key);
  }
  Keys expected;
  std::ranges::copy_if(keys, std::back_inserter(expected), [&](const auto& key) { return !gone.contains(key); });
  CHECK(stayed == sorted(expected));
}

TEST_CASE("listing: a page that fails ends it, whatever the others do") {
  Bucket bucket(dates(2000));
  const int fails_at = GENERATE(1, 2, 5, 30);
  std::atomic<int> asked = 0;
  const auto ask = [&](const std::string& after, const std::string& token) {
    if (++asked == fails_at) throw Error(WINNOW_UNAVAILABLE, "away");
    return bucket.ask(after, token);
  };
  CHECK_THROWS_WITH(list_all(ask, "dumps/", 8, [](const auto&) {}), "away");
}

TEST_CASE("listing: a sink that throws ends it") {
  Bucket bucket(dates(2000));
  const auto ask = [&](const std::string& after, const std::string& token) { return bucket.ask(after, token); };
  int pages = 0;
  const auto sink = [&](const std::vector<ObjectFacts>&) {
    if (++pages == 3) throw Error(WINNOW_STOPPED, "enough");
  };
  CHECK_THROWS_WITH(list_all(ask, "dumps/", 8, sink), "enough");
  CHECK(pages == 3);
}

TEST_CASE("listing: a server whose pages go round in a circle is not followed") {
  const auto ask = [](const std::string&, const std::string&) {
    Listing out;
    out.objects.resize(1);
    out.objects.front().key = "a";
    out.next = "again";
    return out;
  };
  CHECK_THROWS_AS(list_all(ask, "", GENERATE(std::size_t{1}, std::size_t{8}), [](const auto&) {}), Error);
}

TEST_CASE("listing: a guess lies between") {
  const auto guess = [](std::string_view first, std::string_view last, std::string_view upper) {
    return between({first, first, last, upper, 2}).value_or("none");
  };
  // Nobody knows how far keys agree: the middle of what they have in common.
  CHECK(guess("t/2024-01-01", "t/2024-01-05", "") == "t/2024-1");
  CHECK(guess("t/1", "t/3", "t/9") == "t/6");
  CHECK(guess("t/1", "t/3", "t/4") == "none");
  CHECK(guess("t/10", "t/32", "t/4") == "t/36");
  CHECK(guess("t/a", "t/é", "") == "none");
}

TEST_CASE("listing: how much a stretch holds is told by the page before it") {
  const auto pages = [](std::string_view page, std::string_view last, std::string_view upper) {
    return pages_in({page, page, last, upper, 2});
  };
  CHECK(pages("t/00", "t/20", "t/80") == Approx(3));
  CHECK(pages("t/x-00-00.gz", "t/x-00-50.gz", "t/x-01") == Approx(1).margin(0.05));
  CHECK(pages("t/a", "t/c", "t/d") == Approx(0.5));
  CHECK(pages("t/00", "t/20", "") > 1000);
  CHECK(pages("t/a", "t/a", "t/b") > 1000);
}
