#include "core/base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>

namespace winnow {

void set_up_log(Loudness loudness) {
  auto logger = std::make_shared<spdlog::logger>("winnow", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  logger->set_pattern("winnow: %^%l%$: %v");
  logger->set_level(loudness == Loudness::quiet    ? spdlog::level::err
                    : loudness == Loudness::normal ? spdlog::level::warn
                                                   : spdlog::level::debug);
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace winnow
