#include "core/config/options.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <limits>

#include "core/base/failure.h"

using namespace winnow;

namespace {

constexpr std::int64_t kDay = 86'400'000'000;
constexpr std::int64_t kNoBound = std::numeric_limits<std::int64_t>::max();

winnow_option row(const char* name, winnow_type type, std::uint32_t flags = 0, const char* fallback = nullptr) {
  winnow_option out{};
  out.struct_size = sizeof out;
  out.name = name;
  out.type = type;
  out.flags = flags;
  out.fallback = fallback;
  out.help = "what it is for";
  return out;
}
winnow_option list_of(winnow_type element, winnow_option out) {
  out.type = WINNOW_LIST;
  out.element = element;
  return out;
}
winnow_option between(std::int64_t min, std::int64_t max, winnow_option out) {
  out.min = min;
  out.max = max;
  return out;
}

/// A store's table in a TOML of its own, and the rows that its plugin declares.
struct Bench {
  std::vector<winnow_option> rows;
  Config config;

  Bench(std::vector<winnow_option> declared, const std::string& own)
      : rows(std::move(declared)),
        config(parse_config("[stores.app]\nplugin = \"demo\"\nallow = [\"t\"]\n" + own, "/srv/winnow.toml",
                            *parse_time("2026-03-31T00:00:00Z", Zone{}))) {}

  OptionSchema schema() const {
    OptionSchema out{"demo", {}, host_store_keys()};
    for (const winnow_option& one : rows) out.rows.push_back(&one);
    return out;
  }
  std::vector<Value> bind(Fill fill = Fill::yes) const {
    const StoreConfig& store = config.store("app");
    return bind_options(schema(), store.own, store.place, config, Environment({}), fill);
  }
};

Value value_of(winnow_option declared, const std::string& own) {
  return Bench({declared}, own).bind().at(0);
}
std::string mistake(winnow_option declared, const std::string& own) {
  try {
    Bench({declared}, own).bind();
  } catch (const Failure& failure) {
    CHECK(failure.kind() == FailureKind::configuration);
    return failure.what();
  }
  return "no failure";
}

}  // namespace

TEST_CASE("options: each type is read") {
  CHECK(value_of(row("o", WINNOW_TEXT), "o = 'x'") == Value::of_text("x"));
  CHECK(value_of(row("o", WINNOW_BOOL), "o = true") == Value::boolean(true));
  CHECK(value_of(row("o", WINNOW_INT), "o = -3") == Value::integer(-3));
  CHECK(value_of(row("o", WINNOW_REAL), "o = 2.5") == Value::real(2.5));
  CHECK(value_of(row("o", WINNOW_REAL), "o = 2") == Value::real(2));
  CHECK(value_of(row("o", WINNOW_TIME), "o = 1970-01-01T00:00:01Z") == Value::time(time_of(1'000'000)));
  CHECK(value_of(row("o", WINNOW_SPAN), "o = '2d'") == Value::span(Span{2 * kDay}));
  CHECK(value_of(list_of(WINNOW_TEXT, row("o", 0)), "o = ['a', 'b']") ==
        Value::of_list({Value::of_text("a"), Value::of_text("b")}));
  CHECK(value_of(list_of(WINNOW_TEXT, row("o", 0)), "o = 'a'") == Value::of_list({Value::of_text("a")}));
  CHECK(value_of(list_of(WINNOW_INT, row("o", 0)), "o = []") == Value::of_list({}));
  CHECK(value_of(list_of(WINNOW_SPAN, row("o", 0)), "o = ['1d']") == Value::of_list({Value::span(Span{kDay})}));
}

TEST_CASE("options: a calendar duration is as long as it is before the run's time") {
  CHECK(value_of(row("o", WINNOW_SPAN), "o = '1mo'") == Value::span(Span{31 * kDay}));  // 28 February to 31 March
}

TEST_CASE("options: filters are bound, alone and in lists") {
  const Filter wanted = Filter::eq("a", Value::integer(1));
  CHECK(*value_of(row("o", WINNOW_FILTER), "o = { a = 1 }").filter == wanted);
  const Value list =
      value_of(list_of(WINNOW_FILTER, row("o", 0)), "o = [{ a = 1 }, { t = { older_than = '1d' } }]");
  REQUIRE(list.list.size() == 2);
  CHECK(*list.list[0].filter == wanted);
  CHECK(list.list[1].filter->op == WINNOW_LT);
}

