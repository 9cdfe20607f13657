#include "sql/dependant_graph.h"

#include <catch2/catch.hpp>

using winnow::sql::DependantGraph;
using Rows = DependantGraph::Rows;

TEST_CASE("rows go along with all on which they hang, each after what hangs on it", "[sql]") {
  DependantGraph rows(2);
  const std::size_t shared = rows.add();
  const std::size_t deep = rows.add();
  rows.hang(shared, 0);
  rows.hang(shared, 1);
  rows.hang(deep, shared);

  CHECK(rows.below(0) == Rows{deep, shared});
  CHECK(rows.items_above(deep) == Rows{0, 1});
  const DependantGraph::Order order = rows.order(Rows{1});
  CHECK(order.steps == std::vector<Rows>{{deep}, {shared}, {1}});
  CHECK(order.circle.empty());
}

TEST_CASE("an item may hang on another one", "[sql]") {
  DependantGraph rows(3);
  rows.hang(2, 0);
  CHECK(rows.below(0) == Rows{2});
  CHECK(rows.items_above(2) == Rows{0, 2});
  CHECK(rows.order(Rows{0, 1, 2}).steps == std::vector<Rows>{{1, 2}, {0}});
}

TEST_CASE("a row by two ways goes before the last of them", "[sql]") {
  DependantGraph rows(1);
  const std::size_t near = rows.add();
  const std::size_t far = rows.add();
  rows.hang(near, 0);
  rows.hang(far, 0);
  rows.hang(far, near);
  CHECK(rows.below(0) == Rows{far, near});
  CHECK(rows.order(Rows{0}).steps == std::vector<Rows>{{far}, {near}, {0}});
}

TEST_CASE("what only has to go before does not go along", "[sql]") {
  DependantGraph rows(2);
  rows.go_before(1, 0);
  CHECK(rows.below(0).empty());
  CHECK(rows.order(Rows{0}).steps == std::vector<Rows>{{0}});
  CHECK(rows.order(Rows{0, 1}).steps == std::vector<Rows>{{1}, {0}});
}

TEST_CASE("for rows that hang on each other there is no order", "[sql]") {
  DependantGraph rows(3);
  rows.hang(1, 0);
  rows.hang(0, 1);
  rows.hang(0, 2);
  const DependantGraph::Order order = rows.order(Rows{0, 1, 2});
  CHECK(order.steps.empty());
  CHECK(order.circle.size() == 3);
  CHECK(rows.below(2) == Rows{1, 0});
}

TEST_CASE("a thread may be as deep as it is long", "[sql]") {
  constexpr std::size_t kDepth = 200'000;
  DependantGraph rows(1);
  for (std::size_t above = 0; above < kDepth; ++above) rows.hang(rows.add(), above);
  CHECK(rows.below(0).size() == kDepth);
  CHECK(rows.below(0).front() == kDepth);
  CHECK(rows.order(Rows{0}).steps.size() == kDepth + 1);
}
