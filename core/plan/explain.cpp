#include "core/plan/explain.h"

#include <algorithm>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/judge/judge.h"
#include "core/judge/key_forms.h"
#include "core/plan/group_sorter.h"
#include "core/plan/hanging.h"
#include "core/plan/second_look.h"

namespace winnow {
namespace {

std::string words_of(const winnow_value& value) {
  switch (value.type) {
    case WINNOW_NULL: return "NULL";
    case WINNOW_BOOL: return value.as.i != 0 ? "true" : "false";
    case WINNOW_INT: return std::to_string(value.as.i);
    case WINNOW_REAL: return std::to_string(value.as.r);
    case WINNOW_TIME: return iso_minutes(time_of(value.as.i)) + " UTC";
    case WINNOW_SPAN: return winnow::words_of(Span{value.as.i});
    case WINNOW_TEXT: return '"' + printable(view(value.as.text)) + '"';
    default: return printable(view(value.as.text));
  }
}

std::string sign_of(winnow_op op) {
  switch (op) {
    case WINNOW_EQ: return " = ";
    case WINNOW_NE: return " is not ";
    case WINNOW_LT: return " < ";
    case WINNOW_LE: return " <= ";
    case WINNOW_GT: return " > ";
    case WINNOW_GE: return " >= ";
    case WINNOW_IN: return " in ";
    case WINNOW_PREFIX: return " begins with ";
    case WINNOW_IS_NULL: return " is missing";
    case WINNOW_UNREADABLE: return " is not a time";
    default: return " ";
  }
}

std::string words_of(const Filter& leaf) {
  std::string out = leaf.field + sign_of(leaf.op);
  for (std::size_t i = 0; i < leaf.values.size(); ++i) {
    out += (i == 0 ? "" : ", ") + words_of(borrow(leaf.values[i]));
  }
  return out;
}

/// What kind of value it is, for people who wonder why it does not compare.
const char* kind_of(const winnow_value& value) {
  switch (value.type) {
    case WINNOW_NULL: return "NULL";
    case WINNOW_TEXT: return "a text";
    case WINNOW_BYTES: return "bytes";
    case WINNOW_TIME: return "a time";
    case WINNOW_SPAN: return "a length of time";
    case WINNOW_BOOL:
    case WINNOW_INT:
    case WINNOW_REAL:
    case WINNOW_DECIMAL: return "a number";
    default: return "a value of the store's own";
  }
}

class Explainer {
 public:
  Explainer(const Setup& setup, World& world)
      : setup_(setup), world_(world), judge_(setup, world.host, *setup.selection) {}

  Explanation operator()(const winnow_item& stored) {
    const winnow_item item = judge_.show({&stored, 1}).front();
    Explanation out;
    out.key = std::string(view(item.key));
    if (item.time != WINNOW_TIME_NONE && item.time != WINNOW_TIME_UNREADABLE) out.time = time_of(item.time);
    out.bytes = item.bytes;
    collect(setup_.selection->match, item, "", out.terms);
    if (setup_.selection->scope.op != WINNOW_ALWAYS) collect_failing_scope(item, out.terms);
    out.matches = (*setup_.match)(item) == Truth::yes;
    find_holds(item, out);
    std::optional<Decision> decision = judge_.admit(item);
    if (!decision)
      decision = setup_.selection->group_by.empty() ? judge_.decide({&item, 1}).front() : in_group(item);
    if (decision->answer == Answer::nominate) look_at_hanging(out, *decision);
    tell(*decision, out);
    return out;
  }

 private:
  /// The comparisons of a filter; `prefix` tells of OR and NOT above them.
  void collect(const Filter& filter, const winnow_item& item, const std::string& prefix,
               std::vector<ExplainedTerm>& out) const {
    if (filter.op == WINNOW_ALWAYS) return;
    if (filter.parts.empty()) {
      const std::string words = prefix + words_of(filter);
      // The rule's filter repeats what the TOML asks for.
      for (const ExplainedTerm& known : out) {
        if (known.words == words) return;
      }
      const Matcher matches(filter, *setup_.selection, setup_.job->earliest, setup_.loose_fields);
      const winnow_value value = value_of(filter.field, item);
      std::string shown = item.time == WINNOW_TIME_UNREADABLE && filter.field == setup_.selection->time_field
                              ? "not a readable time"
                              : words_of(value);
      const Truth truth = matches(item);
      if (truth == Truth::unknown && value.type != WINNOW_NULL && !filter.values.empty()) {
        shown += std::string(", ") + kind_of(value) + ", which does not compare with " +
                 kind_of(borrow(filter.values.front()));
      }
      out.push_back({words, std::move(shown), truth});
      return;
    }
    const std::string more = filter.op == WINNOW_NOT ? prefix + "not " : filter.op == WINNOW_OR ? "or " : prefix;
    for (const Filter& part : filter.parts) collect(part, item, more, out);
  }

  /// What the job looks at, where the item is not among that.
  void collect_failing_scope(const winnow_item& item, std::vector<ExplainedTerm>& out) const {
    const Matcher scope(setup_.selection->scope, *setup_.selection, setup_.job->earliest);
    if (scope(item) != Truth::yes && out.empty()) collect(setup_.selection->scope, item, "", out);
  }

  winnow_value value_of(const std::string& field, const winnow_item& item) const {
    const std::vector<std::string>& fields = setup_.selection->fields;
    const auto at = std::find(fields.begin(), fields.end(), field);
    if (at != fields.end()) return item.fields[at - fields.begin()];
    winnow_value out{WINNOW_NULL, 0, {}};
    if (item.time == WINNOW_TIME_NONE || item.time == WINNOW_TIME_UNREADABLE) return out;
    out.type = WINNOW_TIME;
    out.as.i = item.time;
    return out;
  }