TEST_CASE("options: fallbacks are read as TOML, and what is neither given nor defaulted is NULL") {
  CHECK(value_of(row("o", WINNOW_SPAN, 0, "\"90d\""), "") == Value::span(Span{90 * kDay}));
  CHECK(value_of(row("o", WINNOW_SPAN, 0, "\"90d\""), "o = '1d'") == Value::span(Span{kDay}));
  CHECK(value_of(list_of(WINNOW_TEXT, row("o", 0, 0, "[\"a\"]")), "") == Value::of_list({Value::of_text("a")}));
  CHECK(value_of(row("o", WINNOW_TEXT), "").is_null());
  CHECK(
      mistake(row("o", WINNOW_SPAN, 0, "\"90\""), "") ==
      "/srv/winnow.toml:1:9: o (default of demo): bad duration \"90\": a unit is missing; use s, m, h, d, w, mo or "
      "y, for example \"30d\"");
  CHECK_THAT(mistake(row("o", WINNOW_SPAN, 0, "["), ""), Catch::StartsWith("o (default of demo): not valid TOML"));
}

TEST_CASE("options: values come in the order of the rows") {
  const Bench bench({row("b", WINNOW_INT), row("c", WINNOW_INT, 0, "3"), row("a", WINNOW_INT)}, "a = 1\nb = 2");
  CHECK(bench.bind() == std::vector<Value>{Value::integer(2), Value::integer(3), Value::integer(1)});
}

TEST_CASE("options: a row with a dot reads a key of a table") {
  const std::vector<winnow_option> rows = {row("time.from", WINNOW_TEXT, 0, "\"name\""),
                                           row("time.format", WINNOW_TEXT)};
  CHECK(Bench(rows, "time = { format = '%Y' }").bind() ==
        std::vector<Value>{Value::of_text("name"), Value::of_text("%Y")});
  CHECK(Bench(rows, "").bind() == std::vector<Value>{Value::of_text("name"), Value::null()});
  CHECK_THROWS_WITH(Bench(rows, "time = { formt = 'x' }").bind(),
                    "/srv/winnow.toml:4:10: unknown option \"formt\" for demo; did you mean \"format\"?");
  CHECK_THROWS_WITH(Bench(rows, "zz = 1").bind(), Catch::EndsWith(", time") && !Catch::Contains("time, time"));
  CHECK_THROWS_WITH(Bench(rows, "time = 3").bind(),
                    "/srv/winnow.toml:4:1: time: must be a table, not an integer; write it like { ... }");
}

TEST_CASE("options: paths are absolute, relative to the folder of the file") {
  CHECK(value_of(row("o", WINNOW_TEXT, WINNOW_PATH), "o = 'data/../app.db'") == Value::of_text("/srv/app.db"));
  CHECK(value_of(row("o", WINNOW_TEXT, WINNOW_PATH), "o = '/x/app.db'") == Value::of_text("/x/app.db"));
}

TEST_CASE("options: names are filled in for a run, and only checked for a description") {
  ::setenv("WINNOW_T_DB", "app.db", 1);
  const Bench bench({row("o", WINNOW_TEXT, WINNOW_PATH)}, "o = '${WINNOW_T_DB}'");
  CHECK(bench.bind().at(0) == Value::of_text("/srv/app.db"));
  ::unsetenv("WINNOW_T_DB");
  CHECK(bench.bind(Fill::no).at(0) == Value::of_text("/srv/${WINNOW_T_DB}"));
  try {
    bench.bind();
    FAIL("an unset name was let pass");
  } catch (const Failure& failure) {
    CHECK(failure.kind() == FailureKind::job);
    CHECK_THAT(failure.what(), Catch::StartsWith("/srv/winnow.toml:4:1: o: ${WINNOW_T_DB} is not set"));
  }
  CHECK_THROWS_WITH(Bench({row("o", WINNOW_TEXT)}, "o = '${X'").bind(Fill::no), Catch::Contains("4:1: o: \"${\""));
}

