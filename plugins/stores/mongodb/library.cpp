#include "mongo_store.h"
#include "winnow/export.hpp"

WINNOW_LIBRARY(winnow::plugin<winnow::mongodb::MongoStore>({.id = "mongodb",
                                                            .version = "1.0.0",
                                                            .summary = "collections of a MongoDB database",
                                                            .options = winnow::mongodb::kOptions}))
