#include "core/cli/progress_line.h"

#include <iostream>

#include "core/base/text.h"

namespace winnow {
namespace {

constexpr const char* kClearLine = "\r\033[K";  // ECMA-48: to the line's beginning, and erase to its end

}  // namespace

std::string ProgressLine::text(const std::vector<Row>& rows) {
  std::string out;
  for (const auto& [job, stage, took] : rows) {
    const auto seconds = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(took).count());
    out += (out.empty() ? "" : "; ") + job + ": ";
    if (stage.removed > 0) {
      out += with_commas(stage.removed) + " of " + with_commas(stage.nominated) + " removed";
      continue;
    }
    out += with_commas(stage.scanned) + " scanned";
    if (seconds > 0) out += ", " + with_commas(stage.scanned / seconds) + "/s";
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

}  // namespace winnow