TEST_CASE("options: what is refused, with place and remedy") {
  const winnow_option span = between(kDay, 10 * kDay, row("o", WINNOW_SPAN));
  CHECK(mistake(row("path", WINNOW_TEXT, WINNOW_REQUIRED), "") ==
        "/srv/winnow.toml:1:9: [stores.app] needs \"path\" (what it is for); write path = ... there");
  CHECK(mistake(row("path", WINNOW_TEXT), "pth = 'x'") ==
        "/srv/winnow.toml:4:1: unknown option \"pth\" for demo; did you mean \"path\"?");
  CHECK(mistake(row("path", WINNOW_TEXT), "alow = ['x']") ==
        "/srv/winnow.toml:4:1: unknown option \"alow\" for demo; did you mean \"allow\"?");
  CHECK(mistake(row("o", WINNOW_TEXT), "o = ''") ==
        "/srv/winnow.toml:4:1: o: must not be empty; nothing means everything by being empty");
  CHECK(mistake(row("o", WINNOW_INT), "o = 'x'") ==
        "/srv/winnow.toml:4:1: o: must be a whole number, not a text; write it like 100");
  CHECK(mistake(row("o", WINNOW_REAL), "o = nan") == "/srv/winnow.toml:4:1: o: must be a finite number");
  CHECK(mistake(row("o", WINNOW_TIME), "o = 'x'") ==
        "/srv/winnow.toml:4:1: o: must be a date, or a date and time, without quotes, not a text; write it like "
        "2026-01-31");
  CHECK(mistake(list_of(WINNOW_TEXT, row("o", 0)), "o = 7") ==
        "/srv/winnow.toml:4:1: o: must be a text in quotes, not an integer; write it like \"...\"");
  CHECK(mistake(list_of(WINNOW_TEXT, row("o", 0, WINNOW_REQUIRED)), "o = []") ==
        "/srv/winnow.toml:4:1: o: must not be empty");
  CHECK(mistake(row("o", WINNOW_FILTER), "o = {}") ==
        "/srv/winnow.toml:4:1: o needs a comparison; nothing means everything by being empty");
  CHECK(mistake(between(1, 9, row("o", WINNOW_INT)), "o = 0") ==
        "/srv/winnow.toml:4:1: o: must be between 1 and 9");
  CHECK(mistake(between(1, kNoBound, row("o", WINNOW_INT)), "o = 0") ==
        "/srv/winnow.toml:4:1: o: must be at least 1");
  CHECK(mistake(between(0, 1, row("o", WINNOW_REAL)), "o = 1.5") ==
        "/srv/winnow.toml:4:1: o: must be between 0 and 1");
  CHECK(mistake(span, "o = '11d'") == "/srv/winnow.toml:4:1: o: must be between 1d and 10d");
  CHECK(mistake(span, "o = '10d'") == "no failure");
}

TEST_CASE("options: no value of a secret is shown") {
  const winnow_option secret = row("password", WINNOW_TEXT, WINNOW_SECRET);
  for (const char* own :
       {"password = '${topsecret!}'", "password = ['topsecret']", "password = { topsecret = 1 }"}) {
    CHECK_THAT(mistake(secret, own), Catch::Contains("password") && !Catch::Contains("topsecret"));
  }
}

TEST_CASE("options: the canonical form holds what decides, as written or defaulted, in declared order") {
  const Bench bench({row("terminal", WINNOW_LIST, 0, "[\"a\"]"), row("path", WINNOW_TEXT, WINNOW_PATH),
                     row("key", WINNOW_TEXT, WINNOW_SECRET), row("unset", WINNOW_INT), row("grace", WINNOW_SPAN),
                     row("keep", WINNOW_FILTER), row("since", WINNOW_TIME)},
                    "grace = '1mo'\npath = 'x'\nkey = 'y'\nkeep = { b = 1, a = { gt = 1.5 } }\nsince = 2026-01-01");
  CHECK(canonical_options(bench.schema(), bench.config.store("app").own) ==
        R"({"terminal":["a"],"grace":"1mo","keep":{"a":{"gt":1.5},"b":1},"since":{"time":"2026-01-01"}})");
}

TEST_CASE("options: keep times are found by their flags") {
  const Bench bench(
      {row("failed", WINNOW_SPAN, WINNOW_KEEP_TIME), row("minimum", WINNOW_SPAN, WINNOW_KEEP_FLOOR, "\"90d\""),
       row("other", WINNOW_SPAN, 0, "\"1d\""), row("unset", WINNOW_SPAN, WINNOW_KEEP_TIME)},
      "failed = '6mo'");
  const auto texts = [&](std::uint32_t flags) {
    std::vector<std::string> out;
    for (const Duration& one : durations_of(bench.schema(), bench.config.store("app").own, flags))
      out.push_back(one.text);
    return out;
  };
  CHECK(texts(WINNOW_KEEP_TIME) == std::vector<std::string>{"6mo"});
  CHECK(texts(WINNOW_KEEP_FLOOR) == std::vector<std::string>{"90d"});
  CHECK(texts(WINNOW_KEEP_TIME | WINNOW_KEEP_FLOOR) == std::vector<std::string>{"6mo", "90d"});
}
