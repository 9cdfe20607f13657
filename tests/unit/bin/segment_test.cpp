#include <catch2/catch.hpp>

#include "core/base/failure.h"
#include "core/base/file.h"
#include "tests/unit/bin/support.h"

using namespace winnow;
using namespace winnow::trash_test;

namespace {

/// Writes `text` as a segment's uncompressed bytes, without any of the writer's care.
void write_plain(const std::filesystem::path& path, const Segment& from, const std::vector<SegmentLine>& lines) {
  SegmentWriter writer(path, from.header);
  for (const SegmentPart& part : from.parts) writer.open(part);
  for (const SegmentLine& one : lines) writer.put(one);
  writer.finish(from.taken);
}

}  // namespace

TEST_CASE("segment: comes back as it was written") {
  const Scratch scratch;
  const std::string digest = write_two(scratch / "1.jsonl.zst");
  const Segment segment = read_segment(scratch / "1.jsonl.zst");
  CHECK(segment.sha256 == digest);
  CHECK(segment.header.run == header().run);
  CHECK(segment.header.time_field == "deleted_at");
  CHECK(segment.header.at == header().at);
  CHECK(segment.parts.size() == 2);
  CHECK(segment.parts[1].header == rows().header);
  CHECK(segment.taken.text() == "4-7");
  REQUIRE(segment.lines.size() == 4);
  CHECK(segment.lines[3].number == 7);
  CHECK(segment.lines[3].key == "18");
  CHECK(segment.lines[3].content == R"([18,"bob@example.org","2026-03-04",{"base64":"AAE="}])");
  CHECK(segment.lines[3].time == micros_of(day(20'516)));
  CHECK(segment.lines[0].time == WINNOW_TIME_NONE);
}

TEST_CASE("segment: keys may be any bytes and contents hold what looks like the format") {
  const Scratch scratch;
  const Segment from{header(), {rows()}, {}, LineSet::parse("3-4"), ""};
  const std::vector<SegmentLine> lines = {line(0, 0, std::string("\xff\0\n", 3), "[1]"),
                                          line(0, 1, R"(","content":)", R"({"content":",\"content\":"})")};
  write_plain(scratch / "1.zst", from, lines);
  const Segment back = read_segment(scratch / "1.zst");
  CHECK(back.lines[0].key == lines[0].key);
  CHECK(back.lines[1].key == lines[1].key);
  CHECK(back.lines[1].content == lines[1].content);
}

TEST_CASE("segment: only its whole and unaltered file is one") {
  const Scratch scratch;
  const std::string written = write_two(scratch / "whole");
  const std::string whole = read_file(scratch / "whole");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    replace_file(scratch / "cut", whole.substr(0, size));
    INFO(size);
    CHECK_THROWS_AS(read_segment(scratch / "cut"), Failure);
  }
  std::size_t refused = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string altered = whole;
    altered[at] = static_cast<char>(altered[at] ^ 1);
    replace_file(scratch / "altered", altered);
    INFO(at);
    // A flipped bit that zstd does not care about leaves the text as it was; anything else is found.
    std::string digest = "refused";
    try {
      digest = read_segment(scratch / "altered").sha256;
    } catch (const Failure&) {
      ++refused;
    }
    CHECK((digest == "refused" || digest == written));
  }
  CHECK(refused > whole.size() * 9 / 10);
}

TEST_CASE("segment: nothing counts before finish") {
  const Scratch scratch;
  {
    SegmentWriter writer(scratch / "1.zst", header());
    writer.open(rows());
    writer.put(line(0, 0, "17", "[17]"));
  }
  CHECK_FALSE(std::filesystem::exists(scratch / "1.zst"));
  CHECK_FALSE(std::filesystem::exists(scratch / "1.zst.part"));
}

TEST_CASE("segment: a copy that is not one line of JSON is refused") {
  const Scratch scratch;
  SegmentWriter writer(scratch / "1.zst", header());
  CHECK_THROWS_AS(writer.put(line(0, 0, "17", "[17]")), Failure);  // no part is open
  writer.open(rows());
  for (const char* bad : {"", "[17", "[17]\n", "[1,\n2]", "{\"a\":1}}"}) {
    INFO(bad);
    CHECK_THROWS_AS(writer.put(line(0, 0, "17", bad)), Failure);
  }
}

TEST_CASE("segment: its first line can be read alone") {
  const Scratch scratch;
  write_two(scratch / "1.zst");
  CHECK(read_segment_header(scratch / "1.zst").job == "contacts");
  replace_file(scratch / "2.zst", "no zstd");
  CHECK_THROWS_AS(read_segment_header(scratch / "2.zst"), Failure);
}

TEST_CASE("segment: written anew with tombstones every line keeps its number") {
  const Scratch scratch;
  write_two(scratch / "1.zst");
  Segment segment = read_segment(scratch / "1.zst");
  SegmentLine gone;
  gone.number = 6;
  gone.purged = "2026-11-22T00:00:00.000000Z";
  segment.lines[2] = gone;
  segment.header.replaces = "1.zst";
  const std::string digest = rewrite_segment(segment, scratch / "1.r1.zst");

  const Segment back = read_segment(scratch / "1.r1.zst");
  CHECK(back.sha256 == digest);
  CHECK(back.header.replaces == "1.zst");
  CHECK(back.taken.text() == "4-7");
  REQUIRE(back.lines.size() == 4);
  CHECK(back.lines[2].number == 6);
  CHECK(back.lines[2].purged == gone.purged);
  CHECK(back.lines[2].content.empty());
  CHECK(back.lines[3].number == 7);
  CHECK(back.lines[3].content == segment.lines[3].content);
  CHECK(back.lines[0].content == segment.lines[0].content);
}
