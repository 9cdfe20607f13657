/// The only place that reads a clock. Everything else is given a Clock, or a Time.
#pragma once

#include <optional>
#include <string>

#include "winnow/value.hpp"

namespace winnow {

/// What else than its wall clock a machine knows of time, as the kernel tells it and not the C library: what sets a
/// clock does not set these.
struct Witness {
  std::string boot;                  ///< the id of this boot; empty: unknown
  Span since_boot{0};                ///< goes on in suspend, never steps
  std::optional<Time> synchronised;  ///< the kernel's wall clock, while a time service keeps it right
};

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;         ///< wall clock
  virtual Span since_boot() const = 0;  ///< CLOCK_BOOTTIME: goes on in suspend, never steps
  virtual void wait(Span time) = 0;     ///< for `pace`
  virtual Witness witness() const { return {}; }
};

/// The machine's clocks. Thread rule: any.
class SystemClock final : public Clock {
 public:
  Time now() const override;
  Span since_boot() const override;
  void wait(Span time) override;
  Witness witness() const override;
};

/// A clock that stands still until it is moved: for tests, and for `policy test`.
class FrozenClock final : public Clock {
 public:
  explicit FrozenClock(Time now) : now_(now) {}
  void move(Span by) { now_ += by; }
  Time now() const override { return now_; }
  Span since_boot() const override { return now_.time_since_epoch(); }
  void wait(Span time) override { move(time); }

 private:
  Time now_;
};

}  // namespace winnow
