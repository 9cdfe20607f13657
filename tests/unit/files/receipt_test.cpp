#include "plugins/stores/files/receipt.h"

#include <catch2/catch.hpp>

#include "plugins/stores/parking/text.h"
#include "winnow/value.hpp"

using namespace winnow;
using namespace winnow::files;

namespace {

const std::string kParkedIn = ".trash/2026-06-19T22-31-00-000Z/";

Receipt receipt_of(const std::string& key) {
  return {kParkedIn + key,
          {UINT64_MAX, 1ULL << 40, {-1, 1}},
          FileTime{1, 999'999'999},
          "files:00",
          {{02770, 0, 4'294'967'294, {-1, 1}}, {01777, 7, 8, {5, 0}}}};
}

}  // namespace

TEST_CASE("receipt: what is written is read again, whatever the bytes of the name") {
  const std::string key = GENERATE("a", "private/caf\xc3\xa9", "private/caf\xe9", "\xff", "a\nb", "\"quoted\"");
  const Receipt in = receipt_of(key);
  const std::string json = write_receipt(in, write_folders(in.folders));
  CHECK(json.find('\n') == std::string::npos);
  CHECK(is_utf8(json));
  const Receipt out = read_receipt(json, key);
  CHECK(out.parked == in.parked);
  CHECK(out.identity == in.identity);
  CHECK(out.born == in.born);
  CHECK(out.root == in.root);
  CHECK(out.folders == in.folders);
}

TEST_CASE("receipt: one of another key, or none at all, is refused") {
  CHECK_THROWS_AS(read_receipt(write_receipt(receipt_of("private/a"), "[]"), "private/b"), Error);
  CHECK_THROWS_AS(read_receipt(write_receipt(receipt_of("private/a"), "[]"), "a"), Error);
  CHECK_THROWS_AS(read_receipt(write_receipt(receipt_of("a"), "[\"0755 0 0\"]"), "a"), Error);
  const char* json = GENERATE("", "{}", "[1]", "null", "{\"parked\":7}", "{\"parked\":{\"base64\":\"!\"}}");
  CHECK_THROWS_AS(read_receipt(json, "private/a"), Error);
}

TEST_CASE("receipt: an inode that was given to another file does not make it the same") {
  FileFacts file;
  file.kind = FileKind::regular;
  file.identity = {7, 5, {1, 2}};
  file.born = FileTime{1, 0};
  Receipt receipt{kParkedIn + "a", file.identity, file.born, "files:00", {}};
  CHECK(is_unchanged(file, receipt, "files:00"));
  file.identity.size = 6;
  CHECK(is_same_file(file, receipt, "files:00"));
  CHECK_FALSE(is_unchanged(file, receipt, "files:00"));
  file.born = FileTime{2, 0};
  CHECK_FALSE(is_same_file(file, receipt, "files:00"));
  SECTION("where births are not told, size and time must agree") {
    receipt.born = std::nullopt;
    CHECK_FALSE(is_same_file(file, receipt, "files:00"));
    file.identity.size = 5;
    CHECK(is_same_file(file, receipt, "files:00"));
  }
  SECTION("in a tree that was copied, size and time tell") {
    file.identity = {8, 5, {1, 2}};
    CHECK(is_same_file(file, receipt, "files:11"));
    CHECK_FALSE(is_same_file(file, receipt, "files:00"));
  }
}

TEST_CASE("receipt: the time of a batch is read from its place") {
  CHECK(parked_at(".trash/2026-06-19T22-31-00-000Z") == "2026-06-19T22:31:00.000Z");
  const char* place = GENERATE("", ".trash", ".trash/", ".trash/2026", "trash/2026-06-19T22-31-00-000Z",
                               ".trash/2026-06-19T22-31-00-000Z/x", ".trash/2026-06-19T22-31-00-00aZ");
  CHECK_THROWS_AS(parked_at(place), Error);
}

TEST_CASE("receipt: meta files are compared by what they say of the file") {
  const FileIdentity identity{7, 5, {1, 2}};
  const std::string meta = meta_of("a", "2026-06-19T22:31:00.000Z", "old", "run-1", identity, "[]");
  CHECK(same_meta(meta, meta_of("a", "2026-06-19T22:31:00.000Z", "older", "run-2", identity, "[]")));
  CHECK_FALSE(same_meta(meta, meta_of("b", "2026-06-19T22:31:00.000Z", "old", "run-1", identity, "[]")));
  // An older version wrote no folders.
  CHECK(same_meta(meta, meta_of("a", "2026-06-19T22:31:00.000Z", "old", "run-1", identity, "")));
  CHECK_FALSE(same_meta("", ""));
  CHECK_FALSE(same_meta(meta, meta.substr(0, 20)));
}

TEST_CASE("receipt: a copy that was put back from a backup as it was is the copy, and nothing else is") {
  FileFacts file;
  file.kind = FileKind::regular;
  file.identity = {7, 5, {1, 2}};
  const Receipt receipt{kParkedIn + "a", file.identity, file.born, "files:00", {}};
  file.identity.inode = 8;
  CHECK(is_the_copy(file, receipt, "files:00"));
  file.identity.modified = {1, 3};
  CHECK_FALSE(is_the_copy(file, receipt, "files:00"));
  file.identity = {8, 6, {1, 2}};
  CHECK_FALSE(is_the_copy(file, receipt, "files:00"));
  file.identity = {8, 5, {1, 2}};
  file.kind = FileKind::symlink;
  CHECK_FALSE(is_the_copy(file, receipt, "files:00"));
}
