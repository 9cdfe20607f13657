/// How far the replicas of a PostgreSQL server are behind. Thread rule: pure.
#pragma once

#include <string>

#include "sql/driver.h"
#include "winnow/value.hpp"

namespace winnow::postgres {

/// A connected replica that is more than `most` behind `primary`, and how far, in words; empty: there is none.
/// Throws Error(WINNOW_DENIED) where the account may not see it.
std::string replica_behind(sql::Driver& primary, Span most);

}  // namespace winnow::postgres
