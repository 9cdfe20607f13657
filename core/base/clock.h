/// The only place that reads a clock. Everything else is given a Clock, or a Time.
#pragma once

#include "winnow/value.hpp"

namespace winnow {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;         ///< wall clock
  virtual Span since_boot() const = 0;  ///< CLOCK_BOOTTIME: goes on in suspend, never steps
  virtual void wait(Span time) = 0;     ///< for `pace`
};

/// The machine's clocks. Thread rule: any.
class SystemClock final : public Clock {
 public:
  Time now() const override;
  Span since_boot() const override;
  void wait(Span time) override;
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
