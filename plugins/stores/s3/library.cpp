#include "s3_store.h"
#include "settings.h"
#include "winnow/export.hpp"

namespace {

const winnow::PluginAbout kAbout = {.id = "s3",
                                    .version = "1.0.0",
                                    .summary = "objects of a bucket on a server that speaks S3",
                                    .options = winnow::s3::kOptions,
                                    .flags = WINNOW_KEYED_BY_NAME};

}  // namespace

WINNOW_LIBRARY(winnow::plugin<winnow::s3::S3Store>(kAbout))
