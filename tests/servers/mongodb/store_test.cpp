// The MongoDB store on a real server, named by WINNOW_TEST_MONGO_URL (tests/servers/mongodb/with).
#include <catch2/catch.hpp>
#include <cstdlib>
#include <functional>
#include <map>
#include <random>
#include <set>

#include "core/base/times.h"
#include "core/items/matcher.h"
#include "mongodb/filter_bson.h"
#include "mongodb/mongo_store.h"

namespace winnow::mongodb {
namespace {

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

bool is_ferretdb() {
  const char* const server = std::getenv("WINNOW_TEST_MONGO_SERVER");
  return server != nullptr && std::string_view(server) == "ferretdb";
}

/// A collection of its own, with a store on it.
class Collection {
 public:
  explicit Collection(const std::string& name) : name_(name), client_(url(), "") {
    mongo("{\"drop\":\"" + name + "\"}");
    const Value values[] = {Value::of_text(url()), Value::null(), Value::null(), Value::boolean(is_ferretdb())};
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

using Outcomes = std::vector<winnow_outcome>;

TEST_CASE("what was removed comes back byte for byte, and nothing is overwritten") {
  Collection things("things");
  things.insert(R"({"_id":1,"a":{"$numberDouble":"-0.0"},"b":[1,{"c":null}],"d":{"$date":{"$numberLong":"-1"}}})");
  things.insert(R"({"_id":"two","e":{"$binary":{"base64":"AP8=","subType":"00"}},"f":{"$numberLong":"5"}})");
  things.insert(R"({"_id":{"$oid":"507f1f77bcf86cd799439011"},"g":"ü"})");
  const auto before = things.all();
  MemoryBin bin;
  bin.refused = {1};
  const std::vector<std::string> keys = {"1", "two", "507f1f77bcf86cd799439011", "nothing"};
  CHECK(things.remove(keys, bin) == Outcomes{WINNOW_DONE, WINNOW_REFUSED, WINNOW_DONE, WINNOW_GONE});
  CHECK(things.all().size() == 1);
  MemoryBin again;
  CHECK(things.remove({"1"}, again) == Outcomes{WINNOW_GONE});
  things.insert(R"({"_id":1,"a":"somebody else's"})");
  CHECK(things.restore(bin) == Outcomes{WINNOW_OCCUPIED, WINNOW_DONE, WINNOW_DONE});
  CHECK(things.all().at("1").find("somebody") != std::string::npos);
  MemoryBin other;
  things.remove({"1"}, other);
  CHECK(things.restore(bin) == Outcomes{WINNOW_DONE, WINNOW_DONE, WINNOW_DONE});
  CHECK(things.all() == before);
}

TEST_CASE("a document that changes between its copy and its removal stays") {
  if (is_ferretdb()) return;  // there nobody else may write, which is what exclusive = true says
  Collection things("changing");
  for (const char* id : {"1", "2", "3", "4"})
    things.insert("{\"_id\":" + std::string(id) + ",\"list\":[1,2],\"n\":null}");
  MemoryBin bin;
  bin.while_sealing = [&] {
    things.mongo(R"({"update":"changing","updates":[{"q":{"_id":1},"u":{"$set":{"more":true}}}]})");
    things.mongo(R"({"update":"changing","updates":[{"q":{"_id":2},"u":{"$unset":{"n":1}}}]})");
    things.mongo(R"({"update":"changing","updates":[{"q":{"_id":3},"u":{"$set":{"list":1}}}]})");
  };
  CHECK(things.remove({"1", "2", "3", "4"}, bin) ==
        Outcomes{WINNOW_CHANGED, WINNOW_CHANGED, WINNOW_CHANGED, WINNOW_DONE});
  CHECK(things.all().size() == 3);
}

TEST_CASE("the predicate stands in the removing statement") {
  Collection things("predicate");
  things.insert(R"({"_id":1,"deleted":true})");
  Selection selection = things.everything();
  selection.fields = {"deleted"};
  selection.scope = selection.match = Filter::eq("deleted", Value::boolean(true));
  winnow_item item{};
  item.key = borrow(std::string_view{"1"});
  const std::string_view keys[] = {"1"};
  winnow_outcome outcome{};
  MemoryBin bin;
  bin.while_sealing = [&] {
    things.mongo(R"({"update":"predicate","updates":[{"q":{"_id":1},"u":{"$set":{"deleted":false}}}]})");
  };
  things.store->remove(things.permit(WINNOW_REMOVE, keys), selection, {&item, 1}, bin, {&outcome, 1});
  CHECK(outcome == WINNOW_CHANGED);
  CHECK(things.all().size() == 1);
}

TEST_CASE("a version that was planned must still be there, and a permit must be for exactly this") {
  Collection things("versions");
  things.insert(R"({"_id":1})");
  MemoryBin bin;
  CHECK(things.remove({"1"}, bin, "another version") == Outcomes{WINNOW_CHANGED});
  winnow_item item{};
  item.key = borrow(std::string_view{"1"});
  const std::string_view others[] = {"2"};
  winnow_outcome outcome{};
  CHECK_THROWS_AS(things.store->remove(things.permit(WINNOW_REMOVE, others), things.everything(), {&item, 1}, bin,
                                       {&outcome, 1}),
                  Error);
  CHECK(things.all().size() == 1);
}

TEST_CASE("settling tells what lives as copied, what changed and what is gone") {
  Collection things("settling");
  for (const char* id : {"1", "2", "3"}) things.insert("{\"_id\":" + std::string(id) + "}");
  MemoryBin bin;
  bin.refused = {0, 1, 2};
  things.remove({"1", "2", "3"}, bin);
  things.mongo(R"({"update":"settling","updates":[{"q":{"_id":2},"u":{"$set":{"x":1}}}]})");
  things.mongo(R"({"delete":"settling","deletes":[{"q":{"_id":3},"limit":1}]})");
  CHECK(things.settle(bin) == Outcomes{WINNOW_SAME, WINNOW_CHANGED, WINNOW_DONE});
  CHECK(things.settle(bin) == Outcomes{WINNOW_SAME, WINNOW_CHANGED, WINNOW_DONE});
}

/// Values of every kind that a comparison may meet.
const std::vector<std::string> kValues = {"null",
                                          "1",
                                          "0",
                                          "5",
                                          "-3",
                                          R"({"$numberLong":"9007199254740993"})",
                                          R"({"$numberDouble":"1.5"})",
                                          R"({"$numberDouble":"1.0"})",
                                          R"({"$numberDouble":"NaN"})",
                                          "true",
                                          "false",
                                          R"("a")",
                                          R"("ab")",
                                          R"("")",
                                          R"("507f1f77bcf86cd799439011")",
                                          R"({"$oid":"507f1f77bcf86cd799439011"})",
                                          R"({"$binary":{"base64":"ASNFZ4mrze8BI0VniavN7w==","subType":"04"}})",
                                          R"("01234567-89ab-cdef-0123-456789abcdef")",
                                          R"({"$date":{"$numberLong":"1600000000000"}})",
                                          R"("2020-09-13T12:26:40Z")",
                                          "[1,2]",
                                          R"(["a"])",
                                          R"([{"$date":{"$numberLong":"0"}}])",
                                          R"({"b":1})",
                                          R"([{"b":1}])",
                                          R"({"$binary":{"base64":"AQ==","subType":"00"}})"};

Value some_value(std::mt19937& random) {
  const std::vector<Value> values = {Value::integer(1),
                                     Value::integer(0),
                                     Value::integer(5),
                                     Value::real(1.5),
                                     Value::boolean(true),
                                     Value::decimal("1.5"),
                                     Value::decimal("1"),
                                     Value::of_text("a"),
                                     Value::of_text("507f1f77bcf86cd799439011"),
                                     Value::of_text("01234567-89ab-cdef-0123-456789abcdef"),
                                     Value::of_text(""),
                                     Value::time(time_of(1'600'000'000'000'000)),
                                     Value::time(time_of(1'600'000'000'000'001)),
                                     Value::bytes("\x01")};
  return values[random() % values.size()];
}

Filter some_filter(std::mt19937& random, int depth) {
  const std::string field = random() % 3 == 0 ? "v.b" : random() % 3 == 0 ? "at" : "v";
  if (depth > 0 && random() % 2 == 0) {
    std::vector<Filter> parts = {some_filter(random, depth - 1), some_filter(random, depth - 1)};
    switch (random() % 3) {
      case 0: return Filter::all_of(std::move(parts));
      case 1: return Filter::any_of(std::move(parts));
      default: return Filter::negate(std::move(parts.front()));
    }
  }
  Filter out;
  const winnow_op ops[] = {WINNOW_EQ, WINNOW_NE, WINNOW_LT,      WINNOW_LE,
                           WINNOW_GT, WINNOW_GE, WINNOW_IS_NULL, WINNOW_IN};
  out.op = ops[random() % std::size(ops)];
  out.field = field;
  if (out.op == WINNOW_IN) out.values = {some_value(random), some_value(random)};
  if (out.op != WINNOW_IN && out.op != WINNOW_IS_NULL) out.values = {some_value(random)};
  if (random() % 8 == 0) return Filter::prefix(field, "a");
  return out;
}

TEST_CASE("a query is never narrower than its filter, whatever the types of the fields are") {
  Collection things("filters");
  std::vector<std::string> values = kValues;
  if (is_ferretdb()) std::erase(values, R"({"$numberDouble":"NaN"})");  // it hangs up on that
  for (std::size_t i = 0; i < values.size(); ++i) {
    things.insert("{\"_id\":" + std::to_string(i) + ",\"v\":" + values[i] +
                  ",\"at\":" + values[i * 7 % values.size()] + "}");
  }
  Selection all = things.everything();
  all.fields = {"v", "v.b", "at"};
  all.time_field = "at";
  std::mt19937 random(20261125);
  for (int round = 0; round < 400; ++round) {
    Selection narrowed = all;
    narrowed.scope = some_filter(random, 2);
    const Matcher says(narrowed.scope, narrowed);
    std::set<std::string> wanted, found;
    things.store->scan(all, [&](std::span<const winnow_item> items) {
      for (const winnow_item& item : items) {
        if (says(item) == Truth::yes) wanted.emplace(view(item.key));
      }
      return Next::more;
    });
    things.store->scan(narrowed, [&](std::span<const winnow_item> items) {
      for (const winnow_item& item : items) found.emplace(view(item.key));
      return Next::more;
    });
    for (const std::string& key : wanted) {
      INFO("round " << round << ": " << copy_of(*query_of(narrowed.scope, "at", "").get()).value_or("?"));
      INFO(things.all().at(key));
      CHECK(found.contains(key));
    }
  }
}

TEST_CASE("keys name one document each, and are read back as what they name") {
  Collection things("keys");
  things.insert(R"({"_id":"17"})");
  things.insert(R"({"_id":17})");
  things.insert(R"({"_id":"{\"$oid\":\"507f1f77bcf86cd799439011\"}"})");
  things.insert(R"({"_id":{"x":1,"y":"z"}})");
  things.insert(R"({"_id":""})");
  std::vector<std::string> keys;
  for (const auto& [key, copy] : things.all()) keys.push_back(key);
  CHECK(keys.size() == 5);
  MemoryBin bin;
  CHECK(things.remove({"17"}, bin) == Outcomes{WINNOW_DONE});
  CHECK(things.all().contains("\"17\""));
  CHECK(things.all().size() == 4);
}

}  // namespace
}  // namespace winnow::mongodb
