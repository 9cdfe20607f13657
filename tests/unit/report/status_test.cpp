#include "core/report/status.h"

#include <catch2/catch.hpp>

#include "core/apply/run_record.h"

using namespace winnow;

TEST_CASE("each word of a job has its exit status") {
  CHECK(exit_status_of("planned") == 0);
  CHECK(exit_status_of("applied") == 0);
  CHECK(exit_status_of("failed") == 1);
  CHECK(exit_status_of("partial") == 3);
  CHECK(exit_status_of("tripped") == 4);
  CHECK(exit_status_of("locked") == 5);
  CHECK(exit_status_of("needs_approval") == 6);
  CHECK(exit_status_of("gated") == 7);
  CHECK(exit_status_of("a word of another version") == 1);
}

TEST_CASE("every status that a job can have is in the table") {
  for (const JobStatus status :
       {JobStatus::partial, JobStatus::tripped, JobStatus::locked, JobStatus::needs_approval, JobStatus::gated}) {
    CHECK(exit_status_of(word_of(status)) > 1);
  }
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
