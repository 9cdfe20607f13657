#include "core/plan/explain.h"

#include <algorithm>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/judge/references.h"
#include "core/plan/group_sorter.h"

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

class Explainer {
 public:
  Explainer(const Setup& setup, World& world) : setup_(setup), world_(world) {}

  Explanation operator()(const winnow_item& item) {
    Explanation out;
    out.key = std::string(view(item.key));
    if (item.time != WINNOW_TIME_NONE && item.time != WINNOW_TIME_UNREADABLE) out.time = time_of(item.time);
    out.bytes = item.bytes;
    collect(setup_.selection->match, item, "", out.terms);
    out.matches = (*setup_.match)(item) == Truth::yes;
    out.refused = std::string(setup_.guard->refuse(item).value_or(""));
    review(item, out);
    find_holds(item, out);
    conclude(out);
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
      const Matcher matches(filter, *setup_.selection, setup_.job->earliest);
      out.push_back({words, value_of(filter.field, item), matches(item)});
      return;
    }
    const std::string more = filter.op == WINNOW_NOT ? prefix + "not " : filter.op == WINNOW_OR ? "or " : prefix;
    for (const Filter& part : filter.parts) collect(part, item, more, out);
  }

  std::string value_of(const std::string& field, const winnow_item& item) const {
    const std::vector<std::string>& fields = setup_.selection->fields;
    const auto at = std::find(fields.begin(), fields.end(), field);
    if (at != fields.end()) return words_of(item.fields[at - fields.begin()]);
    if (item.time == WINNOW_TIME_NONE) return "NULL";
    if (item.time == WINNOW_TIME_UNREADABLE) return "not a readable time";
    return iso_minutes(time_of(item.time)) + " UTC";
  }

  void review(const winnow_item& item, Explanation& out) {
    out.reviewed = setup_.rule.job->reviews();
    out.nominated = !out.reviewed;
    // What the guard refuses is not shown to the rule.
    if (!out.reviewed || !out.refused.empty()) return;
    winnow_verdict verdict{};
    if (setup_.selection->group_by.empty()) {
      setup_.rule.job->review(*setup_.selection, {&item, 1}, {&verdict, 1});
    } else {
      verdict = review_group(item);
    }
    out.nominated = verdict.nominate == 1;
    out.rule_words = verdict.reason == 0 ? std::string{} : world_.host.words(verdict.reason);
  }

  /// The verdict on an item inside its whole group, as it is now.
  winnow_verdict review_group(const winnow_item& item) {
    Selection selection = *setup_.selection;
    std::vector<Filter> same = {selection.scope};
    for (const std::string& field : selection.group_by) {
      const auto at = std::find(selection.fields.begin(), selection.fields.end(), field);
      const Value value = own(item.fields[at - selection.fields.begin()]);
      same.push_back(value.is_null() ? Filter::is_null(field) : Filter::eq(field, value));
    }
    selection.scope = Filter::all_of(std::move(same));
    const Matcher in_scope(selection.scope, selection, setup_.job->earliest);
    GroupSorter sorter(selection);
    WithReferences with_references(setup_, world_);
    setup_.store->store->scan(stored_selection(setup_, selection), [&](std::span<const winnow_item> stored) {
      for (const winnow_item& one : with_references(stored)) {
        if (in_scope(one) == Truth::yes && !setup_.guard->refuse(one)) sorter.add(one);
      }
      return Next::more;
    });
    winnow_verdict out{};
    sorter.each_group([&](std::span<const winnow_item> group) {
      std::vector<winnow_verdict> verdicts(group.size());
      setup_.rule.job->review(*setup_.selection, group, verdicts);
      for (std::size_t i = 0; i < group.size(); ++i) {
        if (view(group[i].key) == view(item.key)) out = verdicts[i];
      }
    });
    return out;
  }

  void find_holds(const winnow_item& item, Explanation& out) const {
    if (const auto id = setup_.holds.held_by(view(item.key), item.fields, item.time)) out.holds.push_back(*id);
    if (setup_.hold_if && (*setup_.hold_if)(item) != Truth::no) out.holds.emplace_back("hold_if");
    for (const LinkedStore& link : setup_.links) {
      const winnow_value& value = item.fields[link.field];
      if (value.type != WINNOW_TEXT) continue;
      if (const auto id = link.holds.held_in_bin_by(view(value.as.text))) {
        out.holds.push_back(*id + " on its file " + printable(view(value.as.text)));
      }
    }
  }

  /// In the order in which a plan judges.
  void conclude(Explanation& out) const {
    if (!out.refused.empty()) {
      out.why = "refused by the guard: " + out.refused;
    } else if (!out.nominated) {
      out.why = out.rule_words.empty() ? "kept by the rule" : out.rule_words;
    } else if (!out.matches) {
      out.why = "a term does not hold";
    } else if (!out.holds.empty()) {
      out.why = "held by " + out.holds.front();
    } else {
      out.goes = true;
      out.why = out.rule_words.empty() ? setup_.selection->reason : out.rule_words;
    }
  }

  const Setup& setup_;
  World& world_;
};

}  // namespace

std::optional<Explanation> explain(const Setup& setup, World& world, const std::string& key) {
  const std::string where = "job " + setup.job->name;
  if (!setup.selection) throw Failure(where, "no retention is set: it never removes anything");
  std::optional<Explanation> out;
  const std::string_view keys[] = {key};
  try {
    WithReferences with_references(setup, world);
    setup.store->store->fetch(stored_selection(setup, *setup.selection), keys,
                              [&](std::span<const winnow_item> stored) {
                                for (const winnow_item& item : with_references(stored)) {
                                  out = Explainer(setup, world)(item);
                                }
                                return Next::more;
                              });
  } catch (const Error& error) {
    throw failure_of(where, error);
  }
  return out;
}

}  // namespace winnow