  /// The decision on an item inside its whole group, as it is now.
  Decision in_group(const winnow_item& item) {
    Selection selection = *setup_.selection;
    std::vector<Filter> same = {selection.scope};
    for (const std::string& field : selection.group_by) {
      const auto at = std::find(selection.fields.begin(), selection.fields.end(), field);
      const Value value = own(item.fields[at - selection.fields.begin()]);
      same.push_back(value.is_null() ? Filter::is_null(field) : Filter::eq(field, value));
    }
    selection.scope = Filter::all_of(std::move(same));
    Judge judge(setup_, world_.host, selection);
    GroupSorter sorter(selection);
    const std::string key(view(item.key));
    setup_.store->store->scan(stored_selection(setup_, selection), [&](std::span<const winnow_item> stored) {
      for (const winnow_item& one : judge.show(stored)) {
        if (!judge.admit(one)) sorter.add(one);
      }
      return Next::more;
    });
    Decision out;
    sorter.each_group([&](std::span<const winnow_item> group) {
      const std::span<const Decision> decisions = judge.decide(group);
      for (std::size_t i = 0; i < group.size(); ++i) {
        if (view(group[i].key) == key) out = decisions[i];
      }
    });
    return out;
  }

  /// A row goes with what hangs on it, or not at all.
  void look_at_hanging(Explanation& out, Decision& decision) {
    HangingRows rows(setup_, world_);
    if (!rows.may_keep()) return;
    Hanging hanging;
    try {
      const std::string_view keys[] = {out.key};
      auto on_it = rows.on(keys, hanging);
      if (!on_it) return;
      hanging.goes(out.key);
      rows.follow(std::move(*on_it), Judge::Look::plan, {out.key}, hanging);
    } catch (const Error& error) {
      // Why it cannot be told a removal says again, before anything goes.
      if (error.code() == WINNOW_STOPPED || error.code() == WINNOW_UNAVAILABLE) throw;
      return;
    }
    hanging.look();
    if (const auto why = hanging.stays(out.key)) decision = decision_of(*why, world_.host);
  }

  /// All holds there are on it; the judge needs only the first.
  void find_holds(const winnow_item& item, Explanation& out) const {
    if (const auto id = setup_.holds.held_by(view(item.key), item.fields, item.time)) out.holds.push_back(*id);
    if (setup_.hold_if && (*setup_.hold_if)(item) != Truth::no) out.holds.emplace_back("hold_if");
    for (const LinkedStore& link : setup_.links) {
      const auto keys = keys_of(item.fields[link.field], link.link->spelling);
      for (const std::string& key : keys.value_or(std::vector<std::string>{})) {
        if (const auto id = link.holds.held_in_bin_by(key)) {
          out.holds.push_back(*id + " on its file " + printable(key));
        }
      }
    }
  }

  /// Puts what the judge said into words.
  void tell(const Decision& decision, Explanation& out) const {
    const std::string words = world_.host.words(decision.reason);
    const bool asked = decision.step != Step::scope && decision.step != Step::guard;
    out.goes = decision.answer == Answer::nominate;
    out.reason = words;
    out.reviewed = setup_.rule.job->reviews() && asked;
    out.nominated = asked && decision.step != Step::rule;
    if (out.reviewed && (decision.step == Step::rule || decision.step == Step::passed)) out.rule_words = words;
    switch (decision.step) {
      case Step::scope:
      case Step::match: out.why = failing_term(out.terms); break;
      case Step::guard:
        out.refused = words;
        out.why = "refused by the guard: " + words;
        break;
      case Step::held:
      case Step::hold_if: out.why = "held by " + printable(decision.detail); break;
      case Step::hanging: out.why = words + ": " + printable(decision.detail); break;
      case Step::file:
      case Step::stuck_file: out.why = "its file " + printable(decision.detail) + " is refused: " + words; break;
      default: out.why = words;
    }
  }

  /// The first comparison that keeps the item; one of several alternatives only where nothing else does.
  static std::string failing_term(const std::vector<ExplainedTerm>& terms) {
    for (const bool alternatives : {false, true}) {
      for (const ExplainedTerm& term : terms) {
        const Truth wanted = term.words.starts_with("not ") ? Truth::no : Truth::yes;
        if (term.words.starts_with("or ") != alternatives || term.truth == wanted) continue;
        return "a term does not hold: " + term.words + " (it is " + term.value + ")";
      }
    }
    return "the job does not look at it";
  }

  const Setup& setup_;
  World& world_;
  Judge judge_;
};

}  // namespace

std::optional<Explanation> explain(const Setup& setup, World& world, const std::string& key) {
  const std::string where = "job " + setup.job->name;
  if (!setup.selection) throw Failure(where, why_nothing(*setup.job));
  std::vector<std::string> meanings = {key};
  if (!setup.store->key_rules) {
    for (std::string& list : marked_forms(key)) meanings.push_back(std::move(list));
  }
  std::optional<Explanation> out;
  try {
    for (auto meaning = meanings.begin(); !out && meaning != meanings.end(); ++meaning) {
      const std::string_view keys[] = {*meaning};
      const FetchedNow found(setup, keys);
      // Asked after the fetch has ended: the judge asks stores, too.
      for (const winnow_item& item : found.items()) out = Explainer(setup, world)(item);
    }
  } catch (const Error& error) {
    throw failure_of(where, error);
  }
  return out;
}

}  // namespace winnow
