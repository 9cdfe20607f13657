#include "files_store.h"
#include "winnow/export.hpp"

namespace {

const winnow::PluginAbout kAbout = {.id = "files",
                                    .version = "1.0.0",
                                    .summary = "files below a folder; the bin is .trash inside it",
                                    .options = winnow::files::kOptions,
                                    .flags = WINNOW_KEYED_BY_NAME | WINNOW_FILE_NAMES};

}  // namespace

WINNOW_LIBRARY(winnow::plugin<winnow::files::FilesStore>(kAbout))
