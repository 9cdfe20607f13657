/// Logging: spdlog to standard error, one place that sets it up. Thread rule: any.
#pragma once

#include <spdlog/spdlog.h>

namespace winnow {

enum class Loudness { quiet, normal, verbose };

/// Levels: quiet shows errors, normal warnings and above, verbose everything. Called once, by main.
void set_up_log(Loudness loudness);

}  // namespace winnow
