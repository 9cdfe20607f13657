#include "core/base/clock.h"

#include <ctime>
#include <thread>

namespace winnow {

Time SystemClock::now() const {
  return std::chrono::time_point_cast<Span>(std::chrono::system_clock::now());
}

Span SystemClock::since_boot() const {
  timespec value{};
  clock_gettime(CLOCK_BOOTTIME, &value);
  return std::chrono::duration_cast<Span>(std::chrono::seconds(value.tv_sec) +
                                          std::chrono::nanoseconds(value.tv_nsec));
}

void SystemClock::wait(Span time) {
  std::this_thread::sleep_for(time);
}

}  // namespace winnow
