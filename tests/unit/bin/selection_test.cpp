#include <catch2/catch.hpp>

#include "core/base/failure.h"
#include "core/bin/bin_selection.h"
#include "core/bin/copy_fields.h"
#include "core/config/where.h"
#include "tests/unit/bin/support.h"

using namespace winnow;
using namespace winnow::trash_test;

namespace {

class TwoItems {
 public:
  TwoItems() {
    write_two(scratch_ / "1.jsonl.zst");
    segment = read_stranger(scratch_ / "1.jsonl.zst");
  }
  std::string meant(const BinSelection& selection) const { return lines_meant(selection, segment, Zone{}).text(); }
  std::string where(const std::string& text) const {
    BinSelection selection;
    selection.where = parse_where(text, day(20'600), Zone{});
    return meant(selection);
  }
  Segment segment;

 private:
  Scratch scratch_;
};

const std::string kFirst = "4,6";  // the file and the row of the first item
const std::string kSecond = "5,7";

}  // namespace

TEST_CASE("selection of the bin: nothing given means everything that is not purged") {
  TwoItems bin;
  CHECK(bin.meant({}) == "4-7");
  bin.segment.lines[1].purged = "2026-11-21T00:00:00.000000Z";
  CHECK(bin.meant({}) == "4,6-7");
}

TEST_CASE("selection of the bin: a key means the item itself, with all that went with it") {
  const TwoItems bin;
  CHECK(bin.meant({{}, {}, {"17"}, {}, {}, {}}) == kFirst);
  CHECK(bin.meant({{}, {}, {"private/b.pdf"}, {}, {}, {}}).empty());  // it went with a row, and is no item
  CHECK(bin.meant({{}, {}, {"17", "18"}, {}, {}, {}}) == "4-7");
  CHECK(bin.meant({{}, {}, {"1"}, {}, {}, {}}).empty());
}

TEST_CASE("selection of the bin: an id means the whole item of its line and of its segment only") {
  const TwoItems bin;
  CHECK(bin.meant({{}, {}, {}, {}, {}, {BinId::parse("20261121T064700Z-7f3a/contacts/1#5")}}) == kSecond);
  CHECK(bin.meant({{}, {}, {}, {}, {}, {BinId::parse("20261121T064700Z-7f3a/contacts/2#5")}}).empty());
}

TEST_CASE("selection of the bin: where is asked of rows and of receipts") {
  const TwoItems bin;
  CHECK(bin.where("id = 17") == kFirst);
  CHECK(bin.where("id = { gt = 17 }") == kSecond);
  CHECK(bin.where("email = 'bob@example.org'") == kSecond);
  CHECK(bin.where("email = { prefix = 'ann' }") == kFirst);
  CHECK(bin.where("note = { null = true }") == kFirst);
  CHECK(bin.where("size = 9") == kSecond);
  CHECK(bin.where("folder = 'private', mode = '0644'") == kFirst);
  CHECK(bin.where("name = 'b.pdf'") == kSecond);
}

TEST_CASE("selection of the bin: what hangs on an item does not answer for a column that the item has") {
  TwoItems bin;
  SegmentLine stranger = bin.segment.lines.at(3);  // the row of the second item, as one that hangs on the first
  stranger.number = 8;
  stranger.item = bin.segment.lines.at(2).item;
  stranger.part = bin.segment.parts.size();
  bin.segment.parts.push_back(bin.segment.parts[bin.segment.lines.at(3).part]);
  bin.segment.parts.back().target = "notes";
  bin.segment.lines.push_back(stranger);
  CHECK(bin.where("id = 18") == kSecond);
  CHECK(bin.where("id = 17") == kFirst + ",8");
}

TEST_CASE("selection of the bin: all comparisons of a where are met by one line") {
  CHECK(TwoItems().where("id = 17, size = 5").empty());
}

TEST_CASE("selection of the bin: times are read where they are compared with times") {
  const TwoItems bin;
  CHECK(bin.where("deleted_at = { lt = 2026-02-01 }") == kFirst);
  CHECK(bin.where("deleted_at = { newer_than = '100d' }") == kSecond);
  CHECK(bin.where("modified = { lt = 2025-06-20T00:00:00Z }") == "4-7");
  CHECK(bin.where("email = { lt = 2026-02-01 }").empty());
  CHECK(bin.where("id = { lt = 2026-02-01 }").empty());
}

TEST_CASE("selection of the bin: a field that the copy lacks means nothing and is not even null") {
  const TwoItems bin;
  CHECK(bin.where("phone = { null = true }").empty());
  CHECK(bin.where("phone = { ne = 'x' }").empty());
  CHECK(bin.where("id = 17, phone = { null = true }").empty());
}

TEST_CASE("selection of the bin: a content of another shape than its header has no fields") {
  TwoItems bin;
  bin.segment.lines[2].content = "[17]";
  CHECK(bin.where("id = 17").empty());
}

TEST_CASE("copies: the forms of values that JSON has no word for") {
  const SegmentPart part{
      "app", "id", "t",
      R"({"columns":[{"name":"a","type":"TEXT"},{"name":"b","type":"BLOB"},)"
      R"({"name":"c","type":"REAL"},{"name":"d","type":"bigint","family":"number"},{"name":"e","type":"json"}]})"};
  const SegmentLine copy =
      line(0, 0, "1", R"([{"text64":"/w=="},{"base64":"AAE="},{"real":"-inf"},"18446744073709551615",{"x":[1]}])");
  const CopyFields fields = CopyReader(part).read(copy);
  CHECK(fields.at("a") == Value::of_text("\xff"));
  CHECK(fields.at("b") == Value::bytes(std::string("\0\1", 2)));
  CHECK(fields.at("c").r < 0);
  CHECK(fields.at("d") == Value::decimal("18446744073709551615"));
  CHECK(fields.count("e") == 0);
}

TEST_CASE("copies: what a child lost is all that its copy says") {
  const auto* copy = GENERATE(R"({"reference":{"parent_id":17}})",
                              R"({"reference":{"parent_id":17},"others":{"columns":["id"],"digest":"00"}})");
  const CopyFields fields = CopyReader(rows()).read(line(0, 0, "5", copy));
  CHECK(fields.size() == 1);
  CHECK(fields.at("parent_id") == Value::integer(17));
}

TEST_CASE("ids of the bin: read back as written, else refused") {
  const std::string text = "20261121T064700Z-7f3a/contacts/12#1002";
  CHECK(BinId::parse(text).text() == text);
  CHECK(BinId::parse(text).n == 12);
  CHECK(BinId::parse(text).line == 1002);
  for (const char* bad : {"", "x", "run/job/1", "run/job#4", "run/job/0#4", "run/job/1#0", "run/job/1#4x",
                          "/job/1#4", "run//1#4", "run/job/-1#4", "run/job/1#"}) {
    INFO(bad);
    CHECK_THROWS_AS(BinId::parse(bad), Failure);
  }
}
