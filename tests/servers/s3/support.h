/// What the tests of the s3 store share: a bucket of its own on the server that WINNOW_TEST_S3_ENDPOINT names
/// (tests/servers/s3/with), a host and a bin in memory.
#pragma once

#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>

#include "s3/s3_store.h"

namespace winnow::s3 {

inline const std::string kPlace = ".trash/2026-06-19T22-31-00-000Z";

class TestHost final : public Host {
 public:
  void log(int level, std::string_view words) override;
  Time now() const override { return at; }
  bool stopping() const override { return false; }
  std::int64_t read_time(std::string_view iso) const override;
  std::uint32_t reason(std::string_view) override { return 1; }
  void finding(std::string_view, double, bool, std::string_view) override {}

  std::string said() const;
  Time at;  ///< the machine's, unless a test sets it

  TestHost();

 private:
  mutable std::mutex guard_;
  std::string said_;
};

/// Keeps what is put, and takes all that was put unless told otherwise.
class TestBin : public Bin {
 public:
  struct Put {
    std::size_t item;
    std::string key, content;
  };
  void open(std::string_view, std::string_view text) override { header = text; }
  void put(const winnow_piece& piece) override {
    puts.push_back({piece.item, std::string(view(piece.key)), std::string(view(piece.content))});
  }
  void seal(std::span<std::uint8_t> take) override {
    on_seal();
    for (const Put& one : puts) take[one.item] = keep.contains(one.key) ? 0 : 1;
  }
  void refuse(std::size_t item, std::string_view reason) override { refused[item] = reason; }

  std::string header;
  std::vector<Put> puts;
  std::set<std::string> keep;  ///< keys that seal() does not give away
  std::function<void()> on_seal = [] {};
  std::map<std::size_t, std::string> refused;
};

/// What a scan or fetch showed.
struct Seen {
  std::string key, version, obstacle;
  std::int64_t time;
  std::uint64_t bytes;
  std::vector<Value> fields;
};

class Box {
 public:
  enum class Kind { plain, versioned, locked };
  explicit Box(Kind kind = Kind::plain);
  Box(const Box&) = delete;
  Box& operator=(const Box&) = delete;

  static Settings settings(const std::string& bucket);
  /// The store, made anew.
  S3Store& open(const std::function<void(Settings&)>& change = [](Settings&) {});

  /// One request by hand; fails the test unless it is answered 2xx.
  Answer ask(std::string method, const std::string& key, std::string body = "",
             std::map<std::string, std::string> headers = {},
             std::vector<std::pair<std::string, std::string>> query = {}) const;
  void put(const std::string& key, const std::string& content = "content",
           std::map<std::string, std::string> headers = {}) const {
    ask("PUT", key, content, std::move(headers));
  }
  std::optional<std::string> get(const std::string& key) const { return bucket->read(key); }
  /// All keys that there are, the bin's too.
  std::set<std::string> keys() const;
  std::size_t in_bin() const;

  std::vector<Seen> scan(const std::string& target, std::vector<std::string> fields = {},
                         std::uint32_t page = 1000);
  std::vector<Seen> fetch(const std::vector<std::string>& keys, std::vector<std::string> fields = {});
  /// Removes these keys as they are now, from the target "t/".
  std::vector<winnow_outcome> remove(const std::vector<std::string>& keys, TestBin& bin,
                                     const std::string& version = "");
  std::vector<winnow_outcome> restore(const TestBin& bin);
  std::vector<winnow_outcome> purge(const TestBin& bin);
  std::vector<winnow_outcome> settle(const TestBin& bin);

  TestHost host;
  std::optional<Server> server;
  std::optional<Bucket> bucket;
  std::optional<S3Store> store;
  std::string place = kPlace;
  std::int64_t not_after = INT64_MAX;

 private:
  std::vector<winnow_outcome> again(const TestBin& bin, winnow_action action);
  winnow_permit permit(winnow_action action, std::span<const std::string_view> keys) const;
  std::string name_;
};

}  // namespace winnow::s3
