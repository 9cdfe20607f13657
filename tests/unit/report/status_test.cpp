#include "core/report/status.h"

#include <catch2/catch.hpp>

using namespace winnow;

TEST_CASE("each status of a job has its exit status and its word") {
  const std::vector<std::pair<JobStatus, int>> rows = {
      {JobStatus::planned, 0}, {JobStatus::applied, 0},    {JobStatus::failed, 1},         {JobStatus::partial, 3},
      {JobStatus::tripped, 4}, {JobStatus::locked, 5},     {JobStatus::needs_approval, 6}, {JobStatus::gated, 7},
      {JobStatus::running, 0}, {JobStatus::interrupted, 1}};
  for (const auto& [status, exit] : rows) {
    INFO(word_of(status));
    CHECK(exit_status_of(status) == exit);
    CHECK(job_status(word_of(status)) == status);
  }
  CHECK(job_status("a word of another version") == JobStatus::failed);
}

TEST_CASE("of several the most severe holds in this order") {
  const std::vector<int> order = {1, 4, 3, 7, 6, 5, 0};
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t j = i; j < order.size(); ++j) {
      CHECK(most_severe({order[i], order[j]}) == order[i]);
      CHECK(most_severe({order[j], order[i]}) == order[i]);
    }
  }
  CHECK(most_severe({}) == 0);
  CHECK(most_severe(order) == 1);
}
