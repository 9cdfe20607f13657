#include "core/judge/judge.h"

#include <algorithm>

namespace winnow {
namespace {

constexpr std::size_t kFilesAtOnce = 500;

Decision decision(Answer answer, Step step, std::uint32_t reason, std::string detail = {}) {
  Decision out;
  out.answer = answer;
  out.step = step;
  out.reason = reason;
  out.detail = std::move(detail);
  return out;
}

}  // namespace

Judge::Judge(const Setup& setup, HostServices& host, const Selection& selection, Look look)
    : setup_(setup),
      host_(host),
      selection_(selection),
      look_(look),
      scope_(selection.scope, selection, setup.job->earliest),
      with_host_fields_(setup),
      files_guard_(std::nullopt, TimeRules{false}, host.now(), Zone{}),
      kept_by_rule_(number("kept by the rule")),
      young_(number("not past its keep time")),
      held_(number("held")),
      not_listed_(number("not in the plan file")),
      out_of_scope_(number("the job does not look at it")),
      own_reason_(number(selection.reason)) {}

std::optional<Decision> Judge::admit(const winnow_item& item) const {
  if (scope_(item) != Truth::yes) {
    Decision out = decision(Answer::keep, Step::scope, out_of_scope_);
    out.news = false;
    return out;
  }
  if (const auto reason = setup_.guard->refuse(item)) {
    return decision(Answer::refuse, Step::guard, number(*reason));
  }
  return std::nullopt;
}

std::span<const Decision> Judge::decide(std::span<const winnow_item> items) {
  decisions_.clear();
  if (items.empty()) return {};
  review(items);
  for (std::size_t i = 0; i < items.size(); ++i) decisions_.push_back(first_steps(items[i], verdicts_[i]));
  // Steps that ask other targets come last and take all of the page at once.
  ask_references(items);
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (decisions_[i].answer == Answer::nominate) ask_holds(items[i], decisions_[i]);
  }
  if (look_ == Look::plan) ask_files();
  return decisions_;
}

void Judge::review(std::span<const winnow_item> items) {
  const bool decided_before = look_ == Look::again && !selection_.group_by.empty();
  const bool asks = setup_.rule.job->reviews() && !decided_before;
  verdicts_.assign(items.size(), asks ? winnow_verdict{} : winnow_verdict{1, 0});
  if (asks) setup_.rule.job->review(selection_, items, verdicts_);
}

Decision Judge::first_steps(const winnow_item& item, const winnow_verdict& verdict) const {
  const bool matches = (*setup_.match)(item) == Truth::yes;
  if (verdict.nominate != 1) {
    Decision out = decision(Answer::keep, Step::rule, verdict.reason == 0 ? kept_by_rule_ : verdict.reason);
    out.news = matches || verdict.reason != 0;
    return out;
  }
  if (!matches) {
    const bool young = setup_.cutoff && item.time >= micros_of(*setup_.cutoff);
    return decision(Answer::keep, Step::match, young ? young_ : kept_by_rule_);
  }
  return decision(Answer::nominate, Step::passed, verdict.reason == 0 ? own_reason_ : verdict.reason);
}

/// A row that points at an item keeps it, whatever the rule thought of that: by a foreign key that the store would
/// not break, or by a column that the TOML names.
void Judge::ask_references(std::span<const winnow_item> items) {
  std::vector<std::string_view> keys;
  std::vector<std::size_t> at;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (decisions_[i].answer != Answer::nominate) continue;
    keys.push_back(view(items[i].key));
    at.push_back(i);
  }
  if (keys.empty()) return;
  const auto keep = [&](std::size_t key, const std::string& by) {
    decisions_[at[key]] = decision(Answer::keep, Step::referenced, number("referenced by " + by));
  };
  if (setup_.names && !setup_.names->none()) {
    const NamedBy named = setup_.names->named(keys);
    for (std::size_t i = 0; i < keys.size() && !named.empty(); ++i) {
      if (const auto by = named.find(keys[i]); by != named.end()) keep(i, by->second);
    }
  }
  // A store finds out for itself when it removes.
  if (look_ == Look::again) return;
  try {
    for (const Referrer& some : setup_.store->store->referrers(selection_.target, keys)) {
      if (some.index < keys.size()) keep(some.index, some.target);
    }
  } catch (const Error& error) {
    // A store that cannot tell here says so again, row by row, before it removes anything.
    if (error.code() == WINNOW_STOPPED || error.code() == WINNOW_UNAVAILABLE) throw;
  }
}

