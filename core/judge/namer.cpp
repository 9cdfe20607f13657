#include "core/judge/namer.h"

#include <algorithm>
#include <optional>
#include <set>

#include "core/items/matcher.h"
#include "core/judge/key_forms.h"
#include "core/judge/pointing.h"
#include "core/judge/values_inside.h"
#include "core/safety/holds.h"

namespace winnow {
namespace {

/// How many values stand in one statement: stores write some of them as a tree, whose depth is limited.
constexpr std::size_t kValuesAtOnce = 200;

/// Calls `ask`; what goes wrong gets the place where the TOML names the column.
template <class Ask>
void placed(const Reference& reference, const Ask& ask) {
  try {
    ask();
  } catch (const Error& error) {
    if (error.code() == WINNOW_STOPPED) throw;
    throw failure_of(reference.place.text() + ": " + reference.target + "." + reference.column, error);
  }
}

/// Rows that name something; `where` is asked by the host, because what cannot be told counts.
Selection selection_of(const Reference& reference) {
  Selection out;
  out.target = reference.target;
  out.fields = {reference.column};
  if (reference.where) reference.where->filter.collect_fields(out.fields);
  out.scope = out.match = Filter::negate(Filter::is_null(reference.column));
  return out;
}

/// Which rows of a reference count.
class Counting {
 public:
  Counting(const Namer& namer, const Selection& selection) {
    const std::optional<Where>& where = namer.reference.where;
    if (where) where_.emplace(where->filter, selection, kFirstTime, fields_in_doubt(namer));
  }
  bool operator()(const winnow_item& item) const { return !where_ || (*where_)(item) != Truth::no; }

 private:
  static std::vector<std::string> fields_in_doubt(const Namer& namer) {
    try {
      return loose_fields(namer.rows->store->inspect(namer.reference.target));
    } catch (const Error&) {  // a view: what its columns compare by nobody tells
      std::vector<std::string> all;
      namer.reference.where->filter.collect_fields(all);
      return all;
    }
  }

  std::optional<Matcher> where_;
};

/// Shows rows that have a value there, those that do not count among them, until it is told to stop.
void scan_some(const Namer& namer, std::uint32_t page,
               const std::function<Next(std::span<const winnow_item> items, const Counting& counts)>& visit) {
  placed(namer.reference, [&] {
    Selection selection = selection_of(namer.reference);
    selection.page = page;
    const Counting counts(namer, selection);
    try {
      namer.rows->store->scan(selection, [&](std::span<const winnow_item> items) { return visit(items, counts); });
    } catch (const Error& error) {
      if (error.code() != WINNOW_STOPPED) throw;
    }
  });
}

bool same(const Reference& a, const Reference& b) {
  const auto where = [](const Reference& one) { return one.where ? one.where->json : std::string{}; };
  return a.store == b.store && a.target == b.target && a.column == b.column && a.spelling.form == b.spelling.form &&
         a.spelling.cut == b.spelling.cut && where(a) == where(b);
}

/// The namers of one store, as they are collected.
class Namers {
 public:
  Namers(World& world, OpenStore& named, const std::string& target)
      : world_(world), named_(named), target_(target) {}

  void add_files(const JobConfig* job) {
    for (const StoreConfig& store : world_.config.stores) {
      if (store.named_by.empty() || !is_named(store.name)) continue;
      for (const Reference& reference : store.named_by) add(reference, true);
    }
    for (const JobConfig& one : world_.config.jobs) add_files_of(one);
    if (job != nullptr) add_files_of(*job);
  }

  void add_rows(const JobConfig* job) {
    for (const JobConfig& one : world_.config.jobs) add_rows_of(one);
    if (job != nullptr) add_rows_of(*job);
  }

  std::vector<Namer> take() { return std::move(all_); }

 private:
  /// A store of the same kind that cannot be opened may be this one, under another name: what names it counts, too.
  bool is_named(const std::string& store) {
    if (store == named_.config->name) return true;
    if (store == kBinStore || world_.config.store(store).plugin != named_.config->plugin) return false;
    try {
      return world_.stores.get(store).identity == named_.identity;
    } catch (const std::exception&) {
      return named_.key_rules.has_value();
    }
  }

  void add(Reference reference, bool explained) {
    for (Namer& known : all_) {
      if (!same(known.reference, reference)) continue;
      known.explained = known.explained || explained;
      return;
    }
    OpenStore& rows = world_.stores.get(reference.store);
    all_.push_back({&rows, std::move(reference), explained, world_.config.zone});
  }

  void add_files_of(const JobConfig& one) {
    if (one.works_on == WorksOn::bin) return;
    bool has_files_here = false;
    for (const FileLink& link : one.files) {
      if (!is_named(link.store)) continue;
      has_files_here = true;
      add({one.store, one.target, link.column, link.place, link.spelling}, true);
    }
    if (one.references.empty()) return;
    // The references of a job over rows may name its rows or their files; so they are no sign of an odd spelling.
    const bool over_files = is_named(one.store);
    if (!over_files && !has_files_here) return;
    for (const Reference& reference : one.references) add(reference, over_files);
  }

  void add_rows_of(const JobConfig& one) {
    if (one.references.empty() || one.target != target_ || !is_named(one.store)) return;
    for (const Reference& reference : one.references) add(reference, false);
  }

