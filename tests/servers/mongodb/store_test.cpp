// The MongoDB store on a real server.
#include "tests/servers/mongodb/support.h"

namespace winnow::mongodb {
namespace {

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

TEST_CASE("below a list a field is the list of what stands there") {
  Collection things("lists");
  things.insert(R"({"_id":1,"att":[{"key":"a","name":"x"},{"name":"y"},{"key":"b"},"c"],"keys":["e"]})");
  Selection selection = things.everything();
  selection.fields = {"att.key", "att.0.key", "keys", "keys.0", "att.none"};
  std::vector<std::string> shown;
  things.store->scan(selection, [&](std::span<const winnow_item> items) {
    for (std::size_t i = 0; i < selection.fields.size(); ++i) {
      CHECK(items[0].fields[i].type == WINNOW_OTHER);
      std::string text(view(items[0].fields[i].as.text));
      std::erase(text, ' ');
      shown.push_back(std::move(text));
    }
    return Next::more;
  });
  CHECK(shown == std::vector<std::string>{R"(["a","b"])", R"(["a"])", R"(["e"])", R"(["e"])", "[]"});
}

TEST_CASE("a document that somebody else deletes at that moment is gone, and not by us; all others went") {
  Collection things("swept");
  std::vector<std::string> keys;
  for (int i = 0; i < 5; ++i) {
    keys.push_back(std::to_string(i));
    things.insert("{\"_id\":" + keys.back() + "}");
  }
  MemoryBin bin;
  bin.while_sealing = [&] { things.mongo(R"({"delete":"swept","deletes":[{"q":{"_id":2},"limit":1}]})"); };
  CHECK(things.remove(keys, bin) == Outcomes{WINNOW_DONE, WINNOW_DONE, WINNOW_GONE, WINNOW_DONE, WINNOW_DONE});
  CHECK(things.all().empty());
}

TEST_CASE("where a field tells of changes, a document without one that can be compared stays") {
  const Value field = Value::of_text("meta.v");
  Collection things("fielded", field);
  things.insert(R"({"_id":1,"meta":{"v":1}})");
  things.insert(R"({"_id":2,"meta":{"v":1}})");
  things.insert(R"({"_id":3,"meta":[{"v":1}]})");
  things.insert(R"({"_id":4,"meta":{"v":null}})");
  things.insert(R"({"_id":5})");
  MemoryBin bin;
  bin.while_sealing = [&] {
    things.mongo(R"({"update":"fielded","updates":[{"q":{"_id":1},"u":{"$set":{"meta.v":2}}}]})");
  };
  CHECK(things.remove({"1", "2", "3", "4", "5"}, bin) ==
        Outcomes{WINNOW_CHANGED, WINNOW_DONE, WINNOW_REFUSED, WINNOW_REFUSED, WINNOW_REFUSED});
  CHECK(things.all().size() == 4);
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

TEST_CASE("a document that no query can name stays, is named, and stops no other") {
  Collection things("unnamed");
  const std::string first = R"({"_id":{"":1},"n":0})";
  const std::string second = R"({"_id":{"a":[{"":1}]},"n":0})";
  things.insert(first);
  things.insert(second);
  things.insert(R"({"_id":1,"n":{"":2}})");
  things.insert(R"({"_id":2})");
  const auto before = things.all();
  std::map<std::string, std::string> obstacles;
  things.store->scan(things.everything(), [&](std::span<const winnow_item> items) {
    for (const winnow_item& item : items) obstacles.emplace(view(item.key), view(item.obstacle));
    return Next::more;
  });
  REQUIRE(obstacles.size() == 4);
  std::vector<std::string> keys;
  for (const auto& [key, obstacle] : obstacles) {
    keys.push_back(key);
    CHECK(obstacle == (key.front() == '{' ? "unaskable_id" : ""));
  }
  CHECK(things.host.said.size() == 1);
  CHECK(things.host.said.at(0).find(R"({ "" : )") != std::string::npos);
  std::size_t found = 0;
  const std::vector<std::string_view> views(keys.begin(), keys.end());
  things.store->fetch(things.everything(), views, [&](std::span<const winnow_item> items) {
    found += items.size();
    return Next::more;
  });
  CHECK(found == 4);
  MemoryBin bin;
  CHECK(things.remove(keys, bin) == Outcomes{WINNOW_DONE, WINNOW_DONE, WINNOW_REFUSED, WINNOW_REFUSED});
  CHECK(things.all().size() == 2);
  CHECK(things.restore(bin) == Outcomes{WINNOW_DONE, WINNOW_DONE});
  CHECK(things.all() == before);
}

TEST_CASE("an operator and a pattern cannot be asked for as a value, a reference can") {
  CHECK_FALSE(can_be_asked_for(R"({"$gt":{"$numberInt":"1"}})"));
  CHECK_FALSE(can_be_asked_for(R"({"$regularExpression":{"pattern":"^x","options":""}})"));
  CHECK(can_be_asked_for(R"({"$ref":"other","$id":{"$numberInt":"1"}})"));
  CHECK(can_be_asked_for(R"({"$numberDouble":"1.5"})"));
  CHECK(can_be_asked_for("$gt"));
}

}  // namespace
}  // namespace winnow::mongodb
