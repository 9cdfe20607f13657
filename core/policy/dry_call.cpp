#include "core/policy/dry_call.h"

#include <algorithm>
#include <map>

#include "core/policy/item_view.h"
#include "core/policy/quiet_host.h"

namespace winnow {
namespace {

constexpr std::size_t kMostStyles = 40;
constexpr Span kLongAgo = std::chrono::hours(24 * 400);
constexpr Span kRecently = std::chrono::hours(1);

/// How the fields of a made-up item are filled.
struct Style {
  Span age;
  std::string text;
  bool all_null = false;
};

/// Whether the host itself counts it, so that it is never NULL.
bool is_counted(const std::string& name) {
  return name.starts_with(kRefersPrefix) || name == "referenced";
}

/// The type of a field of which nothing is known but its name.
winnow_type guess(const std::string& name) {
  const auto ends = [&name](std::string_view tail) { return name.ends_with(tail); };
  if (ends("_at") || ends("_on") || ends("time") || ends("date") || name == "modified" || name == "created" ||
      name == "dated") {
    return WINNOW_TIME;
  }
  if (name.starts_with(kRefersPrefix) || ends("size") || ends("count") || ends("_id") || name == "id" ||
      name == "attempts" || name == "bytes") {
    return WINNOW_INT;
  }
  if (name.starts_with("is_") || name == "referenced" || name == "stays") return WINNOW_BOOL;
  return WINNOW_TEXT;
}

Value made_up(winnow_type type, const Style& style, Time now) {
  if (style.all_null) return Value::null();
  switch (type) {
    case WINNOW_BOOL: return Value::boolean(false);
    case WINNOW_INT: return Value::integer(1);
    case WINNOW_REAL: return Value::real(1.5);
    case WINNOW_TIME: return Value::time(now - style.age);
    case WINNOW_SPAN: return Value::span(style.age);
    case WINNOW_DECIMAL: return Value::decimal("1.50");
    case WINNOW_BYTES: return Value::bytes(style.text);
    case WINNOW_OTHER: return Value::other(style.text);
    default: return Value::of_text(style.text);
  }
}

/// Values that `where` demands, so that the rule sees items such as the store would show.
void collect_equals(const Filter& filter, std::map<std::string, Value>& out) {
  if (filter.op == WINNOW_EQ || filter.op == WINNOW_IN) out.emplace(filter.field, filter.values.front());
  if (filter.op == WINNOW_AND) {
    for (const Filter& part : filter.parts) collect_equals(part, out);
  }
}

class DryCall {
 public:
  DryCall(const PolicySource& source, const toml::table& params, const Place& place, const Zone& zone, Time now,
          const Clock& clock, std::span<const Fact> facts)
      : source_(source), params_(params), place_(place), zone_(zone), now_(now), clock_(clock), facts_(facts) {}

  std::vector<std::string> run() {
    std::vector<Style> styles = {{kLongAgo, "sample", false}, {kRecently, "sample", false}, {kLongAgo, "", true}};
    for (std::size_t i = 0; i < styles.size() && !exhausted_; ++i) {
      attempt(styles[i]);
      if (i > 0) continue;
      for (const std::string& text : texts_) styles.push_back({kLongAgo, text, false});
      styles.resize(std::min(styles.size(), kMostStyles));
    }
    return std::move(mistakes_);
  }

 private:
  /// A failure is sticky, so each attempt has a policy of its own.
  void attempt(const Style& style) {
    QuietHost host(now_, zone_);
    PolicyJob job(source_, params_, place_, zone_, host, clock_);
    if (texts_.empty()) texts_ = job.texts_in_rule();
    Selection base;
    base.target = "sample";
    const Selection selection = *job.plan(base, facts_);
    const std::vector<Value> values = fill(selection, style);
    std::vector<winnow_value> lent;
    for (const Value& value : values) lent.push_back(borrow(value));
    winnow_item item{borrow(std::string_view{"sample"}), {}, {}, micros_of(now_ - style.age), 1, lent.data()};
    winnow_verdict verdict{};
    try {
      job.review(selection, {&item, 1}, {&verdict, 1});
    } catch (const Error& error) {
      note(job, style, error.what());
    }
  }

  std::vector<Value> fill(const Selection& selection, const Style& style) {
    std::map<std::string, Value> demanded;
    if (!style.all_null && style.text == "sample") collect_equals(selection.match, demanded);
    std::vector<Value> out;
    all_known_ = true;
    for (const std::string& name : selection.fields) {
      const auto fact = std::find_if(facts_.begin(), facts_.end(), [&name](const Fact& known) {
        return known.kind == WINNOW_FACT_FIELD && known.name == name && known.type != WINNOW_NULL;
      });
      all_known_ = all_known_ && (fact != facts_.end() || name == selection.time_field);
      const auto wanted = demanded.find(name);
      const winnow_type type = fact != facts_.end() ? fact->type : guess(name);
      Style shown = style;
      shown.all_null = style.all_null && !is_counted(name);
      out.push_back(wanted != demanded.end() ? wanted->second : made_up(type, shown, now_));
    }
    return out;
  }

  void note(PolicyJob& job, const Style& style, const std::string& message) {
    exhausted_ = job.fault() == Fault::time || job.fault() == Fault::memory;
    const bool hangs_on_values = job.fault() == Fault::script && (!all_known_ || style.all_null);
    if (hangs_on_values) return;
    // The same mistake on other values is no news: only what stands before them is compared.
    const std::string mistake = message.substr(0, message.find("; item "));
    if (std::find(mistakes_.begin(), mistakes_.end(), mistake) == mistakes_.end()) mistakes_.push_back(mistake);
  }

  const PolicySource& source_;
  const toml::table& params_;
  const Place& place_;
  const Zone& zone_;
  Time now_;
  const Clock& clock_;
  std::span<const Fact> facts_;
  std::vector<std::string> texts_;
  bool all_known_ = false;
  bool exhausted_ = false;  ///< what takes all its time once would do so again for each style
  std::vector<std::string> mistakes_;
};

}  // namespace

std::vector<std::string> dry_call(const PolicySource& source, const toml::table& params, const Place& place,
                                  const Zone& zone, Time now, const Clock& clock, std::span<const Fact> facts) {
  return DryCall(source, params, place, zone, now, clock, facts).run();
}

}  // namespace winnow
