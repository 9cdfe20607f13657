#include <catch2/catch.hpp>
#include <cstdlib>

#include "core/base/failure.h"
#include "core/base/file.h"
#include "core/bin/packer.h"
#include "core/bin/segment_row.h"
#include "tests/unit/bin/support.h"

using namespace winnow;
using namespace winnow::trash_test;

namespace {

/// Writes `text` as a segment's uncompressed bytes, without any of the writer's care.
void write_plain(const std::filesystem::path& path, const Segment& from, const std::vector<SegmentLine>& lines) {
  const FolderMedium folder = folder_of(path);
  SegmentWriter writer(folder, path.filename().string(), from.header);
  for (const SegmentPart& part : from.parts) writer.open(part);
  for (const SegmentLine& one : lines) writer.put(one);
  writer.finish(from.taken);
}

}  // namespace

TEST_CASE("segment: comes back as it was written") {
  const Scratch scratch;
  const std::string digest = write_two(scratch / "1.jsonl.zst");
  const Segment segment = read_stranger(scratch / "1.jsonl.zst");
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
  const Segment back = read_stranger(scratch / "1.zst");
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
    CHECK_THROWS_AS(read_stranger(scratch / "cut"), Failure);
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
      digest = read_stranger(scratch / "altered").sha256;
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
    const FolderMedium folder(scratch.path());
    SegmentWriter writer(folder, "1.zst", header());
    writer.open(rows());
    writer.put(line(0, 0, "17", "[17]"));
  }
  CHECK_FALSE(std::filesystem::exists(scratch / "1.zst"));
  CHECK_FALSE(std::filesystem::exists(scratch / "1.zst.part"));
}

TEST_CASE("segment: a copy that is not one line of JSON is refused") {
  const Scratch scratch;
  const FolderMedium folder(scratch.path());
  SegmentWriter writer(folder, "1.zst", header());
  CHECK_THROWS_AS(writer.put(line(0, 0, "17", "[17]")), Failure);  // no part is open
  writer.open(rows());
  for (const char* bad : {"", "[17", "[17]\n", "[1,\n2]", "{\"a\":1}}"}) {
    INFO(bad);
    CHECK_THROWS_AS(writer.put(line(0, 0, "17", bad)), Failure);
    SegmentPart part = rows();
    part.header = bad;
    CHECK_THROWS_AS(writer.open(part), Failure);
  }
}

TEST_CASE("segment: its first line can be read alone") {
  const Scratch scratch;
  write_two(scratch / "1.zst");
  CHECK(read_stranger_header(FolderMedium(scratch.path()), "1.zst").job == "contacts");
  replace_file(scratch / "2.zst", "no zstd");
  CHECK_THROWS_AS(read_stranger_header(FolderMedium(scratch.path()), "2.zst"), Failure);
}

TEST_CASE("segment: a file is believed only as the one that the index row names") {
  const Scratch scratch;
  write_two(scratch / "1.zst");
  const SegmentRow row = row_of(read_stranger(scratch / "1.zst"), "1.zst");
  const FolderMedium bin(scratch.path());
  CHECK(read_segment(bin, row).lines.size() == 4);
  CHECK(read_segment_header(bin, row).n == row.n);
  const auto refuses = [&bin](const SegmentRow& other) {
    CHECK_THROWS_AS(read_segment(bin, other), Failure);
    CHECK_THROWS_AS(read_segment_header(bin, other), Failure);
  };
  SegmentRow other = row;
  other.run = "20261121T064700Z-0000";
  refuses(other);
  other = row;
  other.job = "another";
  refuses(other);
  other = row;
  other.n = 2;
  refuses(other);
  other = row;
  other.identity = "sqlite:/elsewhere.db";
  refuses(other);
  other = row;
  other.sha256.back() = other.sha256.back() == '0' ? '1' : '0';
  CHECK_THROWS_AS(read_segment(bin, other), Failure);
  other = row;
  other.path = "missing.zst";
  refuses(other);
}

TEST_CASE("segment: blocks of any size make the same segment") {
  const Scratch scratch;
  const std::string digest = write_two(scratch / "whole");
  for (const char* block : {"1", "2", "7", "64", "100", "1000"}) {
    INFO(block);
    ::setenv("WINNOW_SEGMENT_BLOCK", block, 1);
    CHECK(write_two(scratch / "blocks") == digest);
    ::unsetenv("WINNOW_SEGMENT_BLOCK");
    const Segment segment = read_stranger(scratch / "blocks");
    CHECK(segment.sha256 == digest);
    CHECK(segment.lines.size() == 4);
  }
}

TEST_CASE("segment: what fails on the writing thread is thrown to who writes") {
  Packer packer("/dev/full", 8);
  const auto write_much = [&packer] {
    for (int i = 0; i < 100'000; ++i) {
      packer.text() += std::to_string(i * 7919) + "\n";
      packer.look();
    }
    packer.end();
  };
  CHECK_THROWS_AS(write_much(), Failure);
  CHECK_THROWS_AS(packer.end(), Failure);
}

TEST_CASE("segment: lines are read as they were written, whatever they hold") {
  const Scratch scratch;
  std::vector<SegmentLine> lines;
  for (const char* text :
       {"plain", "with \"quotes\"", "back\\slash", "line\nbreak", "t\xc3\xa4g", "\x01\x7f", ""}) {
    SegmentLine one = line(0, static_cast<std::int64_t>(lines.size()), text, "[1,\"\\\"\"]");
    one.reason = text;
    one.bytes = 18'446'744'073'709'551'615ULL;
    one.time = micros_of(day(20'516)) + 1;
    if (lines.size() == 2) one.others = {0, 1};
    lines.push_back(one);
  }
  lines.push_back(line(0, 7, std::string("\xff\0", 2), "{}"));
  write_plain(scratch / "1.zst", {header(), {rows()}, {}, LineSet::parse("3-10"), ""}, lines);
  const Segment back = read_stranger(scratch / "1.zst");
  REQUIRE(back.lines.size() == lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    INFO(i);
    CHECK(back.lines[i].key == lines[i].key);
    CHECK(back.lines[i].reason == lines[i].reason);
    CHECK(back.lines[i].time == lines[i].time);
    CHECK(back.lines[i].bytes == lines[i].bytes);
    CHECK(back.lines[i].item == lines[i].item);
    CHECK(back.lines[i].others == lines[i].others);
    CHECK(back.lines[i].content == lines[i].content);
  }
}

TEST_CASE("segment: written anew with tombstones every line keeps its number") {
  const Scratch scratch;
  write_two(scratch / "1.zst");
  Segment segment = read_stranger(scratch / "1.zst");
  SegmentLine gone;
  gone.number = 6;
  gone.purged = "2026-11-22T00:00:00.000000Z";
  segment.lines[2] = gone;
  segment.header.replaces = "1.zst";
  const std::string digest = rewrite_segment(segment, FolderMedium(scratch.path()), "1.r1.zst");

  const Segment back = read_stranger(scratch / "1.r1.zst");
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
