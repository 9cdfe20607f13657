#include "core/base/clock.h"

#include <sys/timex.h>

#include <ctime>
#include <fstream>
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

Witness SystemClock::witness() const {
  Witness out;
  double seconds = 0;
  if (std::ifstream("/proc/uptime") >> seconds) {
    std::ifstream("/proc/sys/kernel/random/boot_id") >> out.boot;
    out.since_boot = std::chrono::duration_cast<Span>(std::chrono::duration<double>(seconds));
  }
  timex kernel{};
  const int state = ::adjtimex(&kernel);  // modes = 0: only asked
  if (state >= 0 && state != TIME_ERROR && (kernel.status & STA_UNSYNC) == 0) {
    const long nanos = (kernel.status & STA_NANO) != 0 ? kernel.time.tv_usec : kernel.time.tv_usec * 1000;
    out.synchronised = Time{std::chrono::seconds(kernel.time.tv_sec) +
                            std::chrono::duration_cast<Span>(std::chrono::nanoseconds(nanos))};
  }
  return out;
}

void SystemClock::wait(Span time) {
  std::this_thread::sleep_for(time);
}

}  // namespace winnow
