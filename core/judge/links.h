/// Who names an item, in live rows and in rows in the bin: the one place that knows. Which columns name it namer.h
/// says.
///
/// A value names the keys that it plainly says (spelling.h). A value that says none, or none that is there, is in
/// doubt: what it may mean stays, and all below a folder that it may mean. Columns are read as a whole, page by
/// page, or asked in small pieces where an index helps: no statement grows with the number of keys.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/judge/namer.h"
#include "core/state/name_book.h"

namespace winnow {

/// Keys, each with the target of a row that names it.
using NamedBy = std::map<std::string, std::string, std::less<>>;

/// Lines of a segment that are about to be purged, and so name nothing any more.
struct Leaving {
  std::int64_t segment = 0;
  std::set<std::int64_t> lines{};
};

/// Thread rule: one thread. Every member throws Failure with the place in the TOML of what cannot be asked; then
/// nobody knows, and what was asked about stays.
class Links {
 public:
  /// Opens the stores of the rows. `job`: one that the TOML may not hold (an approved form), or nullptr.
  Links(World& world, OpenStore& named, const std::string& target, const JobConfig* job = nullptr);

  /// The keys are equal by a collation that the columns need not have: all values are looked at.
  void look_at_all() {
    for (Namer& namer : namers_) namer.loose = true;
  }

  bool none() const { return namers_.empty(); }
  const std::vector<Namer>& namers() const { return namers_; }

  /// Asks every column once, so that a mistake shows before anything is touched.
  void check();
  /// After check(): the columns in which any row has a value, as "app/cases.contact", and those that are empty.
  const std::set<std::string>& answering() const { return answering_; }
  const std::set<std::string>& silent() const { return silent_; }
  /// Those of `keys` that live rows name now.
  NamedBy named_by_rows(std::span<const std::string_view> keys);
  /// Those of `keys` that rows in the bin name, `leaving` aside.
  NamedBy named_in_bin(std::span<const std::string_view> keys, const Leaving& leaving = {});

  /// Reads all columns once, for a plan that asks about page after page; named() then answers out of that.
  void read_all();
  /// Ends that: named() asks anew.
  void forget() { live_.reset(); }
  /// Those of `keys` that any row names, live or in the bin, `leaving` aside.
  NamedBy named(std::span<const std::string_view> keys, const Leaving& leaving = {});
  /// After read_all(): how many values of each namer say no key that is there.
  const std::vector<std::uint64_t>& unknown_values() const { return unknown_; }

 private:
  /// Whether a signal ends the reading: what is asked while a batch is on its way is asked to the end.
  enum class Signals { heed, ignore };
  void read(const Namer& namer, Signals signals, const std::function<void(const std::string& name)>& visit);
  NamedBy search_files(std::span<const std::string_view> keys);
  NamedBy search_rows(std::span<const std::string_view> keys);
  std::set<std::string, std::less<>> those_there(const std::set<std::string, std::less<>>& keys);
  void mark_those_there();
  void read_bin();
  std::optional<Writer> who_names(NameBook& book, std::string_view key, const NameBook::Accepts& accepts);

  World& world_;
  OpenStore& named_;
  std::vector<Namer> namers_;
  std::optional<NameBook> live_, binned_;
  std::int64_t binned_until_ = 0;
  std::vector<std::uint64_t> unknown_;
  std::set<std::string> answering_, silent_;
};

}  // namespace winnow
