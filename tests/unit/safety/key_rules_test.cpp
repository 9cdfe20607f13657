#include "core/safety/key_rules.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace winnow;

namespace {

const KeyRules kRules{{"backups/", "wal/", "dbdock_backups/", "backup-*"}, {}, KeyKind::object};

/// The reason, or "" where the key is allowed.
std::string reason(std::string_view key, const KeyRules& rules = kRules) {
  return std::string(refuse_key(key, rules).value_or(""));
}

KeyRules for_files() {
  KeyRules rules = kRules;
  rules.kind = KeyKind::file;
  return rules;
}

}  // namespace

TEST_CASE("key rules: every case of the shared vectors") {
  std::ifstream file(WINNOW_TEST_DATA "/vectors/guard-keys.tsv");
  int cases = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    const std::size_t first = line.find('\t');
    const std::size_t second = line.find('\t', first + 1);
    const std::string key = nlohmann::json::parse(line.substr(0, first)).get<std::string>();
    const std::string expected = line.substr(second + 1);
    INFO(line);
    CHECK((line.substr(first + 1, second - first - 1) == "allow") == expected.empty());
    CHECK(reason(key) == expected);
    CHECK(reason(key, for_files()) == expected);
    ++cases;
  }
  CHECK(cases > 26);
}

TEST_CASE("key rules: forms of one danger, each refused under its name") {
  const auto [key, expected] = GENERATE(table<std::string, std::string>({
      {"\tbackups/x", "whitespace"},
      {"backups/x\n", "whitespace"},
      {"backups/x\xc2\xa0", "whitespace"},
      {"\xe3\x80\x80"
       "backups/x",
       "whitespace"},
      {"/", "leading_slash"},
      {"//backups/x", "leading_slash"},
      {"backups//", "folder"},
      {"backups//../x", "empty_segment"},
      {"backups/%2E/x", "dot_segment"},
      {"./backups/x", "dot_segment"},
      {"..", "traversal"},
      {"backups/..", "traversal"},
      {"backups/.%2E/x", "traversal"},
      {"backups/%2E%2e", "traversal"},
      {"backups/%252e%252E/x", "traversal"},
      {"backups/%25252e./x", "traversal"},
      {"backups/\xef\xbc\x8e\xef\xbc\x8e/x", "traversal"},
      {"backups/.\xef\xbc\x8e/x", "traversal"},
      {"backups/\xe2\x80\xa4\xe2\x80\xa4/x", "traversal"},
      {"backups/\xe2\x80\xa5/x", "traversal"},
      {"backups/%ef%bc%8e%EF%BC%8E/x", "traversal"},
      {"backups/%c0%ae%c0%ae/x", "traversal"},
      {"backups/a?", "wildcard"},
      {"backups/[a-z]", "wildcard"},
      {"backups/**/x", "wildcard"},
      {std::string("backups/a\0b", 11), "control"},
      {"backups/a\x7f"
       "b",
       "control"},
      {"backups/a\x1b[31mb", "wildcard"},
      {"backups/a\xc2\x9b"
       "b",
       "control"},
      {"\\\\host\\x", "backslash"},
      {"backups/a%2fb", "encoded"},
      {"backups/a%2Fb", "encoded"},
      {"backups/a%5Cb", "encoded"},
      {"backups/a%00.sql", "encoded"},
      {"backups/..%2fx", "traversal"},
      {"backups/..%2F..%2Fx", "traversal"},
      {"backups/x%2f..", "traversal"},
      {"backups/%2e%2e%2fx", "traversal"},
      {"backups/..%252fx", "traversal"},
      {"backups/..%5cx", "traversal"},
      {"backups/.%2fx", "dot_segment"},
      {"backups/..\xef\xbc\x8fx", "traversal"},
      {"backups/..\xe2\x88\x95x", "traversal"},
      {"backups/..\xe2\x81\x84x", "traversal"},
      {"backups/..%ef%bc%8fx", "traversal"},
      {"backups/..\xc0\xafx", "traversal"},
      {"backups/..%c0%afx", "traversal"},
      {"backups/\xe0\x80\xae\xe0\x80\xae/x", "traversal"},
      {"backups/\xe3\x80\x82\xe3\x80\x82/x", "traversal"},
      {"backups/\xef\xb9\x92\xef\xb9\x92/x", "traversal"},
      {"backups/a\xc0\xaf"
       "b",
       "encoded"},
      {"backups/a%c0%afb", "encoded"},
      {"backups/a\xc0\x80", "encoded"},
      {"backups/a\xc1\x9c"
       "b",
       "encoded"},
      {"backups/a%252Fb", "encoded"},
      {"_migrations/0001", "protected"},
      {"backups/_migrations", "protected"},
      {"backups/_migrations/0001", "protected"},
      {"backups/app/.winnow/state.db", "protected"},
      {"backups/tenant/.trash/2026-06-19T22-31-00-000Z/x", "in_trash"},
      {"backups/.trash", "in_trash"},
      {".winnow/state.db", "protected"},
      {"backups/a.sql.trashmeta.json", "reserved"},
      {".trash", "in_trash"},
      {"backups", "outside_allow"},
      {"backup", "outside_allow"},
      {"BACKUP-1", "outside_allow"},
  }));
  INFO(key);
  CHECK(reason(key) == expected);
}

