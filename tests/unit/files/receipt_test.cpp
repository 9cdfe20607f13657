#include "plugins/stores/files/receipt.h"

#include <catch2/catch.hpp>

#include "plugins/stores/files/text.h"
#include "winnow/value.hpp"

using namespace winnow;
using namespace winnow::files;

namespace {

const std::string kParkedIn = ".trash/2026-06-19T22-31-00-000Z/";

Receipt receipt_of(const std::string& key) {
  return {kParkedIn + key, {UINT64_MAX, 1ULL << 40, {-1, 1}}, 04755, 02770};
}

}  // namespace

TEST_CASE("receipt: what is written is read again, whatever the bytes of the name") {
  const std::string key = GENERATE("a", "private/caf\xc3\xa9", "private/caf\xe9", "\xff", "a\nb", "\"quoted\"");
  const Receipt in = receipt_of(key);
  const std::string json = write_receipt(in);
  CHECK(json.find('\n') == std::string::npos);
  CHECK(is_utf8(json));
  const Receipt out = read_receipt(json, key);
  CHECK(out.parked == in.parked);
  CHECK(out.identity == in.identity);
  CHECK(out.mode == in.mode);
  CHECK(out.folder_mode == in.folder_mode);
}

TEST_CASE("receipt: one of another key, or none at all, is refused") {
  CHECK_THROWS_AS(read_receipt(write_receipt(receipt_of("private/a")), "private/b"), Error);
  CHECK_THROWS_AS(read_receipt(write_receipt(receipt_of("private/a")), "a"), Error);
  const char* json = GENERATE("", "{}", "[1]", "null", "{\"parked\":7}", "{\"parked\":{\"base64\":\"!\"}}");
  CHECK_THROWS_AS(read_receipt(json, "private/a"), Error);
}

TEST_CASE("receipt: the time of a batch is read from its place") {
  CHECK(parked_at(".trash/2026-06-19T22-31-00-000Z") == "2026-06-19T22:31:00.000Z");
  const char* place = GENERATE("", ".trash", ".trash/", ".trash/2026", "trash/2026-06-19T22-31-00-000Z",
                               ".trash/2026-06-19T22-31-00-000Z/x", ".trash/2026-06-19T22-31-00-00aZ");
  CHECK_THROWS_AS(parked_at(place), Error);
}

TEST_CASE("receipt: meta files are compared by what they say of the file") {
  const FileIdentity identity{7, 5, {1, 2}};
  const std::string meta = write_meta("a", "2026-06-19T22:31:00.000Z", "old", "run-1", identity);
  CHECK(same_meta(meta, write_meta("a", "2026-06-19T22:31:00.000Z", "older", "run-2", identity)));
  CHECK_FALSE(same_meta(meta, write_meta("b", "2026-06-19T22:31:00.000Z", "old", "run-1", identity)));
  CHECK_FALSE(same_meta("", ""));
  CHECK_FALSE(same_meta(meta, meta.substr(0, 20)));
}
