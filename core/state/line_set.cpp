#include "core/state/line_set.h"

#include <algorithm>
#include <charconv>

#include "core/base/failure.h"

namespace winnow {
namespace {

std::int64_t number(std::string_view text) {
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size() || out <= 0) {
    throw Failure("", "\"" + std::string(text) + "\" is not a line number");
  }
  return out;
}

}  // namespace

LineSet LineSet::parse(std::string_view text) {
  LineSet out;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    const std::size_t dash = part.find('-');
    const std::int64_t first = number(part.substr(0, dash));
    const std::int64_t last = dash == std::string_view::npos ? first : number(part.substr(dash + 1));
    if (last < first || (!out.ranges_.empty() && first <= out.ranges_.back().second)) {
      throw Failure("", "line ranges out of order");
    }
    out.ranges_.emplace_back(first, last);
  }
  return out;
}

LineSet LineSet::of(std::vector<std::int64_t> lines) {
  std::ranges::sort(lines);
  const auto twice = std::ranges::unique(lines);
  lines.erase(twice.begin(), twice.end());
  LineSet out;
  for (const std::int64_t line : lines) out.add(line);
  return out;
}

std::string LineSet::text() const {
  std::string out;
  for (const auto& [first, last] : ranges_) {
    if (!out.empty()) out += ',';
    out += std::to_string(first);
    if (last != first) out += '-' + std::to_string(last);
  }
  return out;
}

void LineSet::add(std::int64_t line) {
  if (!ranges_.empty() && ranges_.back().second + 1 == line) {
    ranges_.back().second = line;
  } else {
    ranges_.emplace_back(line, line);
  }
}

bool LineSet::contains(std::int64_t line) const {
  const auto after = std::upper_bound(ranges_.begin(), ranges_.end(), line,
                                      [](std::int64_t wanted, const auto& range) { return wanted < range.first; });
  return after != ranges_.begin() && line <= std::prev(after)->second;
}

std::int64_t LineSet::count() const {
  std::int64_t out = 0;
  for (const auto& [first, last] : ranges_) out += last - first + 1;
  return out;
}

}  // namespace winnow
