#include "looking.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <unordered_map>

#include "parking/parallel.h"

namespace winnow::s3 {

namespace {

constexpr std::size_t kWorthListing = 20;      // keys that a page must show
constexpr std::size_t kWorthConnecting = 100;  // keys for each connection
constexpr std::size_t kPage = 1000;            // entries, by S3

/// Entries in the order of their keys; an object is shown as its only version.
struct Page {
  std::vector<Version> entries;
  bool more;
};
using Ask = std::function<Page(std::string_view prefix, const std::string& after, std::size_t most)>;
using Entries = std::vector<std::vector<Version>>;  // of each key

std::string_view common_beginning(std::string_view one, std::string_view other) {
  const auto [end, _] = std::mismatch(one.begin(), one.end(), other.begin(), other.end());
  return one.substr(0, static_cast<std::size_t>(end - one.begin()));
}

/// A text that comes before the key, close to it: less its last character of UTF-8. Empty where all that begins
/// with `prefix` comes after it.
std::string right_before(std::string_view key, std::string_view prefix) {
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; };
  while (!key.empty() && continues(key.back())) key.remove_suffix(1);
  if (!key.empty()) key.remove_suffix(1);
  return key.size() >= prefix.size() ? std::string(key) : std::string{};
}

/// What pages show of the keys `some`, which are in order.
void list(const Ask& ask, std::span<const std::string> keys, std::span<const std::size_t> some, Entries& out) {
  const std::string_view prefix = common_beginning(keys[some.front()], keys[some.back()]);
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t at = 0; at < some.size(); ++at) places.emplace(keys[some[at]], at);
  std::size_t next = 0;
  while (next < some.size()) {
    const std::size_t most = std::min(kPage, 3 * (some.size() - next) + 10);
    const Page page = ask(prefix, right_before(keys[some[next]], prefix), most);
    std::string_view last;
    for (const Version& entry : page.entries) last = std::max(last, std::string_view(entry.object.key));
    std::size_t shown = 0;
    for (const Version& entry : page.entries) {
      const auto place = places.find(entry.object.key);
      const bool is_whole = !page.more || entry.object.key != last;
      if (place == places.end() || place->second < next || !is_whole) continue;
      std::vector<Version>& entries = out[some[place->second]];
      shown += entries.empty() ? 1 : 0;
      entries.push_back(entry);
    }
    if (!page.more || shown < kWorthListing) return;
    const auto rest = std::ranges::lower_bound(some.subspan(next), last, {},
                                               [&](std::size_t key) { return std::string_view(keys[key]); });
    next = static_cast<std::size_t>(rest - some.begin());
  }
}

Entries look(const Ask& ask, Host& host, std::span<const std::string> keys, std::size_t connections) {
  Entries out(keys.size());
  std::vector<std::size_t> order(keys.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::erase_if(order, [keys](std::size_t key) { return keys[key].empty(); });
  std::ranges::sort(order, {}, [&](std::size_t key) -> const std::string& { return keys[key]; });
  if (order.size() < kWorthListing) return out;
  const std::size_t most = std::max(order.size(), kWorthConnecting);
  in_parts(order.size(), connections, kWorthConnecting, most, [&](std::size_t begin, std::size_t n) {
    try {
      list(ask, keys, std::span(order).subspan(begin, n), out);
    } catch (const Error& error) {
      host.log(WINNOW_INFO, std::string(error.what()) + "; each object is looked at by itself");
    }
  });
  return out;
}

}  // namespace

std::vector<std::optional<ObjectFacts>> objects_at(const Bucket& bucket, Host& host,
                                                   std::span<const std::string> keys, std::size_t connections) {
  const auto ask = [&bucket](std::string_view prefix, const std::string& after, std::size_t most) {
    Listing listing = bucket.list_after(prefix, after, most);
    Page page{{}, !listing.next.empty()};
    for (ObjectFacts& facts : listing.objects) page.entries.push_back({std::move(facts), {}, true, false});
    return page;
  };
  std::vector<std::optional<ObjectFacts>> out(keys.size());
  Entries entries = look(ask, host, keys, connections);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!entries[i].empty()) out[i] = std::move(entries[i].front().object);
  }
  return out;
}

std::vector<std::vector<Version>> versions_at(const Bucket& bucket, Host& host, std::span<const std::string> keys,
                                              std::size_t connections) {
  const auto ask = [&bucket](std::string_view prefix, const std::string& after, std::size_t most) {
    Versions listing = bucket.versions_after(prefix, after, {}, most);
    return Page{std::move(listing.versions), !listing.next_key.empty()};
  };
  return look(ask, host, keys, connections);
}

}  // namespace winnow::s3
