/// What the tests of the MongoDB store share: a collection of its own on the server that WINNOW_TEST_MONGO_URL
/// names (tests/servers/mongodb/with), and a bin in memory.
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <functional>
#include <map>
#include <set>

#include "core/base/times.h"
#include "core/items/matcher.h"
#include "mongodb/filter_bson.h"
#include "mongodb/mongo_store.h"

namespace winnow::mongodb {

class QuietHost final : public Host {
 public:
  void log(int, std::string_view words) override { said.emplace_back(words); }
  Time now() const override { return time_of(1'700'000'000'000'000); }
  bool stopping() const override { return false; }
  std::int64_t read_time(std::string_view iso) const override {
    const auto time = parse_time(iso, Zone{});
    return time ? micros_of(*time) : WINNOW_TIME_UNREADABLE;
  }
  std::uint32_t reason(std::string_view) override { return 1; }
  void finding(std::string_view, double, bool, std::string_view) override {}
  std::vector<std::string> said;
};

struct Kept {
  std::size_t item;
  std::string target, key, content;
};

class MemoryBin final : public Bin {
 public:
  void open(std::string_view, std::string_view text) override { header = text; }
  void put(const winnow_piece& piece) override {
    pieces.push_back({piece.item, std::string(view(piece.target)), std::string(view(piece.key)),
                      std::string(view(piece.content))});
  }
  void seal(std::span<std::uint8_t> take) override {
    if (while_sealing) while_sealing();
    for (std::size_t i = 0; i < take.size(); ++i) take[i] = refused.contains(i) ? 0 : 1;
  }
  std::string header;
  std::vector<Kept> pieces;
  std::set<std::size_t> refused;
  std::function<void()> while_sealing;
};

inline bool is_ferretdb() {
  const char* const server = std::getenv("WINNOW_TEST_MONGO_SERVER");
  return server != nullptr && std::string_view(server) == "ferretdb";
}

/// A collection of its own, with a store on it.
class Collection {
 public:
  explicit Collection(const std::string& name, const Value& version_field = Value::null())
      : name_(name), client_(url(), "") {
    mongo("{\"drop\":\"" + name + "\"}");
    const Value values[] = {Value::of_text(url()), Value::null(), version_field, Value::boolean(is_ferretdb())};
    for (const Value& value : values) lent_.push_back(borrow(value));
    store.emplace(OptionValues(kOptions, lent_), host);
  }

  static std::string url() {
    const char* const url = std::getenv("WINNOW_TEST_MONGO_URL");
    REQUIRE(url != nullptr);
    return url;
  }

  /// Runs a command; what it answers is not looked at.
  void mongo(const std::string& json) const {
    mongoc_client_t* const client = mongoc_client_new(url().c_str());
    const Document command = parse_copy(json);
    mongoc_client_command_simple(client, client_.database().c_str(), command.get(), nullptr, nullptr, nullptr);
    mongoc_client_destroy(client);
  }
  void insert(const std::string& json) { REQUIRE(!client_.insert(name_, *parse_copy(json).get())); }

  /// All documents by key, as copies.
  std::map<std::string, std::string> all() {
    std::map<std::string, std::string> out;
    client_.find(name_, *Document().get(), *Document().get(), [&](const bson_t& document) {
      out[key_of(document)] = copy_of(document).value();
      return Visit::more;
    });
    return out;
  }

  Selection everything() const {
    Selection out;
    out.target = name_;
    return out;
  }

  std::vector<winnow_outcome> remove(const std::vector<std::string>& keys, Bin& bin,
                                     std::string_view version = {}) {
    std::vector<winnow_item> items;
    std::vector<std::string_view> views(keys.begin(), keys.end());
    for (const std::string& key : keys) {
      winnow_item item{};
      item.key = borrow(std::string_view{key});
      item.version = borrow(version);
      items.push_back(item);
    }
    std::vector<winnow_outcome> outcomes(keys.size());
    store->remove(permit(WINNOW_REMOVE, views), everything(), items, bin, outcomes);
    return outcomes;
  }
  std::vector<winnow_outcome> restore(const MemoryBin& bin) {
    return with_pieces(bin, WINNOW_RESTORE, [&](const auto& p, auto headers, auto pieces, auto outcomes) {
      store->restore(p, headers, pieces, outcomes);
    });
  }
  std::vector<winnow_outcome> settle(const MemoryBin& bin) {
    return with_pieces(bin, WINNOW_SETTLE, [&](const auto& p, auto headers, auto pieces, auto outcomes) {
      store->settle(p, headers, pieces, outcomes);
    });
  }

  winnow_permit permit(winnow_action action, std::span<const std::string_view> keys) const {
    winnow_permit out{};
    out.struct_size = sizeof out;
    out.action = action;
    out.count = static_cast<std::uint32_t>(keys.size());
    out.target = borrow(std::string_view{name_});
    out.run = borrow(std::string_view{"run"});
    out.digest = permit_digest(action, "run", name_, keys);
    out.not_after = INT64_MAX;
    return out;
  }

  QuietHost host;
  std::optional<MongoStore> store;

 private:
  template <class Call>
  std::vector<winnow_outcome> with_pieces(const MemoryBin& bin, winnow_action action, const Call& call) {
    std::vector<winnow_piece> pieces;
    std::vector<std::string_view> keys;
    for (const Kept& kept : bin.pieces) {
      winnow_piece piece{};
      piece.item = kept.item;
      piece.target = borrow(std::string_view{kept.target});
      piece.key = borrow(std::string_view{kept.key});
      piece.content = borrow(std::string_view{kept.content});
      pieces.push_back(piece);
      keys.push_back(kept.key);
    }
    const winnow_header header{borrow(std::string_view{name_}), borrow(std::string_view{bin.header})};
    std::vector<winnow_outcome> outcomes(pieces.size());
    call(permit(action, keys), std::span(&header, 1), std::span<const winnow_piece>(pieces),
         std::span<winnow_outcome>(outcomes));
    return outcomes;
  }

  std::string name_;
  Client client_;
  std::vector<winnow_value> lent_;
};

}  // namespace winnow::mongodb
