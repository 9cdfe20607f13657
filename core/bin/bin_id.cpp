#include "core/bin/bin_id.h"

#include <charconv>

#include "core/base/failure.h"
#include "core/base/text.h"

namespace winnow {
namespace {

/// A number above zero, or 0 for anything else.
std::int64_t number(std::string_view text) {
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size() && out > 0 ? out : 0;
}

}  // namespace

std::string BinId::text() const {
  return segment() + "#" + std::to_string(line);
}

std::string BinId::segment() const {
  return run + "/" + job + "/" + std::to_string(n);
}

BinId BinId::parse(std::string_view text) {
  const std::size_t first = text.find('/');
  const std::size_t last = text.rfind('/');
  const std::size_t hash = text.rfind('#');
  BinId out;
  if (first != text.npos && last > first && hash != text.npos && hash > last) {
    out.run = text.substr(0, first);
    out.job = text.substr(first + 1, last - first - 1);
    out.n = number(text.substr(last + 1, hash - last - 1));
    out.line = number(text.substr(hash + 1));
  }
  if (out.run.empty() || out.job.empty() || out.n == 0 || out.line == 0) {
    throw configuration_failure("", "\"" + printable(text) + "\" is no id of the bin",
                                "`winnow trash list` shows them: RUN/JOB/SEGMENT#LINE");
  }
  return out;
}

}  // namespace winnow
