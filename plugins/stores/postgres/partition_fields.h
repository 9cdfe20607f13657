/// What is told of a partition as an item. Thread rule: pure.
#pragma once

#include "partitions.h"
#include "winnow/page.hpp"

namespace winnow::postgres {

/// The fields, and the key, as inspect() tells them.
std::vector<Fact> partition_facts();

/// Throws Error(WINNOW_BAD_CONFIG) where the selection asks for what partitions do not have.
void check_fields(const Selection& selection);

/// `page` owns the texts of `at`.
void fill(const Page::Place& at, const Partition& one, const Selection& selection, Page& page);

}  // namespace winnow::postgres
