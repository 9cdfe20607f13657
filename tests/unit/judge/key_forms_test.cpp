#include "core/judge/key_forms.h"

#include <algorithm>

#include <catch2/catch.hpp>

#include "core/base/times.h"
#include "core/judge/values_inside.h"

using namespace winnow;

namespace {

/// Whether a row that holds `value` points at the row with this key.
bool points(const Value& value, const std::string& key) {
  Pointed keys;
  keys.add(key);
  bool out = false;
  for (const std::string& name : names_of(borrow(value)))
    keys.each(name, [&](const std::string& found) { out = out || found == key; });
  return out;
}

}  // namespace

TEST_CASE("a value points at the key that a store writes for an equal one", "[judge]") {
  const std::string bytes("\x00\xff\x10\x20", 4);
  CHECK(points(Value::bytes(bytes), "\\x00ff1020"));
  CHECK(points(Value::bytes(bytes), "00FF1020"));
  CHECK(points(Value::bytes(bytes), R"([{"base64":"AP8QIA=="}])"));
  CHECK(points(Value::of_text("\xff\x41"), R"([{"text64":"/0E="}])"));
  CHECK(points(Value::integer(17), "17"));
  CHECK(points(Value::integer(17), "[17]"));
  CHECK(points(Value::integer(17), "17.00"));
  CHECK(points(Value::integer(17), "00017"));
  CHECK(points(Value::decimal("1.10"), "1.1"));
  CHECK(points(Value::decimal("1.1"), "1.10"));
  CHECK(points(Value::decimal("5"), "5.0"));
  CHECK(points(Value::real(1.5), "1.5"));
  CHECK(points(Value::real(1.5), "[1.5]"));
  CHECK(points(Value::real(-0.25), "-0.250"));
  CHECK(points(Value::boolean(true), "true"));
  CHECK(points(Value::of_text("0E984725-C51C-4BF4-9960-E1C80E27ABA0"), "0e984725-c51c-4bf4-9960-e1c80e27aba0"));
  CHECK(points(Value::of_text("aB"), "Ab"));
  const std::string uuid = "0e984725-c51c-4bf4-9960-e1c80e27aba0";
  CHECK(points(Value::of_text(uuid), "0E984725C51C4BF49960E1C80E27ABA0"));
  CHECK(points(Value::bytes("\x0e\x98\x47\x25\xc5\x1c\x4b\xf4\x99\x60\xe1\xc8\x0e\x27\xab\xa0"), uuid));
  const Time time = *parse_item_time("2026-06-19T22:31:00.5Z", Zone());
  CHECK(points(Value::time(time), "2026-06-19 22:31:00.5+00"));
  CHECK(points(Value::time(time), "2026-06-19 22:31:00.500000"));
}

TEST_CASE("a value points at the key that a database may hold for equal to it", "[judge]") {
  CHECK(points(Value::of_text("AB"), "ab "));
  CHECK(points(Value::of_text("a  "), "A"));
  CHECK(points(Value::of_text("caf\u00e9"), "Cafe"));
  CHECK(points(Value::of_text("\u00c9X"), "e\u0301x"));
  CHECK(points(Value::of_text("strasse"), "stra\u00dfe"));
  CHECK(points(Value::of_text("stra\u00dfe"), "strase"));
  CHECK(points(Value::of_text("S\u00f8ren"), "soren"));
  CHECK(points(Value::of_text("07"), "7"));
  CHECK(points(Value::of_text(" 7"), "7"));
  CHECK(points(Value::of_text("1e3"), "1000"));
  CHECK(points(Value::of_text("0E984725C51C4BF49960E1C80E27ABA0"), "0e984725-c51c-4bf4-9960-e1c80e27aba0"));
  CHECK(
      points(Value::of_text("0e984725-c51c-4bf4-9960-e1c80e27aba0"), R"([{"base64":"DphHJcUcS/SZYOHIDieroA=="}])"));
  CHECK(points(Value::time(*parse_item_time("2020-01-01T00:00:00Z", Zone())), "2020-01-01"));
  CHECK(points(Value::time(*parse_item_time("2020-01-01", Zone())), "2020-01-01 00:00:00"));
  CHECK_FALSE(points(Value::of_text("7a"), "7"));
  CHECK_FALSE(points(Value::of_text("mass"), "mas"));
  CHECK_FALSE(points(Value::of_text("a b"), "ab"));
}

TEST_CASE("a time points at its key in the zone of the store", "[judge]") {
  const Zone berlin("Europe/Berlin");
  Pointed keys(berlin);
  keys.add("2020-01-01 10:00:00");
  std::size_t found = 0;
  for (const std::string& name : names_of(borrow(Value::time(*parse_item_time("2020-01-01 10:00:00", berlin)))))
    keys.each(name, [&found](const std::string&) { ++found; });
  CHECK(found == 1);
}

