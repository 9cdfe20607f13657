#include "winnow/copy.hpp"

#include <catch2/catch.hpp>
#include <limits>

using namespace winnow;
using nlohmann::json;

namespace {

std::string written(const Value& value) {
  std::string out;
  append_value(out, borrow(value));
  return out;
}

}  // namespace

TEST_CASE("each kind of value has its one form") {
  CHECK(written(Value::null()) == "null");
  CHECK(written(Value::boolean(true)) == "true");
  CHECK(written(Value::integer(INT64_MIN)) == "-9223372036854775808");
  CHECK(written(Value::real(1)) == "1.0");
  CHECK(written(Value::real(-0.0)) == "-0.0");
  CHECK(written(Value::real(1e300)) == "1e+300");
  CHECK(written(Value::real(-HUGE_VAL)) == R"({"real":"-inf"})");
  CHECK(written(Value::of_text("a\"b\\c\n\x01/\x7f\xc3\xa9")) == "\"a\\\"b\\\\c\\u000a\\u0001/\x7f\xc3\xa9\"");
  CHECK(written(Value::of_text("\xff")) == R"({"text64":"/w=="})");
  CHECK(written(Value::bytes("text")) == R"({"base64":"dGV4dA=="})");
  CHECK(written(Value::decimal("9.90")) == R"({"decimal":"9.90"})");
  CHECK(written(Value::other("\"")) == R"({"other":"\""})");
  CHECK(written(Value::other("\xff")) == R"({"other64":"/w=="})");
  CHECK(written(Value::time(time_of(-1))) == R"({"time":-1})");
  CHECK(written(Value::span(Span{5})) == R"({"span":5})");
  CHECK_THROWS_AS(written(Value::of_list({})), Error);
}

TEST_CASE("what was written is read as the very same value") {
  std::string every_byte;
  for (int i = 0; i < 256; ++i) every_byte += static_cast<char>(i);
  const Value values[] = {Value::null(),
                          Value::boolean(false),
                          Value::integer(0),
                          Value::integer(INT64_MAX),
                          Value::integer(INT64_MIN),
                          Value::real(0),
                          Value::real(0.1),
                          Value::real(std::numeric_limits<double>::denorm_min()),
                          Value::real(std::numeric_limits<double>::max()),
                          Value::real(HUGE_VAL),
                          Value::real(9007199254740993.0),
                          Value::of_text(""),
                          Value::of_text(std::string("a\0b", 3)),
                          Value::of_text("{\"base64\":\"AA==\"}"),
                          Value::of_text(every_byte),
                          Value::bytes(""),
                          Value::bytes(every_byte),
                          Value::decimal("18446744073709551615"),
                          Value::other("0b7e"),
                          Value::other(every_byte),
                          Value::time(time_of(1'750'372'260'000'001)),
                          Value::span(Span{-1})};
  for (const Value& value : values) {
    const std::string text = written(value);
    INFO(text);
    CHECK(text.find('\n') == std::string::npos);
    CHECK(value_in(json::parse(text)) == value);
    CHECK(value_in(nlohmann::ordered_json::parse(text)) == value);
  }
  CHECK(std::isnan(value_in(json::parse(written(Value::real(std::nan("")))))->r));
}

TEST_CASE("an integer past 64 bits is a decimal, and not another integer") {
  CHECK(value_in(json::parse("9223372036854775807")) == Value::integer(INT64_MAX));
  CHECK(value_in(json::parse("9223372036854775808")) == Value::decimal("9223372036854775808"));
}

TEST_CASE("what nobody writes so is no value") {
  for (const char* const text :
       {"[]", "{}", R"({"base64":1})", R"({"base64":"A"})", R"({"text64":"Zh=="})", R"({"x":"y"})",
        R"({"base64":"AA==","b":1})", R"({"time":"5"})", R"({"time":1.5})", R"({"real":"1"})"}) {
    INFO(text);
    CHECK_FALSE(value_in(json::parse(text)).has_value());
  }
}

TEST_CASE("a name is a text, or its bytes where it is not UTF-8, and comes back") {
  std::string out;
  append_name(out, "a\"b");
  append_name(out, "\xff");
  CHECK(out == R"("a\"b"{"base64":"/w=="})");
  for (const std::string_view name : {"", "a/b", "\xff", "{\"base64\":\"\"}"}) {
    CHECK(name_in(name_json<json>(name)) == name);
    CHECK(name_in(name_json(name)) == name);
    std::string text;
    append_name(text, name);
    CHECK(name_in(json::parse(text)) == name);
  }
  for (const char* const text :
       {"1", "null", "{}", "[]", R"({"base64":1})", R"({"base64":"A"})", R"({"base64":"","b":1})"}) {
    CHECK_FALSE(name_in(json::parse(text)).has_value());
  }
}

TEST_CASE("a header names its columns, and a plain string is what its column's family says") {
  const auto header = header_json({{"id", "bigint", ""}, {"price", "numeric", "number"}, {"tag", "uuid", "other"}});
  CHECK(header.dump() == R"({"columns":[{"name":"id","type":"bigint"},{"name":"price","type":"numeric",)"
                         R"("family":"number"},{"name":"tag","type":"uuid","family":"other"}]})");
  const auto columns = columns_in(header);
  REQUIRE(columns.has_value());
  REQUIRE(columns->size() == 3);
  CHECK(value_in(json("9.90"), columns->at(0)) == Value::of_text("9.90"));
  CHECK(value_in(json("9.90"), columns->at(1)) == Value::decimal("9.90"));
  CHECK(value_in(json("9.90"), columns->at(2)) == Value::other("9.90"));
  const auto of_family = [](const char* family) { return value_in(json("t"), CopyColumn{"c", "", family}); };
  CHECK(of_family("bool") == Value::boolean(true));
  CHECK(of_family("time") == Value::of_text("t"));
  CHECK(of_family("text") == Value::of_text("t"));
  CHECK(of_family("bytes") == Value::other("t"));
  CHECK(of_family("of a later version") == Value::other("t"));
  CHECK(value_in(json(5), columns->at(1)) == Value::integer(5));
  CHECK(value_in(json::parse(R"({"text64":"/w=="})"), columns->at(1)) == Value::of_text("\xff"));
  for (const char* const text : {"{}", "[]", "null", R"({"columns":{}})", R"({"columns":[1]})",
                                 R"({"columns":[{}]})", R"({"columns":[{"name":1}]})"}) {
    CHECK_FALSE(columns_in(json::parse(text)).has_value());
  }
}
