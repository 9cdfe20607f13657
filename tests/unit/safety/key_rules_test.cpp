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
  CHECK(cases == 26);
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
      {"backups/..%2fx", "encoded"},
      {"backups/a%252Fb", "encoded"},
      {"_migrations/0001", "protected"},
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
                                   "backups/_migrations", "backups/.trash/x", "backups/.trashmeta.jsonl", "backup-",
                                   "backup-2024/x", "backups/caf\xe9", "backups/\xff\xfe",
                                   "backups/a\xe2\x80\xa8"
                                   "b",
                                   "wal/-", "backups/\xe6\x97\xa5\xe6\x9c\xac");
  INFO(key);
  CHECK(reason(key).empty());
  CHECK(reason(key, for_files()).empty());
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
