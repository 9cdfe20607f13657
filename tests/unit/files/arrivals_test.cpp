#include "plugins/stores/files/arrivals.h"

#include <catch2/catch.hpp>

#include "winnow/value.hpp"

using namespace winnow;
using namespace winnow::files;

namespace {

constexpr std::int64_t kDay = 86'400;

FileFacts file_of(std::int64_t modified_day, std::int64_t arrived_day) {
  FileFacts out;
  out.identity.modified = {modified_day * kDay, 0};
  out.changed = {arrived_day * kDay, 0};
  return out;
}

std::int64_t day(std::int64_t n) {
  return n * kDay * 1'000'000;
}

}  // namespace

TEST_CASE("files arrivals: old content that came lately counts from when it came") {
  Arrivals arrivals;
  for (int i = 0; i < 30; ++i) arrivals.add(file_of(100, 100));
  const FileFacts upload = file_of(7, 100);
  arrivals.add(upload);
  CHECK(arrivals.of(upload) == day(100));
  CHECK(arrivals.of(file_of(100, 100)) == day(100));
}

TEST_CASE("files arrivals: of a tree that came as a whole the content's own time counts") {
  Arrivals arrivals;
  for (int i = 0; i < 60; ++i) arrivals.add(file_of(i, 100 + i % 2));  // over midnight
  for (int i = 0; i < 40; ++i) arrivals.add(file_of(200, 200));
  CHECK(arrivals.of(file_of(5, 100)) == day(5));
  CHECK(arrivals.of(file_of(5, 101)) == day(5));
  // What came into it later came by itself.
  CHECK(arrivals.of(file_of(5, 200)) == day(200));
}

TEST_CASE("files arrivals: a time ahead of its arrival counts, since later keeps") {
  Arrivals arrivals;
  const FileFacts ahead = file_of(300, 100);
  arrivals.add(ahead);
  CHECK(arrivals.of(ahead) == day(300));
}