  World& world_;
  OpenStore& named_;
  const std::string& target_;
  std::vector<Namer> all_;
};

}  // namespace

std::vector<Namer> namers_of(World& world, OpenStore& named, const std::string& target, const JobConfig* job) {
  Namers out(world, named, target);
  if (named.key_rules) {
    out.add_files(job);
  } else {
    out.add_rows(job);
  }
  return out.take();
}

void refuse_sets_in_bin(const Namer& namer, const std::vector<SegmentRow>& segments, World& world) {
  const Reference& reference = namer.reference;
  for (const SegmentRow& row : segments) {
    const bool of_these =
        are_sets_of(row.identity, namer.rows->identity) && may_be_one_table(row.target, reference.target);
    if (!of_these) continue;
    const auto has_left = [](const auto& line) {
      return line.second == LineState::restored || line.second == LineState::purged;
    };
    if (std::ranges::all_of(BinIndex(world.state).lines(row), has_left)) continue;
    throw Failure(reference.place.text(),
                  "what rows of \"" + row.target + "\" name cannot be told: some lie in the bin as a whole",
                  "bring them back with: winnow undo " + row.run + ", or purge them");
  }
}

bool try_to_read(const Namer& namer) {
  constexpr std::size_t kMostSeen = 10'000;  // one that shows so many without a value cannot tell
  bool answers = false;
  std::size_t seen = 0;
  scan_some(namer, 100, [&](std::span<const winnow_item> items, const Counting&) {
    // A store may show more than it was asked for.
    answers =
        std::ranges::any_of(items, [](const winnow_item& item) { return item.fields[0].type != WINNOW_NULL; });
    seen += items.size();
    answers = answers || seen >= kMostSeen;
    return answers ? Next::stop : Next::more;
  });
  return answers;
}

void look_at(const Namer& namer, const std::function<Next(const winnow_value& value)>& visit) {
  constexpr std::size_t kMostSeen = 10'000;  // where few of them count
  std::size_t seen = 0;
  scan_some(namer, 10, [&](std::span<const winnow_item> items, const Counting& counts) {
    for (const winnow_item& item : items) {
      if (counts(item) && visit(item.fields[0]) == Next::stop) return Next::stop;
    }
    seen += items.size();
    return seen < kMostSeen ? Next::more : Next::stop;
  });
}

void read_names(const Namer& namer, const std::function<bool()>& stopping,
                const std::function<void(const std::string& name)>& visit) {
  placed(namer.reference, [&] {
    const Selection selection = selection_of(namer.reference);
    const Counting counts(namer, selection);
    namer.rows->store->scan(selection, [&](std::span<const winnow_item> items) {
      for (const winnow_item& item : items) {
        const std::string name = name_in(item.fields[0]);
        if (name.empty() || !counts(item)) continue;
        visit(name);
        if (item.fields[0].type != WINNOW_OTHER) continue;
        for (const std::string& inner : values_inside(name)) visit(inner);
      }
      return stopping() ? Next::stop : Next::more;
    });
  });
}

void ask_for_keys(const Namer& namer, std::span<const std::string_view> keys,
                  const std::function<void(const std::string& key)>& found) {
  const Reference& reference = namer.reference;
  std::vector<Value> values;
  Pointed asked(namer.zone);
  const auto ask = [&] {
    if (values.empty()) return;
    Selection selection = selection_of(reference);
    if (!namer.loose) selection.scope = selection.match = Filter::in(reference.column, std::move(values));
    const Counting counts(namer, selection);
    namer.rows->store->scan(selection, [&](std::span<const winnow_item> items) {
      for (const winnow_item& item : items) {
        if (!counts(item)) continue;
        std::set<std::string> meant;  // each once, however many of its names the value says
        const auto take = [&meant](const std::string& key) { meant.insert(key); };
        for (const std::string& name : keys_of(name_in(item.fields[0]), reference.spelling)) asked.each(name, take);
        for (const std::string& name : names_of(item.fields[0])) asked.each(name, take);
        for (const std::string& key : meant) found(key);
      }
      return Next::more;
    });
    values.clear();
    asked.clear();
  };
  placed(reference, [&] {
    for (const std::string_view key : keys) {
      asked.add(key);
      for (const std::string& name : {std::string(key), only_value(key)}) {
        if (name.empty()) continue;
        add_forms(values, name);
        for (const std::string& prefix : reference.spelling.cut) add_forms(values, prefix + name);
      }
      if (!namer.loose && values.size() >= kValuesAtOnce) ask();
    }
    ask();
  });
}

std::map<std::string, std::uint64_t, std::less<>> count_pointing(const Namer& namer,
                                                                 std::span<const std::string_view> keys) {
  std::map<std::string, std::uint64_t, std::less<>> out;
  const auto count = [&out](const std::string& key) { ++out[key]; };
  if (namer.reference.spelling.form == KeyForm::key) {
    ask_for_keys(namer, keys, count);
    return out;
  }
  Pointed sought(namer.zone);
  for (const std::string_view key : keys) sought.add(key);
  const auto never = [] { return false; };
  read_names(namer, never, [&](const std::string& name) {
    for (const std::string& said : keys_of(name, namer.reference.spelling)) sought.each(said, count);
  });
  return out;
}

}  // namespace winnow
