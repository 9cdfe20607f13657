#include "core/judge/links.h"

#include <algorithm>
#include <unordered_set>

#include "core/judge/key_forms.h"
#include "core/state/bin_index.h"

namespace winnow {
namespace {

constexpr std::size_t kKeysAtOnce = 500;
constexpr std::size_t kAnswered = 10'000;  ///< values that are remembered at a time

/// Whether the item is what its key says. A link, a folder and what cannot be looked at may stand for others; a
/// file with a second name is a file.
bool is_there(const winnow_item& item) {
  const std::string_view obstacle = view(item.obstacle);
  return obstacle.empty() || obstacle == "hard_link";
}

/// A folder of one name means what lies below it only where a value ends so; else it may be any word.
std::string lone_folder(std::string_view name) {
  return std::string(name) + "/";
}

void add_meanings(NameBook& book, std::string_view value, const Writer& writer) {
  for (const std::string& meaning : meanings_of(value)) {
    each_end(meaning, [&](std::string_view end) {
      book.add_path(end, end.size() == meaning.size() ? NameBook::Path::whole : NameBook::Path::end, writer);
    });
  }
  if (!value.ends_with('/') || value.size() > kLongestPath) return;
  if (const std::string path = folded(value); path.find('/') == std::string::npos) {
    book.add_path(lone_folder(path), NameBook::Path::whole, writer);
  }
}

}  // namespace

Links::Links(World& world, OpenStore& named, const std::string& target, const JobConfig* job)
    : world_(world), named_(named), namers_(namers_of(world, named, target, job)) {}

void Links::check() {
  if (namers_.empty()) return;
  const std::vector<SegmentRow> segments = BinIndex(world_.state).find(SegmentQuery{});
  for (const Namer& namer : namers_) {
    refuse_sets_in_bin(namer, segments, world_);
    (try_to_read(namer) ? answering_ : silent_).insert(namer.reference.name());
  }
}

void Links::read(const Namer& namer, Signals signals, const std::function<void(const std::string& name)>& visit) {
  const auto stopping = [&] { return signals == Signals::heed && world_.host.stopping(); };
  read_names(namer, stopping, visit);
  if (stopping()) throw Failure(namer.reference.place.text(), "stopped while asking who names files");
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
      ask_for_keys(namer, keys, found);
      continue;
    }
    Pointed sought(namer.zone);
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
    std::unordered_set<std::string> answered;  // many rows may say the same: a folder, above all
    read(namer, Signals::ignore, [&](const std::string& name) {
      if (answered.size() == kAnswered) answered.clear();
      if (!answered.insert(name).second) return;
      const std::vector<std::string> says = keys_of(name, namer.reference.spelling);
      for (const std::string& key : says) {
        if (sought.is_key(key)) out.emplace(key, namer.reference.target);
      }
      for (const std::string& aside : asides_of(name, namer.reference.spelling)) {
        for (const std::string& key : sought.meant_by(aside)) out.emplace(key, namer.reference.target);
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
        for (const winnow_item& item : items) {
          if (is_there(item)) out.emplace(view(item.key));
        }
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
  for (std::size_t i = 0; i < namers_.size(); ++i) {
    const Writer writer{static_cast<std::int64_t>(i)};
    read(namers_[i], Signals::heed, [&](const std::string& name) {
      const std::vector<std::string> says = keys_of(name, namers_[i].reference.spelling);
      for (const std::string& key : says) live_->add_key(key, writer);
      for (const std::string& aside : asides_of(name, namers_[i].reference.spelling))
        add_meanings(*live_, aside, writer);
      if (!says.empty()) return;
      ++unknown_[i];
      add_meanings(*live_, name, writer);
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
      add_meanings(*live_, key, writer);
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
        for (const winnow_item& item : items) {
          if (is_there(item)) live_->mark_there(view(item.key));
        }
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
        for (const std::string& key : says) binned_->add_key(key, writer);
        // Its file lies in the bin too, most often, so that nobody can tell whether what it says is a key: what it
        // may mean counts as well.
        add_meanings(*binned_, name, writer);
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
  each_folder(whole, [&](std::string_view folder) {
    if (out) return;
    const bool lone = folder.find('/') == std::string_view::npos;
    out = book.who_wrote_path(lone ? lone_folder(folder) : std::string(folder), NameBook::Path::end, accepts);
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

NamedBy Links::named(std::span<const std::string_view> keys, const Leaving& leaving) {
  NamedBy out;
  if (live_) {
    for (const std::string_view key : keys) {
      const auto writer = who_names(*live_, key, [](const Writer&) { return true; });
      if (writer) out.emplace(key, namers_[static_cast<std::size_t>(writer->namer)].reference.target);
    }
  } else {
    out = named_by_rows(keys);
  }
  out.merge(named_in_bin(keys, leaving));
  return out;
}

}  // namespace winnow
