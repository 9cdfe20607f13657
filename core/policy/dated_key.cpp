#include "core/policy/dated_key.h"

#include <re2/re2.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <vector>

namespace winnow {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr int kFirstYear = 1990;
constexpr int kLastYear = 2100;
constexpr std::size_t kLongestKey = 4096;

/// A place in the key that may be a date.
struct Reading {
  std::size_t begin, end;
  sys_days day;
  std::optional<Span> of_day;    ///< the time of day, where one is written
  std::optional<Span> ahead_of;  ///< its zone's distance to UTC; nullopt: local time
  bool sure;                     ///< written like nothing else
  Span late;                     ///< how long after its day the item may have been written, to bear it out
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

int number(std::string_view digits) {
  int out = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return out;
}

std::optional<sys_days> day_of(int year, int month, int day) {
  const year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day))};
  if (year < kFirstYear || year > kLastYear || !date.ok()) return std::nullopt;
  return sys_days(date);
}

/// A pattern tried at one place of a key.
template <class... Parts>
std::size_t matched(std::string_view text, const re2::RE2& pattern, Parts*... parts) {
  re2::StringPiece rest(text.data(), text.size());
  const std::size_t before = rest.size();
  return re2::RE2::Consume(&rest, pattern, parts...) ? before - rest.size() : 0;
}

class KeyReader {
 public:
  KeyReader(std::string_view key, const std::optional<Time>& modified, const Zone& zone)
      : key_(key), modified_(modified), zone_(zone) {
    for (std::size_t i = 0; i < key.size();) {
      const bool starts = is_digit(key[i]) && (i == 0 || !is_digit(key[i - 1]));
      const std::size_t size = starts ? read_at(i) : 0;
      i += size == 0 ? 1 : size;
    }
  }

  DatedKey answer() {
    DatedKey out{std::nullopt, std::string(key_), "", ""};
    if (const Reading* const chosen = choose()) {
      out.date = time_of_reading(*chosen);
      out.series = without(chosen->day);
    }
    const auto slash = out.series.rfind('/');
    out.folder = slash == std::string::npos ? "" : out.series.substr(0, slash);
    out.unit = without_part(out.series);
    return out;
  }

 private:
  bool ends(std::size_t end) const { return end >= key_.size() || !is_digit(key_[end]); }

  /// Notes what may stand at `begin`, the first of its digits, and answers its length.
  std::size_t read_at(std::size_t begin) {
    static const re2::RE2 separated(R"((\d{4})([-_./])(\d{2})([-_./])(\d{2}))");
    static const re2::RE2 compact(R"((\d{4})(\d{2})(\d{2}))");
    static const re2::RE2 day_first(R"((\d{2})([-_.])(\d{2})([-_.])(\d{4}))");
    static const re2::RE2 week(R"((\d{4})-?W(\d{2}))");
    static const re2::RE2 month(R"((\d{4})[-_](\d{2}))");
    static const re2::RE2 seconds(R"((1\d{9})(\d{3})?)");
    const std::string_view text = key_.substr(begin);
    re2::StringPiece a, b, c, d, e;
    const auto n = [](const re2::StringPiece& part) { return number({part.data(), part.size()}); };
    if (const std::size_t size = matched(text, separated, &a, &b, &c, &d, &e); size != 0 && b == d) {
      if (const auto day = day_of(n(a), n(c), n(e))) {
        if (const std::size_t all = with_time({begin, begin + size, *day, {}, {}, true, days(3)}, false))
          return all;
      }
    }
    if (const std::size_t size = matched(text, compact, &a, &b, &c); size != 0) {
      if (const auto day = day_of(n(a), n(b), n(c))) {
        if (const std::size_t all = with_time({begin, begin + size, *day, {}, {}, false, days(3)}, true))
          return all;
      }
    }
    if (const std::size_t size = matched(text, day_first, &a, &b, &c, &d, &e); size != 0 && b == d) {
      std::size_t all = 0;
      for (const auto& day : {day_of(n(e), n(c), n(a)), day_of(n(e), n(a), n(c))}) {
        if (day) all = std::max(all, with_time({begin, begin + size, *day, {}, {}, false, days(3)}, false));
      }
      if (all != 0) return all;
    }
    if (const std::size_t size = matched(text, week, &a, &b); size != 0 && ends(begin + size)) {
      const auto fourth = day_of(n(a), 1, 4);  // always in the first week
      if (fourth && n(b) >= 1 && n(b) <= 53) {
        const std::chrono::weekday weekday(*fourth);
        const sys_days monday = *fourth - days(weekday.iso_encoding() - 1) + days(7) * (n(b) - 1);
        return add({begin, begin + size, monday, {}, {}, true, days(10)});
      }
    }
    if (const std::size_t size = matched(text, seconds, &a, &b); size != 0 && ends(begin + size)) {
      std::int64_t value = 0;
      std::from_chars(a.data(), a.data() + a.size(), value);
      const std::chrono::sys_seconds at{std::chrono::seconds(value)};
      const sys_days day = std::chrono::floor<days>(at);
      return add({begin, begin + size, day, std::chrono::duration_cast<Span>(at - day), Span{0}, false, days(3)});
    }
    if (const std::size_t size = matched(text, month, &a, &b); size != 0 && ends(begin + size)) {
      if (const auto day = day_of(n(a), n(b), 1)) return add({begin, begin + size, *day, {}, {}, false, days(35)});
    }
    return 0;
  }

