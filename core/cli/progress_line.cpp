#include "core/cli/progress_line.h"

#include <unistd.h>

#include <iostream>

#include "core/base/text.h"

namespace winnow {
namespace {

constexpr const char* kClearLine = "\r\033[K";  // ECMA-48: to the line's beginning, and erase to its end
constexpr Span kBetween = std::chrono::milliseconds(200);

/// "48s", "12m 5s", "3h 20m"
std::string about(std::uint64_t seconds) {
  if (seconds < 60) return std::to_string(seconds) + "s";
  if (seconds < 3600) return std::to_string(seconds / 60) + "m " + std::to_string(seconds % 60) + "s";
  return with_commas(seconds / 3600) + "h " + std::to_string(seconds / 60 % 60) + "m";
}

/// ", 4,000/s, 5s left", as soon as there is a rate.
std::string pace(const ProgressLine::Row& row) {
  const auto milliseconds =
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(row.took).count());
  if (milliseconds < 1000 || row.done == 0) return {};
  std::string out;
  if (const std::uint64_t rate = row.done * 1000 / milliseconds; rate > 0) out += ", " + with_commas(rate) + "/s";
  if (row.of > row.done) out += ", " + about(milliseconds * (row.of - row.done) / row.done / 1000) + " left";
  return out;
}

}  // namespace

ProgressLine::Show ProgressLine::wanted(const Globals& globals) {
  return globals.loudness != Loudness::quiet && ::isatty(STDERR_FILENO) == 1 ? Show::yes : Show::no;
}

std::string ProgressLine::text(const std::vector<Row>& rows) {
  std::string out;
  for (const Row& row : rows) {
    out += (out.empty() ? "" : "; ") + row.what + ": " + with_commas(row.done);
    if (row.of > 0) out += " of " + with_commas(row.of);
    out += " " + row.word + pace(row);
  }
  return out;
}

void ProgressLine::show(const std::vector<Row>& rows) {
  if (show_ == Show::no) return;
  std::cerr << kClearLine << text(rows) << std::flush;
  dirty_ = true;
}

void ProgressLine::clear() {
  if (dirty_) std::cerr << kClearLine << std::flush;
  dirty_ = false;
}

ProgressOf::ProgressOf(const Globals& globals, std::string word)
    : word_(std::move(word)), line_(ProgressLine::wanted(globals)) {}

Advance ProgressOf::advance() {
  return [this](std::string_view what, std::uint64_t done, std::uint64_t of) { tell(what, done, of); };
}

void ProgressOf::tell(std::string_view what, std::uint64_t done, std::uint64_t of) {
  const Span now = clock_.since_boot();
  if (what != what_) {
    what_ = what;
    began_ = now;
  } else if (now - told_ < kBetween) {
    return;
  }
  told_ = now;
  line_.show({{what_, word_, done, of, now - began_}});
}

}  // namespace winnow
