#include "core/judge/unused_fields.h"

#include <algorithm>
#include <set>
#include <vector>

namespace winnow {
namespace {

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

bool tells_fields(std::span<const Fact> facts) {
  return std::ranges::any_of(facts, [](const Fact& fact) { return fact.kind == WINNOW_FACT_FIELD; });
}

bool tells_fields(const OpenStore& store, const std::string& target) {
  try {
    return tells_fields(store.store->inspect(target));
  } catch (const Error&) {  // a view, of which a column that is not there is an error where it is read
    return true;
  }
}

/// Whether the target has items of which none has the field.
bool is_of_none(const OpenStore& store, const std::string& target, const std::string& field) {
  Selection selection;
  selection.target = target;
  selection.fields = {field};
  selection.page = 100;
  constexpr std::size_t kMostSeen = 10'000;  // whether one of more items has it nobody waits for
  std::size_t seen = 0;
  bool found = false;
  try {
    store.store->scan(selection, [&](std::span<const winnow_item> items) {
      seen += items.size();
      found =
          std::ranges::any_of(items, [](const winnow_item& item) { return item.fields[0].type != WINNOW_NULL; });
      return found || seen >= kMostSeen ? Next::stop : Next::more;
    });
  } catch (const Error& error) {
    if (error.code() != WINNOW_STOPPED) throw failure_of("store " + store.config->name, error);
  }
  return seen > 0 && seen < kMostSeen && !found;
}

std::string words_of(const OpenStore& store, const std::string& target, const std::string& field) {
  if (has(store.config->optional_fields, field) || !is_of_none(store, target, field)) return {};
  return "nothing in " + store.config->name + "/" + target + " has a field \"" + field +
         "\", so that it keeps nothing: is it spelled so? If items are to have it one day, write optional_fields = "
         "[\"" +
         field + "\"] in [stores." + store.config->name + "]";
}

/// The fields of the target itself that may keep an item.
std::set<std::string> keeping_fields(const Setup& setup) {
  std::vector<std::string> fields = setup.holds.fields();
  if (setup.job->hold_if) setup.job->hold_if->filter.collect_fields(fields);
  if (!setup.job->policy.empty() && setup.selection) {
    std::vector<std::string> chosen = setup.host_fields;  // what the host answers, and what only chooses
    if (setup.job->where) setup.job->where->filter.collect_fields(chosen);
    for (const FileLink& link : setup.job->files) chosen.push_back(link.column);
    setup.selection->match.collect_fields(chosen);
    std::ranges::copy_if(setup.selection->fields, std::back_inserter(fields),
                         [&chosen](const std::string& field) { return !has(chosen, field); });
  }
  return {fields.begin(), fields.end()};
}

}  // namespace

std::string unused_field(const Setup& setup) {
  if (setup.bin) return {};
  std::string words;
  if (!tells_fields(setup.facts)) {
    for (const std::string& field : keeping_fields(setup)) {
      if (words.empty()) words = words_of(*setup.store, setup.job->target, field);
    }
  }
  const auto ask = [&words](const OpenStore& store, const Reference& reference) {
    if (!words.empty() || tells_fields(store, reference.target)) return;
    words = words_of(store, reference.target, reference.column);
  };
  for (const Namer& namer : setup.names->namers()) {
    if (setup.names->silent().contains(namer.reference.name())) ask(*namer.rows, namer.reference);
  }
  for (const auto& [name, reference] : setup.rule.refers) ask(setup.world->stores.get(reference.store), reference);
  return words;
}

}  // namespace winnow
