#include "core/items/matcher.h"
#include "winnow/page.hpp"

#include <catch2/catch.hpp>

using namespace winnow;

namespace {

/// The filter's answer on one item whose only field "f" has the given value.
Truth on(const Filter& filter, const Value& value, std::int64_t time = WINNOW_TIME_NONE) {
  Selection selection;
  selection.time_field = "at";
  selection.fields = {"f"};
  const winnow_value field = borrow(value);
  return Matcher(filter, selection)(&field, time);
}

}  // namespace

TEST_CASE("matcher: comparisons within a family") {
  CHECK(on(Filter::eq("f", Value::integer(3)), Value::real(3.0)) == Truth::yes);
  CHECK(on(Filter::eq("f", Value::boolean(true)), Value::integer(1)) == Truth::yes);
  CHECK(on(Filter::gt("f", Value::integer(INT64_MAX - 1)), Value::decimal("9223372036854775808")) == Truth::yes);
  CHECK(on(Filter::lt("f", Value::of_text("b")), Value::of_text("B")) == Truth::yes);
  CHECK(on(Filter::prefix("f", "ab"), Value::of_text("abc")) == Truth::yes);
  CHECK(on(Filter::in("f", {Value::integer(1), Value::integer(2)}), Value::integer(3)) == Truth::no);
}

TEST_CASE("matcher: a fraction meets a decimal as the double nearest to it") {
  for (const char* const text : {"0.1", "0.10", "0.1000000000000000000000001"}) {
    INFO(text);
    const Value decimal = Value::decimal(text);
    CHECK(on(Filter::eq("f", Value::real(0.1)), decimal) == Truth::yes);
    CHECK(on(Filter::compare(WINNOW_GE, "f", Value::real(0.1)), decimal) == Truth::yes);
    CHECK(on(Filter::compare(WINNOW_NE, "f", Value::real(0.1)), decimal) == Truth::no);
    CHECK(on(Filter::lt("f", Value::real(0.1)), decimal) == Truth::no);
    CHECK(on(Filter::in("f", {Value::real(0.1)}), decimal) == Truth::yes);
    CHECK(on(Filter::eq("f", decimal), Value::real(0.1)) == Truth::yes);
  }
  CHECK(on(Filter::lt("f", Value::real(0.1)), Value::decimal("0.09")) == Truth::yes);
  CHECK(on(Filter::gt("f", Value::real(0.1)), Value::decimal("0.11")) == Truth::yes);
  CHECK(on(Filter::gt("f", Value::real(0.1)), Value::decimal("1E+400")) == Truth::yes);
}

TEST_CASE("matcher: NULL and other families are unknown, also under NOT and NE") {
  const Filter ne = Filter::compare(WINNOW_NE, "f", Value::of_text("x"));
  for (const Value& value : {Value::null(), Value::integer(3), Value::bytes("x"), Value::time(time_of(0))}) {
    CHECK(on(ne, value) == Truth::unknown);
    CHECK(on(Filter::negate(ne), value) == Truth::unknown);
  }
  CHECK(on(Filter::is_null("f"), Value::null()) == Truth::yes);
  CHECK(on(Filter::in("f", {Value::of_text("x")}), Value::null()) == Truth::unknown);
  CHECK(on(Filter::lt("f", Value::other("b")), Value::other("a")) == Truth::unknown);
}

TEST_CASE("matcher: unknown loses to a decisive part") {
  const Filter unknown = Filter::eq("f", Value::of_text("x"));
  const Filter yes = Filter::eq("f", Value::integer(1));
  CHECK(on(Filter::any_of({unknown, yes}), Value::integer(1)) == Truth::yes);
  CHECK(on(Filter::all_of({unknown, yes}), Value::integer(1)) == Truth::unknown);
  CHECK(on(Filter::all_of({unknown, Filter::negate(yes)}), Value::integer(1)) == Truth::no);
}

TEST_CASE("matcher: the time field is the item's time, and NONE and UNREADABLE match no comparison") {
  const Filter old = Filter::lt("at", Value::time(time_of(100)));
  CHECK(on(old, Value::null(), 99) == Truth::yes);
  CHECK(on(old, Value::null(), 100) == Truth::no);
  CHECK(on(old, Value::null(), WINNOW_TIME_NONE) == Truth::unknown);
  CHECK(on(old, Value::null(), WINNOW_TIME_UNREADABLE) == Truth::unknown);
  CHECK(on(Filter::is_null("at"), Value::null(), WINNOW_TIME_NONE) == Truth::yes);
  CHECK(on(Filter::is_null("at"), Value::null(), WINNOW_TIME_UNREADABLE) == Truth::no);
  CHECK(on(Filter::unreadable("at"), Value::null(), WINNOW_TIME_UNREADABLE) == Truth::yes);
}

TEST_CASE("matcher: a field that is not fetched is a bug and is said") {
  CHECK_THROWS_AS(on(Filter::eq("g", Value::integer(1)), Value::null()), Error);
}

TEST_CASE("item buffer: copies outlive the page") {
  Page buffer(1);
  {
    std::string key = "k1";
    std::string name(100'000, 'n');
    const Value field = Value::of_text(name);
    const winnow_value fields = borrow(field);
    winnow_item item{};
    item.key = borrow(std::string_view{key});
    item.fields = &fields;
    buffer.add(item);
    key = "k2";
    item.key = borrow(std::string_view{key});
    buffer.add(item);
  }
  REQUIRE(buffer.items().size() == 2);
  CHECK(view(buffer.items()[0].key) == "k1");
  CHECK(view(buffer.items()[1].key) == "k2");
  CHECK(view(buffer.items()[1].fields[0].as.text).size() == 100'000);
}

TEST_CASE("matcher: where the database takes texts for one another, whether they are equal is unknown") {
  Selection selection;
  selection.fields = {"f", "g"};
  const std::vector<std::string> loose = {"f"};
  const auto on = [&](const Filter& filter, const char* text) {
    const Value value = Value::of_text(text);
    const winnow_value fields[] = {borrow(value), borrow(value)};
    return Matcher(filter, selection, kFirstTime, loose)(fields, WINNOW_TIME_NONE);
  };
  const Filter legal = Filter::eq("f", Value::of_text("legal"));
  CHECK(on(legal, "legal") == Truth::yes);
  for (const char* const alike : {"Legal", "LEGAL ", "légal"}) {
    INFO(alike);
    CHECK(on(legal, alike) == Truth::unknown);
    CHECK(on(Filter::negate(legal), alike) == Truth::unknown);
    CHECK(on(Filter::compare(WINNOW_NE, "f", Value::of_text("legal")), alike) == Truth::unknown);
    CHECK(on(Filter::in("f", {Value::of_text("open"), Value::of_text("legal")}), alike) == Truth::unknown);
    CHECK(on(Filter::prefix("f", "lega"), alike) == Truth::unknown);
    CHECK(on(Filter::eq("g", Value::of_text("legal")), alike) == Truth::no);
  }
  CHECK(on(legal, "illegal") == Truth::no);
  CHECK(on(Filter::compare(WINNOW_NE, "f", Value::of_text("legal")), "open") == Truth::yes);
}
