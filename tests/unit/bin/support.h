/// Segments for the tests of the bin: a row with its file, written the way the stores write them.
#pragma once

#include <filesystem>

#include "core/bin/segment.h"
#include "tests/unit/temporary_folder.h"

namespace winnow::trash_test {

/// A folder that goes with the object.
class Scratch : public TemporaryFolder {
 public:
  std::filesystem::path operator/(const char* name) const { return path() / name; }
};

inline Time day(int n) {
  return time_of(std::int64_t{n} * 86'400'000'000);
}

inline SegmentHeader header() {
  SegmentHeader out;
  out.state = "5t473";
  out.run = "20261121T064700Z-7f3a";
  out.job = "contacts";
  out.n = 1;
  out.store = "app";
  out.identity = "sqlite:/srv/app.db";
  out.target = "contacts";
  out.lease = "lease";
  out.place = ".trash/2026-11-21T06-47-00-000Z";
  out.reason = "older than 30d";
  out.time_field = "deleted_at";
  out.at = day(20'000);
  return out;
}

inline SegmentPart rows() {
  return {"app", "sqlite:/srv/app.db", "contacts",
          R"({"columns":[{"name":"id","type":"INTEGER"},{"name":"email","type":"TEXT"},)"
          R"({"name":"deleted_at","type":"TEXT"},{"name":"note","type":"TEXT"}],"rowid":false})"};
}

inline SegmentPart files() {
  return {"uploads", "files:/srv/uploads", "private/", R"({"root":"/srv/uploads"})"};
}

inline SegmentLine line(std::size_t part, std::int64_t item, std::string key, std::string content) {
  SegmentLine out;
  out.part = part;
  out.item = item;
  out.key = std::move(key);
  out.bytes = content.size();
  out.reason = "older than 30d";
  out.content = std::move(content);
  return out;
}

inline FolderMedium folder_of(const std::filesystem::path& segment) {
  return FolderMedium(segment.parent_path());
}

inline Segment read_stranger(const std::filesystem::path& segment) {
  return read_stranger(folder_of(segment), segment.filename().string());
}

/// Lines 4 to 7: two files, then the rows that they belong to.
inline std::string write_two(const std::filesystem::path& path) {
  const FolderMedium folder = folder_of(path);
  SegmentWriter writer(folder, path.filename().string(), header());
  writer.open(files());
  writer.open(rows());
  writer.put(
      line(0, 0, "private/a.pdf",
           R"({"parked":".trash/x/private/a.pdf","inode":7,"size":5,"mtime":"1750372260.5","mode":"0644"})"));
  writer.put(
      line(0, 1, "private/b.pdf",
           R"({"parked":".trash/x/private/b.pdf","inode":8,"size":9,"mtime":"1750372260.5","mode":"0600"})"));
  SegmentLine first = line(1, 0, "17", R"([17,"ann@example.org","2026-01-02",null])");
  first.time = micros_of(day(20'455));  // 2026-01-02
  writer.put(first);
  SegmentLine second = line(1, 1, "18", R"([18,"bob@example.org","2026-03-04",{"base64":"AAE="}])");
  second.time = micros_of(day(20'516));  // 2026-03-04
  writer.put(second);
  LineSet taken;
  for (std::int64_t number = 4; number <= 7; ++number) taken.add(number);
  return writer.finish(taken);
}

}  // namespace winnow::trash_test
