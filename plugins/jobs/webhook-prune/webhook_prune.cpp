/// webhook-prune: deliveries that are over go when they are old; those under way never do. See README.md.
#include <algorithm>
#include <winnow/export.hpp>

namespace {

using namespace winnow;

const Options kOptions = {
    option("status", WINNOW_TEXT).fallback("\"status\"").help("the column that holds a delivery's state"),
    option("terminal", WINNOW_LIST)
        .of(WINNOW_TEXT)
        .required()
        .fallback("[\"delivered\", \"failed\"]")
        .help("states in which a delivery is over; in any other it stays"),
    option("failed", WINNOW_LIST)
        .of(WINNOW_TEXT)
        .required()
        .fallback("[\"failed\"]")
        .help("those terminal states that `failed_retention` is for"),
    option("failed_retention", WINNOW_SPAN)
        .keep_time()
        .help("keep time of failed deliveries; without it `retention` is theirs too"),
    option("keep_last", WINNOW_INT)
        .fallback("0")
        .between(0, 1'000'000)
        .help("so many finished deliveries of each group stay, whatever their age"),
    option("group_by", WINNOW_LIST)
        .of(WINNOW_TEXT)
        .required()
        .fallback("[\"endpoint\"]")
        .help("columns whose equal values make a group; read only with `keep_last`"),
};

bool contains(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

/// A list of states that names one under way is a slip of the pen that would lose deliveries.
void refuse_under_way(const std::vector<std::string>& terminal) {
  for (const char* const state : {"pending", "retrying"}) {
    if (!contains(terminal, state)) continue;
    throw Error(WINNOW_BAD_CONFIG, std::string("terminal names \"") + state +
                                       "\", but such a delivery is still under way; take it out of the list");
  }
}

std::vector<Value> values_of(const std::vector<std::string>& texts) {
  std::vector<Value> out;
  for (const std::string& text : texts) out.push_back(Value::of_text(text));
  return out;
}

class WebhookPrune final : public Job {
 public:
  WebhookPrune(const OptionValues& options, Host& host)
      : host_(host),
        status_(options.text("status")),
        terminal_(options.texts("terminal")),
        keep_last_(static_cast<std::size_t>(options.integer("keep_last"))),
        group_by_(options.texts("group_by")) {
    refuse_under_way(terminal_);
    if (!options.has("failed_retention")) return;
    failed_ = options.texts("failed");
    const Span keep = options.span("failed_retention");
    if (keep < Span::zero()) throw Error(WINNOW_BAD_CONFIG, "failed_retention is less than nothing");
    failed_cutoff_ = micros_of(host.now() - keep);
    for (const std::string& state : failed_) {
      if (contains(terminal_, state)) continue;
      throw Error(WINNOW_BAD_CONFIG, "failed_retention is for \"" + state +
                                         "\" (see `failed`), which is not in `terminal`; write both lists alike");
    }
  }

  std::optional<Selection> plan(const Selection& base, std::span<const Fact>) override {
    Selection out = base;
    const Filter over = Filter::in(status_, values_of(terminal_));
    out.match = Filter::all_of({base.match, over, past_its_keep_time(base)});
    over.collect_fields(out.fields);
    if (keep_last_ == 0) {
      out.scope = Filter::all_of({base.scope, over});
      return out;
    }
    // Young deliveries count among the last ones too, so all that are over must be seen.
    out.scope = Filter::all_of({base.where, over});
    out.group_by = group_by_;
    for (const std::string& column : group_by_) {
      if (!contains(out.fields, column)) out.fields.push_back(column);
    }
    return out;
  }

  void review(const Selection& selection, std::span<const winnow_item> items,
              std::span<winnow_verdict> verdicts) override {
    const auto at = std::find(selection.fields.begin(), selection.fields.end(), status_);
    const auto field = static_cast<std::size_t>(at - selection.fields.begin());
    for (std::size_t i = 0; i < items.size(); ++i) {
      const winnow_value& status = items[i].fields[field];
      const bool failed = status.type == WINNOW_TEXT && contains(failed_, view(status.as.text));
      if (items[i].time >= (failed ? failed_cutoff_ : selection.cutoff)) continue;
      if (!selection.group_by.empty() && i < keep_last_) {
        verdicts[i].reason = host_.reason("among the last " + std::to_string(keep_last_) + " of its group");
      } else {
        verdicts[i] = {1, failed ? host_.reason("failed, past failed_retention") : 0};
      }
    }
  }

 private:
  /// What base's match says of the shortest keep time, for each state by its own.
  Filter past_its_keep_time(const Selection& base) const {
    if (failed_.empty()) return Filter::always();
    const auto in_older_than = [&](const std::vector<std::string>& states, std::int64_t cutoff) {
      return Filter::all_of(
          {Filter::in(status_, values_of(states)), Filter::lt(base.time_field, Value::time(time_of(cutoff)))});
    };
    std::vector<std::string> others;
    for (const std::string& state : terminal_) {
      if (!contains(failed_, state)) others.push_back(state);
    }
    std::vector<Filter> either = {in_older_than(failed_, failed_cutoff_)};
    if (!others.empty()) either.push_back(in_older_than(others, base.cutoff));
    return Filter::any_of(either);
  }

  Host& host_;
  std::string status_;
  std::vector<std::string> terminal_;
  std::vector<std::string> failed_;  ///< empty: failed_retention is not set
  std::int64_t failed_cutoff_ = 0;
  std::size_t keep_last_;
  std::vector<std::string> group_by_;
};

}  // namespace

WINNOW_LIBRARY(winnow::plugin<WebhookPrune>({.id = "webhook-prune",
                                             .version = "1.0.0",
                                             .summary = "Prunes webhook deliveries that are over and old",
                                             .options = kOptions,
                                             .column = "created_at",
                                             .flags = WINNOW_RETENTION_REQUIRED}))
