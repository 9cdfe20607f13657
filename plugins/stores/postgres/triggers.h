/// What stands in the way of putting rows back, where a table has triggers. Thread rule: pure.
#pragma once

#include <string>

#include "sql/dialect.h"

namespace winnow::postgres {

/// Adds the triggers of the table `oid` and of its partitions to its facts. Those that an INSERT fires are switched
/// off while rows are put back (`session_replication_role`), and with them the server's check of foreign keys: then
/// table.parents says what is looked at instead. Where one of these is not possible, table.no_way_back says why.
void read_triggers(sql::Driver& driver, const std::string& oid, sql::Table& table);

}  // namespace winnow::postgres