TEST_CASE("key rules: what only looks dangerous is allowed") {
  const std::string key = GENERATE("backups/...", "backups/..a", "backups/a..", "backups/x.%2e.gz", "backups/100%",
                                   "backups/50%2", "backups/a%20b", "backups/ a/b", "backups/~root", "backups/$(x)",
                                   "backups/_migrations2", "backups/a_migrations/x", "backups/.trash2/x",
                                   "backups/x.trash", "backups/.Trash/x", "backups/.trashmeta.jsonl",
                                   "backups/a\xef\xbc\x8f"
                                   "b",
                                   "backups/a\xe3\x80\x82", "backup-", "backup-2024/x", "backups/caf\xe9",
                                   "backups/\xff\xfe", "wal/-", "backups/\xe6\x97\xa5\xe6\x9c\xac");
  INFO(key);
  CHECK(reason(key).empty());
  CHECK(reason(key, for_files()).empty());
}

TEST_CASE("key rules: what nobody sees is a control") {
  const std::string unseen = GENERATE(
      "\xe2\x80\x8b" /* zero-width space */, "\xe2\x80\x8c" /* non-joiner */, "\xe2\x80\x8d" /* joiner */,
      "\xe2\x80\x8e" /* left-to-right mark */, "\xe2\x80\x8f" /* right-to-left mark */,
      "\xd8\x9c" /* Arabic letter mark */, "\xe2\x80\xaa" /* embedding */, "\xe2\x80\xae" /* override */,
      "\xe2\x81\xa6" /* isolate */, "\xe2\x81\xa9" /* end of an isolate */, "\xe2\x81\xa0" /* word joiner */,
      "\xe2\x81\xa3" /* invisible separator */, "\xef\xbb\xbf" /* byte order mark */, "\xc2\xad" /* soft hyphen */,
      "\xcd\x8f" /* grapheme joiner */, "\xef\xb8\x8f" /* variation selector */,
      "\xf3\xa0\x84\x80" /* variation selector 17 */, "\xf3\xa0\x80\xa0" /* tag */,
      "\xe1\xa0\x8e" /* Mongolian vowel separator */, "\xe3\x85\xa4" /* Hangul filler */,
      "\xe2\x80\xa8" /* line separator */, "\xc2\x85" /* next line */, "\xef\xbf\xb9" /* annotation */);
  INFO(unseen);
  CHECK(reason("backups/a" + unseen + "b") == "control");
  CHECK(reason("backups/." + unseen + "./b") == "control");
}

TEST_CASE("key rules: the bin's prefix and what it writes beside a copy must fit") {
  const std::size_t fits = 1024 - 32 - 15;
  CHECK(reason("wal/" + std::string(fits - 4, 'a')).empty());
  CHECK(reason("wal/" + std::string(fits - 3, 'a')) == "too_long");
}

TEST_CASE("key rules: a component is limited where a file system limits it") {
  CHECK(reason("wal/" + std::string(240, 'a'), for_files()).empty());
  CHECK(reason("wal/" + std::string(241, 'a'), for_files()) == "too_long");
  CHECK(reason("wal/" + std::string(241, 'a') + "/x", for_files()) == "too_long");
  CHECK(reason("wal/" + std::string(241, 'a')).empty());
}

TEST_CASE("key rules: protected names win over allow, with all that lies under them") {
  const KeyRules rules{{"data/", "_migrations", "_migrations/"}, {"data/state.db", "data/keep/"}, KeyKind::file};
  CHECK(reason("data/state.db", rules) == "protected");
  CHECK(reason("data/keep/x", rules) == "protected");
  CHECK(reason("data/keep", rules) == "protected");
  CHECK(reason("_migrations", rules) == "protected");
  CHECK(reason("_migrations/1", rules) == "protected");
  CHECK(reason("data/state.db2", rules).empty());
  CHECK(reason("data/keeper", rules).empty());
}

TEST_CASE("key rules: an empty or boundless entry of allow covers nothing") {
  for (const char* entry : {"", "*", "/"})
    CHECK(reason("x", KeyRules{{entry}, {}, KeyKind::object}) == "outside_allow");
  CHECK(reason("x", KeyRules{}) == "outside_allow");
  CHECK(allows("report.csv", "report.csv"));
  CHECK_FALSE(allows("report.csv", "report.csv2"));
}
