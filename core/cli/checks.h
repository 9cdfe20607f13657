/// What `check` finds out about a TOML and all that it names. Nothing is written to any store.
#pragma once

#include <nlohmann/json.hpp>

#include "core/judge/setup.h"

namespace winnow {

/// {"files": [...], "stores": [...], "targets": [...], "jobs": [...], "problems": 0}
///
/// files: what decides on deletions and could be changed by others; stores: whether each was reached; targets:
/// whether this account can plan, apply and undo there; jobs: whether each can be made ready, its policy called
/// dry. Each entry has `fine` and `message` (empty where there is nothing to say). Throws nothing for what is one
/// store's or one job's own trouble. Thread rule: one thread.
nlohmann::ordered_json check_everything(World& world);

}  // namespace winnow
