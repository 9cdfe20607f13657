#include "core/base/json_text.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <random>
#include <string>

using namespace winnow;

TEST_CASE("json_text: values of every kind, and what only looks like one") {
  const char* good = GENERATE("null", "true", "-0", "0.5e-7", "[]", "{}", R"(["a",1,null,{"b":[{}]}])",
                              R"("\u00e9\ud83d\ude00")", " [ 1 , { \"a\" : 2 } ] ", "\"caf\xc3\xa9\"", "1e308");
  CHECK(is_json(good));
  const char* bad = GENERATE("", " ", "nul", "truee", "01", "1.", ".5", "-", "1e", "+1", "[1,]", "[1 2]", "{\"a\"}",
                             "{a:1}", "{\"a\":1,}", "[}", "{\"a\":1]", "]", "\"", "\"\\x\"", "\"\\u12g4\"",
                             "\"\\ud83d\"", "\"\\ude00\"", "\"a\tb\"", "\"\xff\"", "1 2", "1e999", "[[1]");
  CHECK_FALSE(is_json(bad));
}

TEST_CASE("json_text: as many brackets as there are open at once") {
  const std::string open(100'000, '[');
  const std::string close(100'000, ']');
  CHECK(is_json(open + close));
  CHECK_FALSE(is_json(open + close + "]"));
  CHECK_FALSE(is_json(open));
}

TEST_CASE("json_text: a number of many digits is asked whether it fits") {
  CHECK(is_json(std::string(309, '1')));
  CHECK_FALSE(is_json(std::string(310, '1')));
}

TEST_CASE("json_text: answers as the parser that reads copies back") {
  // Texts made of pieces of JSON, so that many of them nearly are some.
  const std::vector<std::string> pieces = {"{",     "}",        "[",       "]",       ",",       ":",    "\"",
                                           "\"a\"", "\"b\\n\"", "1",       "-2.5e3",  "0",       "null", "true",
                                           "fals",  "\\",       "\\u00e9", "\\ud83d", "\\ude00", " ",    "\n",
                                           "\x01",  "\xc3\xa9", "\xff",    "e",       ".",       "-"};
  const unsigned seed = Catch::rngSeed();
  CAPTURE(seed);
  std::mt19937 random(seed);
  int good = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string text;
    for (unsigned n = random() % 8; n > 0; --n) text += pieces[random() % pieces.size()];
    const bool expected = nlohmann::json::accept(text);
    if (is_json(text) != expected) FAIL(text << " is " << (expected ? "" : "no ") << "JSON");
    good += expected ? 1 : 0;
  }
  CHECK(good > 1'000);
}
