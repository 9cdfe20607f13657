#include <array>
#include <charconv>

#include "core/base/text.h"
#include "core/config/tables.h"

namespace winnow {
namespace {

const std::vector<std::string> kKeys = {"max_deletes", "window", "max_share", "max_growth", "max_shrink", "pace"};

struct Unit {
  char letter;
  int seconds;
};
constexpr std::array kUnits = {Unit{'s', 1}, Unit{'m', 60}, Unit{'h', 3600}};

/// "2000/s", "/m" or "/h" as items a second.
double read_pace(const Entry& entry) {
  const std::string text = entry.text();
  std::uint32_t count = 0;
  const char* const end = text.data() + text.size();
  const auto [after, error] = std::from_chars(text.data(), end, count);
  const std::string_view unit(after, static_cast<std::size_t>(end - after));
  for (const auto& [letter, seconds] : kUnits) {
    if (error != std::errc{} || count == 0 || unit.size() != 2) break;
    if (unit[0] == '/' && unit[1] == letter) return static_cast<double>(count) / seconds;
  }
  entry.fail("\"" + printable(text) + "\" is not a pace", "write it like \"2000/s\", or with /m or /h");
}

}  // namespace

Limits default_limits() {
  Limits limits;
  limits.window = parse_duration("1d");
  return limits;
}

Limits read_limits(const Section& section, Limits inherited) {
  section.refuse_others(kKeys);
  Limits limits = std::move(inherited);
  if (const auto entry = section.find("max_deletes")) {
    const std::int64_t most = entry->integer();
    if (most < 1) entry->fail("must be at least 1", "to remove nothing, run without --apply");
    limits.max_deletes = static_cast<std::uint64_t>(most);
  }
  if (const auto entry = section.find("window")) limits.window = entry->duration();
  if (const auto entry = section.find("max_share")) {
    limits.max_share = entry->percent();
    if (*limits.max_share > 1) entry->fail("must not be above 100%", "100% is no limit at all");
  }
  if (const auto entry = section.find("max_growth")) limits.max_growth = entry->percent();
  if (const auto entry = section.find("max_shrink")) {
    limits.max_shrink = entry->percent();
    if (limits.max_shrink > 1) entry->fail("must not be above 100%", "100% is no limit at all");
  }
  if (const auto entry = section.find("pace")) limits.pace = read_pace(*entry);
  return limits;
}

}  // namespace winnow
