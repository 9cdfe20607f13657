/// The partitions of a table, as the catalog tells of them. Thread rule: pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sql/driver.h"
#include "winnow/job.hpp"

namespace winnow::postgres {

/// One that hangs directly on its table.
struct Partition {
  std::string oid, schema, name, owner;
  std::string key;                        ///< NAME, or SCHEMA.NAME outside of the store's schema
  std::string bound;                      ///< FOR VALUES FROM ('2026-01-01 00:00:00+00') TO (...), or DEFAULT
  std::int64_t from = WINNOW_TIME_NONE;   ///< TIME of its first moment
  std::int64_t until = WINNOW_TIME_NONE;  ///< TIME that no row of it reaches, so that all of them are older
  std::string range;                      ///< the bound as a condition on a row
  std::int64_t rows = 0;                  ///< as the server estimates
  std::uint64_t bytes = 0;                ///< with indexes and TOAST; 0: not asked for
  /// default_partition, foreign_table, partitioned_further, not_owner, no_way_back, referenced_itself; empty: none.
  std::string obstacle;

  /// Another table by the same name, or another range, is another partition.
  std::string version() const { return oid + " " + bound; }
};

struct PartitionedTable {
  std::string oid;
  std::string name;  ///< quoted, with its schema
  std::vector<Partition> partitions;

  const Partition* find(std::string_view key) const;
};

/// Whether the sizes of partitions are asked for, which waits for whoever holds one for himself.
enum class Sizes { no, yes };

/// Throws Error(WINNOW_BAD_CONFIG) for what is no table that is partitioned by the range of one time. `schema`:
/// where a target without one is looked up; `host` reads times without a zone.
PartitionedTable read_partitions(sql::Driver& driver, std::string_view target, const std::string& schema,
                                 const Host& host, Sizes sizes);

/// Where a table is now, by its oid.
struct Whereabouts {
  std::string schema, name;
  std::string parent;  ///< oid of the table that it is a partition of; empty: it is none
  std::string bound;
};
std::optional<Whereabouts> find_by_oid(sql::Driver& driver, const std::string& oid);

}  // namespace winnow::postgres
