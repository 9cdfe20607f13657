/// idempotency-check: whether idempotency tokens leave when they expire; with `sweep` it sees to it. See README.md.
#include <algorithm>
#include <winnow/export.hpp>

#include "figures.h"

namespace {

using namespace winnow;
using namespace winnow::idempotency;

const Options kOptions = {
    option("sweep", WINNOW_BOOL).fallback("false").help("true: expired tokens go; else they are only counted"),
    option("grace", WINNOW_SPAN)
        .keep_time()
        .fallback("\"1d\"")
        .help("how long after its expiry a token stays; a `retention` that is longer holds instead"),
    option("max_lag", WINNOW_SPAN)
        .fallback("\"1d\"")
        .help("the check fails when a token is longer past its expiry; with `sweep` it is only reported"),
    option("max_without_expiry", WINNOW_INT)
        .fallback("0")
        .between(0, 1'000'000'000)
        .help("so many tokens may be without an expiry"),
    option("status", WINNOW_TEXT).help("the column of a token's state; `status`, if the target has one"),
    option("in_progress", WINNOW_LIST)
        .of(WINNOW_TEXT)
        .required()
        .fallback("[\"in_progress\"]")
        .help("states of a request that has not been answered yet"),
    option("started", WINNOW_TEXT)
        .help("the column with the time at which a request came; `created_at`, if the target has one"),
    option("stale", WINNOW_SPAN).fallback("\"1h\"").help("in progress for longer than this is stale"),
    option("max_stale", WINNOW_INT).fallback("0").between(0, 1'000'000'000).help("so many tokens may be stale"),
};

Thresholds thresholds_of(const OptionValues& options) {
  return {options.span("max_lag"), options.integer("max_without_expiry"), options.integer("max_stale"),
          options.span("stale")};
}

/// `given`, else `usual` if the target has such a column or the store cannot tell; else empty.
std::string column_of(const std::string& given, const std::string& usual, std::span<const Fact> facts) {
  if (!given.empty()) return given;
  const auto is_field = [](const Fact& fact) { return fact.kind == WINNOW_FACT_FIELD; };
  if (std::none_of(facts.begin(), facts.end(), is_field)) return usual;
  const auto is_usual = [&](const Fact& fact) { return is_field(fact) && fact.name == usual; };
  return std::any_of(facts.begin(), facts.end(), is_usual) ? usual : std::string{};
}

class IdempotencyCheck final : public Job {
 public:
  IdempotencyCheck(const OptionValues& options, Host& host)
      : host_(host),
        sweep_(options.boolean("sweep") ? Sweep::on : Sweep::off),
        grace_(options.span("grace")),
        thresholds_(thresholds_of(options)),
        status_(options.text("status")),
        started_(options.text("started")),
        in_progress_(options.texts("in_progress")),
        figures_(thresholds_, sweep_, host.now()) {}

  std::optional<Selection> plan(const Selection& base, std::span<const Fact> facts) override {
    figures_ = Figures(thresholds_, sweep_, host_.now());
    figures_.report(host_);
    check_ttl(base.time_field, facts);
    status_column_ = column_of(status_, "status", facts);
    started_column_ = column_of(started_, "created_at", facts);

    Selection out = base;
    out.scope = Filter::all_of({base.where, worth_a_look(base)});
    out.scope.collect_fields(out.fields);
    cutoff_ = micros_of(host_.now() - grace_);
    if (base.cutoff != INT64_MIN) cutoff_ = std::min(cutoff_, base.cutoff);
    out.match = Filter::all_of({base.match, Filter::lt(base.time_field, Value::time(time_of(cutoff_)))});
    out.reason = "expired more than " + words_of(grace_) + " ago";
    return out;
  }

  void review(const Selection& selection, std::span<const winnow_item> items,
              std::span<winnow_verdict> verdicts) override {
    const std::size_t status = place_of(selection, status_column_);
    const std::size_t started = place_of(selection, started_column_);
    const bool knows_progress = std::max(status, started) < selection.fields.size();
    for (std::size_t i = 0; i < items.size(); ++i) {
      figures_.count_expiry(items[i].time);
      if (knows_progress && is_stale(items[i].fields[status], items[i].fields[started])) figures_.count_stale();
      if (items[i].time >= cutoff_) continue;
      if (sweep_ == Sweep::on) {
        verdicts[i].nominate = 1;
      } else {
        verdicts[i].reason = host_.reason("expired, but sweep is off");
      }
    }
    figures_.report(host_);
  }

 private:
  /// Everything that the figures are made of.
  Filter worth_a_look(const Selection& base) const {
    std::vector<Filter> either = {Filter::lt(base.time_field, Value::time(host_.now())),
                                  Filter::is_null(base.time_field), Filter::unreadable(base.time_field)};
    if (!status_column_.empty() && !started_column_.empty()) {
      std::vector<Value> states;
      for (const std::string& state : in_progress_) states.push_back(Value::of_text(state));
      either.push_back(Filter::all_of({Filter::in(status_column_, std::move(states)),
                                       Filter::lt(started_column_, Value::time(host_.now() - thresholds_.stale))}));
    }
    return Filter::any_of(either);
  }

  /// As many as there are fields: it is not fetched.
  static std::size_t place_of(const Selection& selection, const std::string& column) {
    const auto at = std::find(selection.fields.begin(), selection.fields.end(), column);
    return static_cast<std::size_t>(at - selection.fields.begin());
  }

  bool is_stale(const winnow_value& status, const winnow_value& started) const {
    if (status.type != WINNOW_TEXT || started.type != WINNOW_TIME) return false;
    return std::find(in_progress_.begin(), in_progress_.end(), view(status.as.text)) != in_progress_.end() &&
           started.as.i < micros_of(host_.now() - thresholds_.stale);
  }

  /// Only stores that can expire items by themselves say anything about it.
  void check_ttl(const std::string& column, std::span<const Fact> facts) {
    const auto is_ttl = [](const Fact& fact) { return fact.kind == WINNOW_FACT_TTL; };
    if (std::none_of(facts.begin(), facts.end(), is_ttl)) return;
    const bool set = std::any_of(facts.begin(), facts.end(),
                                 [&](const Fact& fact) { return is_ttl(fact) && fact.name == column; });
    host_.finding("ttl_index", set ? 1 : 0, set,
                  set ? "the store expires tokens by \"" + column + "\""
                      : "the store could expire tokens by itself, but has no TTL index on \"" + column + "\"");
  }

  Host& host_;
  Sweep sweep_;
  Span grace_;
  Thresholds thresholds_;
  std::string status_, started_;                ///< as given; empty: the usual ones
  std::string status_column_, started_column_;  ///< of the last plan; empty: the target has none
  std::vector<std::string> in_progress_;
  std::int64_t cutoff_ = 0;  ///< of the last plan: what expired before it may be swept
  Figures figures_;
};

}  // namespace

WINNOW_LIBRARY(winnow::plugin<IdempotencyCheck>(
    {.id = "idempotency-check",
     .version = "1.0.0",
     .summary = "Checks that idempotency tokens leave when they expire; sweeps them if told to",
     .options = kOptions,
     .column = "expires_at",
     .flags = WINNOW_NULL_TIME_IS_FINE | WINNOW_FUTURE_TIME_IS_FINE | WINNOW_WHOLE_TARGET_IS_FINE}))