  std::size_t add(const Reading& reading) {
    readings_.push_back(reading);
    return reading.end - reading.begin;
  }

  /// Adds the reading with the time that follows it. `digits`: the time may follow without a mark in between.
  std::size_t with_time(Reading reading, bool digits) {
    static const re2::RE2 marked(R"([T_\-. @]?(\d{2})(?:(:)(\d{2})(?::(\d{2}))?|(h)(\d{2})(?:m?(\d{2})s?|m)?))");
    static const re2::RE2 three(R"([T_\-. @](\d{2})([-_.])(\d{2})([-_.])(\d{2}))");
    static const re2::RE2 after_t(R"(T(\d{2})(\d{2})(\d{2})?)");
    static const re2::RE2 joined(R"((\d{2})(\d{2})(\d{2})?)");
    static const re2::RE2 doubtful(R"([_\-.](\d{2})[-_.]?(\d{2})(\d{2})?)");
    const std::string_view rest = key_.substr(reading.end);
    re2::StringPiece h, s1, m, s2, s, h2, m2, s3;
    if (std::size_t size = matched(rest, three, &h, &s1, &m, &s2, &s); size != 0 && s1 == s2) {
      if (const std::size_t all = timed(reading, size, h, m, s, true)) return all;
    }
    if (std::size_t size = matched(rest, marked, &h, &s1, &m, &s, &h2, &m2, &s3); size != 0) {
      const bool colon = !s1.empty();
      if (const std::size_t all = timed(reading, size, h, colon ? m : m2, colon ? s : s3, true)) return all;
    }
    if (std::size_t size = matched(rest, after_t, &h, &m, &s); size != 0) {
      if (const std::size_t all = timed(reading, size, h, m, s, true)) return all;
    }
    if (digits) {
      if (std::size_t size = matched(rest, joined, &h, &m, &s); size != 0) {
        if (const std::size_t all = timed(reading, size, h, m, s, true)) return all;
      }
    }
    if (std::size_t size = matched(rest, doubtful, &h, &m, &s); size != 0) {
      if (const std::size_t all = timed(reading, size, h, m, s, false)) return all;
    }
    return ends(reading.end) ? add(reading) : 0;
  }

  std::size_t timed(Reading reading, std::size_t size, const re2::StringPiece& hour, const re2::StringPiece& minute,
                    const re2::StringPiece& second, bool sure) {
    static const re2::RE2 zone(R"((?:[.,]\d{1,9})?(?:(Z)|([+-])(\d{2}):(\d{2})|(\+)(\d{2})(\d{2}))?)");
    const auto n = [](const re2::StringPiece& part) { return number({part.data(), part.size()}); };
    if (n(hour) > 23 || n(minute) > 59 || n(second) > 60) return 0;
    reading.end += size;
    reading.of_day = hours(n(hour)) + minutes(n(minute)) + std::chrono::seconds(n(second));
    re2::StringPiece z, sign, zh, zm, plus, ph, pm;
    if (const std::size_t more = matched(key_.substr(reading.end), zone, &z, &sign, &zh, &zm, &plus, &ph, &pm);
        sure && more != 0 && ends(reading.end + more)) {
      reading.end += more;
      if (!z.empty()) reading.ahead_of = Span{0};
      if (!plus.empty()) reading.ahead_of = hours(n(ph)) + minutes(n(pm));
      if (!sign.empty()) reading.ahead_of = (hours(n(zh)) + minutes(n(zm))) * (sign[0] == '-' ? -1 : 1);
    }
    if (!ends(reading.end)) return 0;
    if (!sure) {
      // Four or six digits may as well be a shard: they are a time where the item was written soon after it.
      const Time at = time_of_reading(reading);
      if (!modified_ || *modified_ < at - minutes(2) || *modified_ > at + hours(3)) return 0;
    }
    // A time that follows bears the day out.
    reading.sure = true;
    return add(reading);
  }