TEST_CASE("a value points at a key that shows its type", "[judge]") {
  const std::string uuid = "0e984725-c51c-4bf4-9960-e1c80e27aba0";
  CHECK(points(Value::of_text(uuid),
               R"({ "$binary" : { "base64" : "DphHJcUcS/SZYOHIDieroA==", "subType" : "04" } })"));
  CHECK(points(Value::bytes("abc"), R"({ "$binary" : { "base64" : "YWJj", "subType" : "00" } })"));
  CHECK(points(Value::of_text("17"), R"("17")"));
  CHECK(points(Value::of_text("507f1f77bcf86cd799439011"), R"("507f1f77bcf86cd799439011")"));
  CHECK(points(Value::integer(5), R"({ "$numberDouble" : "5.0" })"));
  CHECK(points(Value::decimal("1.1"), R"({ "$numberDecimal" : "1.10" })"));
  const Time time = *parse_item_time("2001-04-19T04:25:21Z", Zone());
  CHECK(points(Value::time(time), R"({ "$date" : { "$numberLong" : "987654321000" } })"));
  for (const char* odd :
       {R"({"$date":7})", R"({"$binary":{"base64":7}})", R"({"$date":{"$numberLong":"9223372036854775807"}})",
        R"({"$date":{"$numberLong":"-9223372036854775808"}})", R"({"a":1,"b":2})", "{brace", "\"",
        R"({"base64":7})", "[]", "[[1]]"}) {
    CHECK(only_value(odd).empty());
  }
}

TEST_CASE("a list points at each of its values") {
  CHECK(points(Value::other("{1,2}"), "2"));
  CHECK(points(Value::other(R"({"a b",c})"), "a b"));
  CHECK(points(Value::other("[1, 2.50]"), "2.5"));
  CHECK(points(Value::other(R"(["x", {"id": "y"}])"), "y"));
  CHECK(points(Value::other(R"([{ "$oid" : "507f1f77bcf86cd799439011" }])"), "507f1f77bcf86cd799439011"));
  CHECK(points(Value::other(R"([{ "x" : { "$numberInt" : "1" } }, { "id" : { "$numberInt" : "12" } }])"), "12"));
  const std::string uuid = "0e984725-c51c-4bf4-9960-e1c80e27aba0";
  CHECK(points(Value::other(R"(["0E984725-C51C-4BF4-9960-E1C80E27ABA0"])"), uuid));
  CHECK(points(Value::other("{0E984725-C51C-4BF4-9960-E1C80E27ABA0}"), uuid));
  CHECK(points(Value::other(R"("ab")"), "ab"));
  CHECK(points(Value::other("7.0"), "7"));
  CHECK(points(Value::other(R"({"ab": 1})"), "ab"));
  CHECK(points(Value::other(R"({"a,b","c\"d"})"), "a,b"));
  CHECK(points(Value::other(R"({"a,b","c\"d"})"), "c\"d"));
  CHECK(points(Value::other(R"({"{\"id\": 7}"})"), "7"));
  CHECK(points(Value::other("[0:1]={7,8}"), "7"));
  CHECK(points(Value::other("{{1,2},{3,4}}"), "3"));
  CHECK_FALSE(points(Value::other(R"({"a,b"})"), "a"));
  CHECK_FALSE(points(Value::other("{NULL}"), "NULL"));
  CHECK_FALSE(points(Value::other("{12}"), "1"));
  CHECK(values_inside("12").empty());
}

TEST_CASE("what somebody wrote plainly is looked for as each store writes such a key", "[judge]") {
  const auto has = [](const std::vector<std::string>& forms, const std::string& form) {
    return std::find(forms.begin(), forms.end(), form) != forms.end();
  };
  CHECK(has(marked_forms("17"), "[17]"));
  CHECK(has(marked_forms("17"), R"("17")"));
  CHECK(has(marked_forms("0e984725-c51c-4bf4-9960-e1c80e27aba0"),
            R"({ "$binary" : { "base64" : "DphHJcUcS/SZYOHIDieroA==", "subType" : "04" } })"));
  CHECK(marked_forms("[17]").empty());
}

TEST_CASE("a value points at no other key", "[judge]") {
  CHECK_FALSE(points(Value::integer(17), "170"));
  CHECK_FALSE(points(Value::decimal("1.1"), "1.01"));
  CHECK_FALSE(points(Value::bytes("ab"), "\\x0061"));
  CHECK_FALSE(points(Value::of_text("1.1"), "1.10.0"));
  CHECK_FALSE(points(Value::null(), ""));
  CHECK_FALSE(points(Value::of_text(""), "17"));
}

TEST_CASE("a key is asked for in every form that an equal value has", "[judge]") {
  std::vector<Value> forms;
  add_forms(forms, "\\x00FF");
  CHECK(std::any_of(forms.begin(), forms.end(), [](const Value& one) {
    return one.type == WINNOW_BYTES && one.text == std::string("\x00\xff", 2);
  }));
  forms.clear();
  add_forms(forms, "1.10");
  CHECK(std::any_of(forms.begin(), forms.end(),
                    [](const Value& one) { return one.type == WINNOW_DECIMAL && one.text == "1.1"; }));
}
