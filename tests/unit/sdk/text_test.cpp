#include "winnow/text.hpp"

#include <catch2/catch.hpp>

using namespace winnow;

TEST_CASE("UTF-8 is told by its first and second byte, wherever it stands in a text") {
  // RFC 3629, section 4: the ends of each range of the grammar, and what lies just outside of it.
  const std::string_view fine[] = {"",
                                   "a",
                                   "\x7f",
                                   "\xc2\x80",
                                   "\xdf\xbf",
                                   "\xe0\xa0\x80",
                                   "\xed\x9f\xbf",
                                   "\xee\x80\x80",
                                   "\xef\xbf\xbf",
                                   "\xf0\x90\x80\x80",
                                   "\xf4\x8f\xbf\xbf"};
  const std::string_view bad[] = {"\x80",
                                  "\xbf",
                                  "\xc0\x80",
                                  "\xc1\xbf",
                                  "\xc2",
                                  "\xc2\x7f",
                                  "\xe0\x9f\xbf",
                                  "\xe0\xa0",
                                  "\xed\xa0\x80",
                                  "\xf0\x8f\xbf\xbf",
                                  "\xf4\x90\x80\x80",
                                  "\xf5\x80\x80\x80",
                                  "\xff",
                                  "\xf0\x90\x80"};
  // Before and behind eight bytes and more, because those are looked at together.
  for (const std::string_view around : {"", "1234567", "12345678", "123456789abcdefgh"}) {
    for (const std::string_view text : fine) {
      CHECK(is_utf8(std::string(around) + std::string(text) + std::string(around)));
    }
    for (const std::string_view text : bad) {
      CHECK_FALSE(is_utf8(std::string(around) + std::string(text) + std::string(around)));
      CHECK_FALSE(is_utf8(std::string(around) + std::string(text)));
    }
  }
  CHECK(is_utf8(std::string_view("a\0b", 3)));
}

TEST_CASE("a text for people shows controls and stray bytes as numbers, and nothing else") {
  CHECK(printable("plain \"quoted\" \\ text") == "plain \"quoted\" \\ text");
  CHECK(printable("a\tb\n") == "a\\x09b\\x0a");
  CHECK(printable("\x7f\x1b[31m") == "\\x7f\\x1b[31m");
  CHECK(printable("na\xc3\xafve \xff\xc3") == "na\xc3\xafve \\xff\\xc3");
  CHECK(printable(std::string_view("\0", 1)) == "\\x00");
  // CSI as one character; a line separator; a text that is turned round; and their neighbours, which are shown.
  CHECK(printable("\xc2\x9b") == "\\xc2\\x9b");
  CHECK(printable("\xe2\x80\xa8") == "\\xe2\\x80\\xa8");
  CHECK(printable("\xe2\x80\xae") == "\\xe2\\x80\\xae");
  CHECK(printable("\xe2\x81\xa6") == "\\xe2\\x81\\xa6");
  CHECK(printable("\xd8\x9c") == "\\xd8\\x9c");
  CHECK(printable("\xc2\xa0\xe2\x80\xa7\xe2\x80\xaf\xe2\x81\xaa") ==
        "\xc2\xa0\xe2\x80\xa7\xe2\x80\xaf\xe2\x81\xaa");
}

TEST_CASE("Base64 is that of RFC 4648, section 10") {
  const std::pair<std::string_view, std::string_view> vectors[] = {{"", ""},
                                                                   {"f", "Zg=="},
                                                                   {"fo", "Zm8="},
                                                                   {"foo", "Zm9v"},
                                                                   {"foob", "Zm9vYg=="},
                                                                   {"fooba", "Zm9vYmE="},
                                                                   {"foobar", "Zm9vYmFy"},
                                                                   {"\xff\xfe\xfd", "//79"}};
  for (const auto& [bytes, text] : vectors) {
    CHECK(to_base64(bytes) == text);
    CHECK(from_base64(text) == bytes);
  }
}

TEST_CASE("all bytes come back from Base64, at every length") {
  std::string bytes;
  for (int i = 0; i < 600; ++i) {
    CHECK(from_base64(to_base64(bytes)) == bytes);
    bytes += static_cast<char>(i * 7);
  }
}

TEST_CASE("a text that is not exactly what would be written is no Base64") {
  for (const std::string_view text : {"Z", "Zg", "Zg=", "Zg===", "=", "====", "Z===", "Zh==", "Zm9=", "Zm9v\n",
                                      " Zm9v", "Zm\n9", "Zg==Zg==", "Zm-_", "Zm9vYg=v", "\xc3\xa4zz"}) {
    INFO(text);
    CHECK_FALSE(from_base64(text).has_value());
  }
  CHECK_FALSE(from_base64(std::string_view("Zg\0=", 4)).has_value());
}
