#include "core/apply/batch_size.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <vector>

using namespace winnow;
using namespace std::chrono_literals;

namespace {

/// The sizes of so many batches in a store where each takes `batch` and `item` for each of its items.
std::vector<std::size_t> sizes(int batches, Span batch, Span item) {
  BatchSize size(100ms);
  std::vector<std::size_t> out;
  for (int i = 0; i < batches; ++i) {
    out.push_back(size.most());
    size.took(size.most(), batch + item * static_cast<int>(size.most()));
  }
  return out;
}

}  // namespace

TEST_CASE("run: batches grow where items are quick") {
  CHECK(sizes(6, 5ms, 5us) == std::vector<std::size_t>{100, 200, 800, 3200, 10'000, 10'000});
}

TEST_CASE("run: batches stay small where items are slow") {
  for (const std::size_t size : sizes(50, 5ms, 1ms)) CHECK(size <= 200);
  const std::vector<std::size_t> slower = sizes(50, 5ms, 10ms);
  CHECK(std::vector(slower.begin(), slower.begin() + 2) == std::vector<std::size_t>{100, 200});
  for (std::size_t i = 2; i < slower.size(); ++i) CHECK(slower[i] == 100);
}

TEST_CASE("run: what each batch costs, however small, does not make batches small") {
  CHECK(sizes(10, 400ms, 5us).back() == 10'000);
}

TEST_CASE("run: a store that becomes slow gets smaller batches") {
  BatchSize size(100ms);
  for (int i = 0; i < 8; ++i) size.took(size.most(), 10ms);
  REQUIRE(size.most() == 10'000);
  for (int i = 0; i < 3; ++i) size.took(size.most(), 500ms);
  CHECK(size.most() == 1250);
}