  Time time_of_reading(const Reading& reading) const {
    const year_month_day date(reading.day);
    const Span of_day = reading.of_day.value_or(Span{0});
    if (reading.ahead_of) return time_of(micros_of(Time(reading.day) + of_day - *reading.ahead_of));
    return zone_.nearest({int{date.year()}, unsigned{date.month()}, unsigned{date.day()}, of_day});
  }

  bool borne_out(const Reading& reading, Span early) const {
    if (!modified_) return false;
    const Time at = Time(reading.day);
    return *modified_ >= at - early && *modified_ <= at + days(1) + reading.late;
  }

  /// The reading that says most of the one day that the key bears.
  const Reading* choose() const {
    std::vector<const Reading*> good;
    for (const Reading& reading : readings_) {
      if (reading.sure || borne_out(reading, days(1))) good.push_back(&reading);
    }
    if (several_days(good)) std::erase_if(good, [this](const Reading* one) { return !borne_out(*one, days(2)); });
    // A month stands for none of its days, and goes with whichever of them is written.
    if (good.empty() || several_days(good)) return nullptr;
    return *std::max_element(good.begin(), good.end(),
                             [](const Reading* a, const Reading* b) { return !a->of_day && b->of_day; });
  }

  static bool several_days(const std::vector<const Reading*>& readings) {
    std::set<sys_days> seen;
    for (const Reading* reading : readings) {
      if (reading->late < days(35)) seen.insert(reading->day);
    }
    return seen.size() > 1;
  }

  /// The key with "*" for each place where that day stands.
  std::string without(sys_days day) const {
    std::vector<std::pair<std::size_t, std::size_t>> cuts;
    const year_month_day date(day);
    for (const Reading& reading : readings_) {
      const bool same_month = reading.late >= days(35) && year_month_day(reading.day).year() == date.year() &&
                              year_month_day(reading.day).month() == date.month();
      // Seconds since 1970 may be those of the day before or after, in another zone.
      const bool seconds =
          reading.ahead_of && !reading.sure && reading.day >= day - days(1) && reading.day <= day + days(1);
      if (reading.day == day || same_month || seconds) cuts.emplace_back(reading.begin, reading.end);
    }
    add_folders(date, cuts);
    std::sort(cuts.begin(), cuts.end(), [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first < b.first : a.second > b.second;
    });
    std::string out;
    std::size_t at = 0;
    for (const auto& [begin, end] : cuts) {
      if (begin < at) continue;
      out.append(key_.substr(at, begin - at)).append("*");
      at = end;
    }
    return out.append(key_.substr(at));
  }

  /// Folders such as 2026/11 above a name that bears the whole date. A year alone may be a customer.
  void add_folders(const year_month_day& date, std::vector<std::pair<std::size_t, std::size_t>>& cuts) const {
    char text[16];
    std::snprintf(text, sizeof text, "%04d/%02u/", int{date.year()}, unsigned{date.month()});
    const std::string_view folders(text);
    for (std::size_t at = key_.find(folders); at != std::string_view::npos; at = key_.find(folders, at + 1)) {
      if (at == 0 || key_[at - 1] == '/') cuts.emplace_back(at, at + folders.size() - 1);
    }
  }

  static std::string without_part(std::string name) {
    static const re2::RE2 middle(R"((?i)[-_.](?:(?:part|vol|volume)[-_]?\d+(?:\+\d+)?|\d+of\d+))");
    static const re2::RE2 end(
        R"((?i)\.(?:\d{2,4}|[zr]\d{2}|rar|[a-f][a-z]|a[ab][a-z]|sha\d*(?:sums?)?|md5(?:sums?)?|b[23](?:sums?)?|crc(?:32)?|sfv|sums?|checksums?|sig|asc|minisig|par2|key|iv|manifest|meta|toc|json|info|log)$)");
    const auto slash = name.rfind('/');
    std::string folder = slash == std::string::npos ? "" : name.substr(0, slash + 1);
    name.erase(0, folder.size());
    re2::RE2::GlobalReplace(&name, middle, "");
    while (re2::RE2::Replace(&name, end, "")) {
    }
    return folder + name;
  }

  const std::string_view key_;
  const std::optional<Time> modified_;
  const Zone& zone_;
  std::vector<Reading> readings_;
};

}  // namespace

DatedKey read_dated_key(std::string_view key, const std::optional<Time>& modified, const Zone& zone) {
  if (key.size() > kLongestKey) return {std::nullopt, std::string(key), "", std::string(key)};
  return KeyReader(key, modified, zone).answer();
}

}  // namespace winnow
