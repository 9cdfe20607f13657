#include "partition_store.h"
#include "winnow/export.hpp"

WINNOW_LIBRARY(winnow::plugin<winnow::postgres::PartitionStore>({.id = "postgres-partitions",
                                                                 .version = "1.0.0",
                                                                 .summary = "whole partitions of PostgreSQL tables",
                                                                 .options = winnow::postgres::kPartitionOptions,
                                                                 .flags = WINNOW_PARKS | WINNOW_REHEARSES}))