void Judge::ask_holds(const winnow_item& item, Decision& out) const {
  if (auto id = setup_.holds.held_by(view(item.key), item.fields, item.time)) {
    out = decision(Answer::keep, Step::held, held_, std::move(*id));
  } else if (setup_.hold_if && (*setup_.hold_if)(item) != Truth::no) {
    out = decision(Answer::keep, Step::hold_if, held_, "hold_if");
  } else if (listed_ && !listed_(item)) {
    out = decision(Answer::keep, Step::listed, not_listed_);
  } else {
    collect_files(item, out);
  }
}

/// A row goes with its files or not at all.
void Judge::collect_files(const winnow_item& item, Decision& out) const {
  for (std::uint32_t i = 0; i < setup_.links.size(); ++i) {
    const LinkedStore& link = setup_.links[i];
    std::optional<std::vector<std::string>> keys = keys_of(item.fields[link.field], link.link->spelling);
    if (!keys) {
      out = decision(Answer::refuse, Step::file, number("unreadable_name"), name_in(item.fields[link.field]));
      return;
    }
    for (std::string& key : *keys) {
      if (const auto reason = refuse_key(key, *link.store->key_rules)) {
        out = decision(Answer::refuse, Step::file, number(*reason), key);
        return;
      }
      if (auto id = link.holds.held_in_bin_by(key)) {
        out = decision(Answer::keep, Step::held, held_, *id + " on its file " + key);
        return;
      }
      out.files.push_back({i, std::move(key), 0, false});
    }
  }
}

void Judge::ask_files() {
  std::vector<std::pair<std::size_t, Decision>> stuck;
  for (std::uint32_t link = 0; link < setup_.links.size(); ++link) ask_files(link, stuck);
  // Not before all have been asked: a decision that is replaced takes its files with it.
  for (auto& [item, decision] : stuck) decisions_[item] = std::move(decision);
}

void Judge::ask_files(std::uint32_t link, std::vector<std::pair<std::size_t, Decision>>& stuck) {
  OpenStore& store = *setup_.links[link].store;
  Selection selection;
  selection.target = store.config->allow.front();
  std::multimap<std::string_view, std::pair<std::size_t, LinkedFile*>> waiting;
  std::vector<std::string_view> keys;
  const auto ask = [&] {
    if (keys.empty()) return;
    store.store->fetch(selection, keys, [&](std::span<const winnow_item> files) {
      for (const winnow_item& file : files) {
        const auto [first, last] = waiting.equal_range(view(file.key));
        for (auto at = first; at != last; ++at) {
          const auto& [item, found] = at->second;
          found->there = true;
          found->bytes = file.bytes;
          if (const auto reason = files_guard_.refuse(file))
            stuck.emplace_back(item, decision(Answer::refuse, Step::stuck_file, number(*reason), found->key));
        }
      }
      return Next::more;
    });
    keys.clear();
    waiting.clear();
  };
  for (std::size_t item = 0; item < decisions_.size(); ++item) {
    for (LinkedFile& file : decisions_[item].files) {
      if (file.link != link) continue;
      if (!waiting.contains(file.key)) keys.push_back(file.key);
      waiting.emplace(file.key, std::pair(item, &file));
      if (keys.size() >= kFilesAtOnce) ask();
    }
  }
  ask();
}

}  // namespace winnow
