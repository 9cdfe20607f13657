#include "core/judge/links.h"

#include <algorithm>

#include "core/items/matcher.h"
#include "core/judge/key_forms.h"
#include "core/safety/holds.h"
#include "core/state/bin_index.h"

namespace winnow {
namespace {

/// How many values stand in one statement: stores write some of them as a tree, whose depth is limited.
constexpr std::size_t kValuesAtOnce = 200;
constexpr std::size_t kKeysAtOnce = 500;

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

/// Throws Failure where rows that may name items lie in the bin as parts of a whole: nobody can tell what they
/// name.
void refuse_sets_in_bin(const Reference& reference, const std::string& identity,
                        const std::vector<SegmentRow>& segments, World& world) {
  for (const SegmentRow& row : segments) {
    const bool of_these = are_sets_of(row.identity, identity) && may_be_one_table(row.target, reference.target);
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
  Counting(const Reference& reference, const Selection& selection) {
    if (reference.where) where_.emplace(reference.where->filter, selection);
  }
  bool operator()(const winnow_item& item) const { return !where_ || (*where_)(item) != Truth::no; }

 private:
  std::optional<Matcher> where_;
};

bool same(const Reference& a, const Reference& b) {
  const auto where = [](const Reference& one) { return one.where ? one.where->json : std::string{}; };
  return a.store == b.store && a.target == b.target && a.column == b.column && a.spelling.form == b.spelling.form &&
         a.spelling.cut == b.spelling.cut && where(a) == where(b);
}

/// Calls `found` with a key of `keys` for each row that says it, asking for some keys at a time.
void ask_for_keys(const Namer& namer, std::span<const std::string_view> keys,
                  const std::function<void(const std::string& key)>& found) {
  const Reference& reference = namer.reference;
  std::vector<Value> values;
  Pointed asked;
  const auto ask = [&] {
    if (values.empty()) return;
    Selection selection = selection_of(reference);
    selection.scope = selection.match = Filter::in(reference.column, std::move(values));
    const Counting counts(reference, selection);
    namer.rows->store->scan(selection, [&](std::span<const winnow_item> items) {
      for (const winnow_item& item : items) {
        if (!counts(item)) continue;
        for (const std::string& name : keys_of(name_in(item.fields[0]), reference.spelling))
          asked.each(name, found);
      }
      return Next::more;
    });
    values.clear();
    asked.clear();
  };
  for (const std::string_view key : keys) {
    asked.add(key);
    for (const std::string& name : {std::string(key), only_value(key)}) {
      if (name.empty()) continue;
      add_forms(values, name);
      for (const std::string& prefix : reference.spelling.cut) add_forms(values, prefix + name);
    }
    if (values.size() >= kValuesAtOnce) ask();
  }
  ask();
}

/// Calls `visit` with what stands in the column of each row that counts.
void read_names(const Namer& namer, const std::function<bool()>& stopping,
                const std::function<void(const std::string& name)>& visit) {
  const Selection selection = selection_of(namer.reference);
  const Counting counts(namer.reference, selection);
  namer.rows->store->scan(selection, [&](std::span<const winnow_item> items) {
    for (const winnow_item& item : items) {
      const std::string name = name_in(item.fields[0]);
      if (!name.empty() && counts(item)) visit(name);
    }
    return stopping() ? Next::stop : Next::more;
  });
}

}  // namespace

Links::Links(World& world, OpenStore& named, std::string target, const JobConfig* job)
    : world_(world), named_(named), target_(std::move(target)) {
  if (named_.key_rules) {
    collect_files(job);
  } else {
    collect_rows(job);
  }
}

/// A store of the same kind that cannot be opened may be this one, under another name: what names it counts, too.
bool Links::is_named(const std::string& store) {
  if (store == named_.config->name) return true;
  if (store == kBinStore || world_.config.store(store).plugin != named_.config->plugin) return false;
  try {
    return world_.stores.get(store).identity == named_.identity;
  } catch (const std::exception&) {
    return named_.key_rules.has_value();
  }
}

void Links::add(Reference reference, bool explained) {
  for (Namer& known : namers_) {
    if (!same(known.reference, reference)) continue;
    known.explained = known.explained || explained;
    return;
  }
  OpenStore& rows = world_.stores.get(reference.store);
  namers_.push_back({&rows, std::move(reference), explained});
}

void Links::collect_files(const JobConfig* job) {
  for (const StoreConfig& store : world_.config.stores) {
    if (store.named_by.empty() || !is_named(store.name)) continue;
    for (const Reference& reference : store.named_by) add(reference, true);
  }
  const auto collect = [this](const JobConfig& one) {
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
  };
  for (const JobConfig& one : world_.config.jobs) collect(one);
  if (job != nullptr) collect(*job);
}

void Links::collect_rows(const JobConfig* job) {
  const auto collect = [this](const JobConfig& one) {
    if (one.references.empty() || one.target != target_ || !is_named(one.store)) return;
    for (const Reference& reference : one.references) add(reference, false);
  };
  for (const JobConfig& one : world_.config.jobs) collect(one);
  if (job != nullptr) collect(*job);
}

void Links::read(const Namer& namer, Signals signals, const std::function<void(const std::string& name)>& visit) {
  const auto stopping = [&] { return signals == Signals::heed && world_.host.stopping(); };
  placed(namer.reference, [&] { read_names(namer, stopping, visit); });
  if (stopping()) throw Failure(namer.reference.place.text(), "stopped while asking who names files");
}

void Links::check() {
  if (namers_.empty()) return;
  const std::vector<SegmentRow> segments = BinIndex(world_.state).find(SegmentQuery{});
  for (const Namer& namer : namers_) {
    refuse_sets_in_bin(namer.reference, namer.rows->identity, segments, world_);
    placed(namer.reference, [&] {
      Selection selection = selection_of(namer.reference);
      selection.page = 1;
      try {
        namer.rows->store->scan(selection, [](std::span<const winnow_item>) { return Next::stop; });
      } catch (const Error& error) {
        if (error.code() != WINNOW_STOPPED) throw;
      }
    });
  }
}

NamedBy Links::named_by_rows(std::span<const std::string_view> keys) {
  if (keys.empty() || namers_.empty()) return {};
  return named_.key_rules ? search_files(keys) : search_rows(keys);
}

NamedBy Links::search_rows(std::span<const std::string_view> keys) {
  NamedBy out;
  for (const Namer& namer : namers_) {
    const auto found = [&](const std::string& key) { out.emplace(key, namer.reference.target); };
    if (namer.reference.spelling.form == KeyForm::key) {
      placed(namer.reference, [&] { ask_for_keys(namer, keys, found); });
      continue;
    }
    Pointed sought;
    for (const std::string_view key : keys) sought.add(key);
    read(namer, Signals::ignore, [&](const std::string& name) {
      for (const std::string& said : keys_of(name, namer.reference.spelling)) sought.each(said, found);
    });
  }
  return out;
}

NamedBy Links::search_files(std::span<const std::string_view> keys) {
  NamedBy out;
  const Sought sought(keys);
  for (const Namer& namer : namers_) {
    // Values that may mean a key count unless they say a key that is there.
    std::vector<std::pair<std::string, std::string>> doubtful;  // what a value says, and a key that it may mean
    const auto decide = [&] {
      std::set<std::string, std::less<>> says;
      for (const auto& [said, key] : doubtful) says.insert(said);
      const auto there = those_there(says);
      for (const auto& [said, key] : doubtful) {
        if (!there.contains(said)) out.emplace(key, namer.reference.target);
      }
      doubtful.clear();
    };
    read(namer, Signals::ignore, [&](const std::string& name) {
      const std::vector<std::string> says = keys_of(name, namer.reference.spelling);
      for (const std::string& key : says) {
        if (sought.is_key(key)) out.emplace(key, namer.reference.target);
      }
      for (const std::string& key : sought.meant_by(name)) {
        if (says.empty()) out.emplace(key, namer.reference.target);
        for (const std::string& said : says) {
          if (said != key) doubtful.emplace_back(said, key);
        }
      }
      if (doubtful.size() >= kKeysAtOnce) decide();
    });
    decide();
  }
  return out;
}

std::set<std::string, std::less<>> Links::those_there(const std::set<std::string, std::less<>>& keys) {
  std::set<std::string, std::less<>> out;
  std::vector<std::string_view> some;
  Selection selection;
  selection.target = named_.config->allow.front();
  const auto ask = [&] {
    if (some.empty()) return;
    try {
      named_.store->fetch(selection, some, [&out](std::span<const winnow_item> items) {
        for (const winnow_item& item : items) out.emplace(view(item.key));
        return Next::more;
      });
    } catch (const Error& error) {
      throw failure_of("store " + named_.config->name, error);
    }
    some.clear();
  };
  for (const std::string& key : keys) {
    // Only what could be a key is asked for: a store need not answer for "https://…".
    const auto refused = refuse_key(key, *named_.key_rules);
    if (refused && *refused != "outside_allow") continue;
    some.push_back(key);
    if (some.size() == kKeysAtOnce) ask();
  }
  ask();
  return out;
}

void Links::read_all() {
  unknown_.assign(namers_.size(), 0);
  live_.emplace();
  const auto add_paths = [this](std::string_view value, const Writer& writer) {
    for (const std::string& meaning : meanings_of(value)) {
      each_end(meaning, [&](std::string_view end) {
        live_->add_path(end, end.size() == meaning.size() ? NameBook::Path::whole : NameBook::Path::end, writer);
      });
    }
  };
  for (std::size_t i = 0; i < namers_.size(); ++i) {
    const Writer writer{static_cast<std::int64_t>(i)};
    read(namers_[i], Signals::heed, [&](const std::string& name) {
      const std::vector<std::string> says = keys_of(name, namers_[i].reference.spelling);
      for (const std::string& key : says) live_->add_key(key, writer);
      if (!says.empty()) return;
      ++unknown_[i];
      add_paths(name, writer);
    });
  }
  mark_those_there();
  // What lies outside `allow` was not listed, and may be there all the same.
  std::vector<std::pair<std::string, Writer>> outside;
  const auto decide = [&] {
    std::set<std::string, std::less<>> keys;
    for (const auto& [key, writer] : outside) keys.insert(key);
    const auto there = those_there(keys);
    for (const auto& [key, writer] : outside) {
      if (there.contains(key)) continue;
      ++unknown_[static_cast<std::size_t>(writer.namer)];
      add_paths(key, writer);
    }
    outside.clear();
  };
  live_->each_not_there([&](const std::string& key, const Writer& writer) {
    outside.emplace_back(key, writer);
    if (outside.size() >= kKeysAtOnce) decide();
  });
  decide();
  read_bin();
}

void Links::mark_those_there() {
  try {
    for (const std::string& entry : named_.config->allow) {
      Selection selection;
      selection.target = entry;
      named_.store->scan(selection, [this](std::span<const winnow_item> items) {
        for (const winnow_item& item : items) live_->mark_there(view(item.key));
        return world_.host.stopping() ? Next::stop : Next::more;
      });
    }
  } catch (const Error& error) {
    throw failure_of("store " + named_.config->name, error);
  }
}

void Links::read_bin() {
  if (!binned_) binned_.emplace();
  std::vector<NamingColumn> columns;
  for (const Namer& namer : namers_) {
    columns.push_back({namer.rows->identity, namer.reference.target, namer.reference.column});
  }
  binned_until_ = world_.bin.each_value(
      world_, columns, binned_until_, [&](std::size_t column, const Value& value, const BinnedLine& line) {
        const std::string name = name_in(borrow(value));
        if (name.empty()) return;
        const Writer writer{static_cast<std::int64_t>(column), line.segment, line.line};
        const std::vector<std::string> says = keys_of(name, namers_[column].reference.spelling);
        bool plain = !says.empty();
        for (const std::string& key : says) {
          binned_->add_key(key, writer);
          plain = plain && named_.key_rules && !refuse_key(key, *named_.key_rules);
        }
        // Its file lies in the bin too, most often, so that nobody can tell whether a key is there.
        if (plain) return;
        for (const std::string& meaning : meanings_of(name)) {
          each_end(meaning, [&](std::string_view end) {
            const bool whole = end.size() == meaning.size();
            binned_->add_path(end, whole ? NameBook::Path::whole : NameBook::Path::end, writer);
          });
        }
      });
}

std::optional<Writer> Links::who_names(NameBook& book, std::string_view key, const NameBook::Accepts& accepts) {
  std::optional<Writer> out = book.who_wrote_key(key, accepts);
  const std::string whole = folded(key);
  each_end(whole, [&](std::string_view end) {
    if (out) return;
    // Either a value ends with the key, or the key with the whole of a value.
    const bool all = end.size() == whole.size();
    out = book.who_wrote_path(end, all ? NameBook::Path::end : NameBook::Path::whole, accepts);
  });
  return out;
}

NamedBy Links::named_in_bin(std::span<const std::string_view> keys, const Leaving& leaving) {
  if (keys.empty() || namers_.empty() || !named_.key_rules) return {};
  read_bin();
  NamedBy out;
  const auto counts = [&](const Writer& writer) {
    if (writer.segment == leaving.segment && leaving.lines.contains(writer.line)) return false;
    return world_.bin.has(world_, {writer.segment, writer.line});
  };
  for (const std::string_view key : keys) {
    const std::optional<Writer> writer = who_names(*binned_, key, counts);
    if (writer) out.emplace(key, namers_[static_cast<std::size_t>(writer->namer)].reference.target);
  }
  return out;
}

NamedBy Links::named(std::span<const std::string_view> keys) {
  NamedBy out;
  if (live_) {
    for (const std::string_view key : keys) {
      const auto writer = who_names(*live_, key, [](const Writer&) { return true; });
      if (writer) out.emplace(key, namers_[static_cast<std::size_t>(writer->namer)].reference.target);
    }
  } else {
    out = named_by_rows(keys);
  }
  out.merge(named_in_bin(keys));
  return out;
}

std::map<std::string, std::uint64_t, std::less<>> count_pointing(World& world, const Reference& reference,
                                                                 std::span<const std::string_view> keys) {
  std::map<std::string, std::uint64_t, std::less<>> out;
  const Namer namer{&world.stores.get(reference.store), reference, false};
  const auto count = [&out](const std::string& key) { ++out[key]; };
  placed(reference, [&] {
    if (reference.spelling.form == KeyForm::key) return ask_for_keys(namer, keys, count);
    Pointed sought;
    for (const std::string_view key : keys) sought.add(key);
    read_names(
        namer, [] { return false; },
        [&](const std::string& name) {
          for (const std::string& said : keys_of(name, reference.spelling)) sought.each(said, count);
        });
  });
  return out;
}

}  // namespace winnow
