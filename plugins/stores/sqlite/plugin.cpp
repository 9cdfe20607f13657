#include "store.h"
#include "winnow/export.hpp"

namespace {

const winnow::Options kOptions = {
    winnow::option("path", WINNOW_TEXT).path().required().help("the database file"),
};

}  // namespace

WINNOW_LIBRARY(winnow::plugin<winnow::SqliteStore>({.id = "sqlite",
                                                    .version = "1.0.0",
                                                    .summary = "tables of a SQLite database",
                                                    .options = kOptions,
                                                    .flags = WINNOW_REHEARSES | WINNOW_ASKS_WITNESSES}))
