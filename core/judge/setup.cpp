#include "core/judge/setup.h"

#include <algorithm>
#include <set>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/judge/declared.h"
#include "core/judge/field_check.h"
#include "core/judge/host_fields.h"
#include "core/judge/pointing.h"
#include "core/judge/protections.h"
#include "core/safety/form.h"
#include "core/state/lease.h"

namespace winnow {
namespace {

/// The earliest moment at which something may be past its keep time: the shortest of all keep times.
std::optional<Time> cutoff_of(const JobConfig& job, const Rule& rule, const World& world) {
  std::optional<Time> cutoff;
  const auto consider = [&](const Duration& keep) {
    const Time at = before(world.as_of, keep, world.config.zone);
    if (!cutoff || at > *cutoff) cutoff = at;
  };
  if (job.retention) consider(*job.retention);
  for (const Duration& keep : rule.keep_times) consider(keep);
  return cutoff;
}

Selection base_selection(const JobConfig& job, const Rule& rule, const std::optional<Time>& cutoff,
                         const World& world) {
  Selection base;
  base.target = job.target;
  base.time_field = job.column.empty() ? rule.column : job.column;
  base.time_form = job.times;
  if (job.retention) base.reason = "older than " + job.retention->text;
  std::vector<Filter> match;
  std::vector<Filter> scope;
  if (job.where) {
    base.where = job.where->filter;
    match.push_back(job.where->filter);
    scope.push_back(job.where->filter);
  }
  if (job.retention) base.cutoff = micros_of(before(world.as_of, *job.retention, world.config.zone));
  if (cutoff && !base.time_field.empty()) {
    const Filter old = Filter::lt(base.time_field, Value::time(*cutoff));
    match.push_back(old);
    // Times that cannot be trusted are looked at too, so that the guard can count what it keeps.
    std::vector<Filter> looked_at = {old, Filter::unreadable(base.time_field)};
    if ((rule.flags & WINNOW_NULL_TIME_IS_FINE) == 0) looked_at.push_back(Filter::is_null(base.time_field));
    if ((rule.flags & WINNOW_FUTURE_TIME_IS_FINE) == 0) {
      looked_at.push_back(Filter::gt(base.time_field, Value::time(world.as_of)));
    }
    scope.push_back(Filter::any_of(looked_at));
  }
  if (!match.empty()) base.match = Filter::all_of(match);
  if (!scope.empty()) base.scope = Filter::all_of(scope);
  return base;
}

void add_fields(std::vector<std::string>& fields, const std::vector<std::string>& more) {
  for (const std::string& field : more) {
    if (std::find(fields.begin(), fields.end(), field) == fields.end()) fields.push_back(field);
  }
}

/// Where items of the bin say whether a hold on what they came from stands.
constexpr const char* kHeld = "held";

std::optional<Filter> holding_filter(const JobConfig& job) {
  std::vector<Filter> any;
  if (job.hold_if) any.push_back(hold_if_filter(job.hold_if->filter));
  if (job.works_on == WorksOn::bin) any.push_back(Filter::eq(kHeld, Value::boolean(true)));
  if (any.empty()) return std::nullopt;
  return Filter::any_of(std::move(any));
}

/// The fields that the host itself must see.
std::vector<std::string> host_fields(const JobConfig& job, const Holds& holds) {
  std::vector<std::string> fields;
  if (job.where) job.where->filter.collect_fields(fields);
  if (job.hold_if) job.hold_if->filter.collect_fields(fields);
  for (const FileLink& link : job.files) add_fields(fields, {link.column});
  add_fields(fields, holds.fields());
  if (job.works_on == WorksOn::bin) add_fields(fields, {kHeld});
  return fields;
}

/// Calls `ask`. What is wrong with the TOML, as a plugin sees it, gets its place there.
template <class Ask>
auto placed(const Place& place, const Ask& ask) {
  try {
    return ask();
  } catch (const Error& error) {
    if (error.code() != WINNOW_BAD_CONFIG) throw;
    throw failure_of(place.text(), error);
  }
}

FormStore form_store(const OpenStore& store) {
  return {store.config, store.identity, store.options, store.key_rules.has_value()};
}

/// The stores that a job links to or refers to: which tree a file is looked for in decides which file goes.
std::vector<FormStore> other_stores(const JobConfig& job, const Rule& rule, World& world) {
  std::set<std::string> names;
  for (const FileLink& link : job.files) names.insert(link.store);
  for (const Reference& reference : job.references) names.insert(reference.store);
  for (const auto& [name, reference] : rule.refers) names.insert(reference.store);
  std::vector<FormStore> out;
  for (const std::string& name : names) out.push_back(form_store(world.stores.get(name)));
  return out;
}

bool asks_for(const Filter& filter, const std::vector<std::string>& fields) {
  std::vector<std::string> asked;
  filter.collect_fields(asked);
  return std::any_of(asked.begin(), asked.end(), [&fields](const std::string& field) {
    return std::find(fields.begin(), fields.end(), field) != fields.end();
  });
}

/// `scope` without what it asks of those fields: wider, never narrower. The host judges it whole again.
Filter without(const Filter& scope, const std::vector<std::string>& fields) {
  if (!asks_for(scope, fields)) return scope;
  if (scope.op != WINNOW_AND) return Filter::always();
  std::vector<Filter> parts;
  for (const Filter& part : scope.parts) parts.push_back(without(part, fields));
  return Filter::all_of(std::move(parts));
}

/// Rows whose set lies in the bin are seen by nobody: what they name or protect would count as free.
void check_contents_name_nothing(const JobConfig& job, const OpenStore& store, World& world) {
  if (!store.identity.starts_with(kSetsOf)) return;
  const auto refuse = [&](const std::string& name, const std::string& target, const Place& place) {
    const bool inside =
        may_be_one_table(target, job.target) && are_sets_of(store.identity, world.stores.get(name).identity);
    if (!inside) return;
    throw configuration_failure(job.place("target").text(),
                                "rows of \"" + job.target + "\" name or protect items (" + place.text() +
                                    "), which would count as free while the rows lie in the bin as a whole",
                                "remove the rows one by one, by a job over store \"" + name + "\"");
  };
  for (const StoreConfig& other : world.config.stores) {
    for (const Reference& reference : other.named_by) refuse(reference.store, reference.target, reference.place);
  }
  for (const JobConfig& other : world.config.jobs) {
    for (const FileLink& link : other.files) refuse(other.store, other.target, link.place);
    for (const Reference& reference : other.references) refuse(reference.store, reference.target, reference.place);
  }
}

}  // namespace

Setup set_up(const JobConfig& job, World& world) {
  Setup out;
  out.job = &job;
  out.world = &world;
  out.rule = placed(job.place(""), [&] { return make_rule(job, world); });
  if (job.works_on == WorksOn::bin) out.bin = world.bin.open(world, job.name);
  if (!out.bin) world.stores.refuse_own_files(world.config.store(job.store));
  for (const FileLink& link : job.files) world.stores.refuse_own_files(world.config.store(link.store));
  out.store = out.bin ? &out.bin->store : &world.stores.get(job.store);
  check_allowed(job, *out.store->config);
  check_contents_name_nothing(job, *out.store, world);
  out.lease = lease_name(out.store->identity, job.target);
  out.facts = placed(job.place("target"), [&] { return out.store->store->inspect(job.target); });
  std::vector<std::string> stores;
  if (!out.bin) stores.push_back(job.store);
  for (const FileLink& link : job.files) stores.push_back(link.store);
  for (const std::string& store : stores) {
    const std::string words = world.stores.neighbour_of(store);
    if (!words.empty()) out.facts.push_back({WINNOW_FACT_BLOCKER, WINNOW_NULL, words, ""});
  }
  out.cutoff = cutoff_of(job, out.rule, world);
  if (!out.bin) {
    out.names = std::make_unique<Links>(world, *out.store, job.target, &job);
    if (has_loose_keys(out.facts)) out.names->look_at_all();
    out.names->check();
    check_pointing(out);
  }
  out.holds = Holds::load(world.state, {out.store->config->name, out.store->identity, job.target}, world.as_of,
                          world.config.zone);

  Selection base = base_selection(job, out.rule, out.cutoff, world);
  base.fields = host_fields(job, out.holds);
  out.form =
      form_of(job, out.rule.options, form_store(*out.store), other_stores(job, out.rule, world), base.time_field,
              world.config.zone_name,
              named_by_other_jobs(job, out.store->key_rules ? ItemsAre::files : ItemsAre::rows, world.config));
  const std::vector<std::string> known = field_names(out.facts);
  if (!base.time_field.empty()) check_field(base.time_field, known, job, job.column.empty() ? "" : "column");
  for (const std::string& field : base.fields) check_field(field, known, job, "where");

  std::optional<Selection> answer = placed(job.place(""), [&] { return out.rule.job->plan(base, out.facts); });
  if (!answer) return out;
  if (answer->target != job.target) throw Failure(job.place("").text(), "the rule asked for another target");
  answer->match = Filter::all_of({base.match, answer->match});
  add_fields(answer->fields, base.fields);
  std::vector<std::string> mentioned = answer->fields;
  answer->match.collect_fields(mentioned);
  answer->scope.collect_fields(mentioned);
  std::erase(mentioned, answer->time_field);
  for (const std::string& field : mentioned) {
    if (is_host_field(field, out, known)) {
      add_fields(out.host_fields, {field});
    } else {
      check_asked_field(field, known, job);
    }
  }
  if (asks_for(answer->match, out.host_fields)) {
    throw Failure(job.place("").text(), "`where` cannot ask for a field that no store has",
                  "ask for referenced, refers, dated, series and stays in decide");
  }
  add_fields(answer->fields, mentioned);
  std::erase_if(answer->fields, [&out](const std::string& field) {
    return std::find(out.host_fields.begin(), out.host_fields.end(), field) != out.host_fields.end();
  });
  add_fields(answer->fields, out.host_fields);

  out.selection = std::move(answer);
  out.loose_fields = loose_fields(out.facts);
  out.match.emplace(out.selection->match, *out.selection, job.earliest, out.loose_fields);
  if (const auto holding = holding_filter(job)) {
    out.hold_if.emplace(*holding, *out.selection, job.earliest, out.loose_fields);
  }
  out.holds.bind(*out.selection, out.loose_fields);
  out.guard.emplace(out.store->key_rules,
                    TimeRules{!out.selection->time_field.empty(), (out.rule.flags & WINNOW_NULL_TIME_IS_FINE) != 0,
                              (out.rule.flags & WINNOW_FUTURE_TIME_IS_FINE) != 0, job.earliest},
                    world.as_of, world.config.zone);
  for (const FileLink& link : job.files) {
    OpenStore& store = world.stores.get(link.store);
    if (!store.key_rules) {
      throw configuration_failure(link.place.text(), "store \"" + link.store + "\" holds no files or objects",
                                  "name a store of files or objects");
    }
    const auto at = std::find(out.selection->fields.begin(), out.selection->fields.end(), link.column);
    out.links.push_back(
        {&link, &store, static_cast<std::size_t>(at - out.selection->fields.begin()),
         Holds::load(world.state, {store.config->name, store.identity, ""}, world.as_of, world.config.zone)});
  }
  return out;
}

Selection stored_selection(const Setup& setup, Selection selection) {
  selection.fields.resize(selection.fields.size() - setup.host_fields.size());
  selection.scope = without(selection.scope, setup.host_fields);
  // Groups are the host's to make, and a store would look for columns of those names.
  if (!setup.host_fields.empty()) selection.group_by.clear();
  return selection;
}

std::string why_nothing(const JobConfig& job) {
  return job.retention ? "the rule asks for nothing with these settings: it removes nothing"
                       : "no retention is set: it never removes anything";
}

}  // namespace winnow
