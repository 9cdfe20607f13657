/// The columns in which rows name items, and what stands in them.
///
/// A file or object is named by every column that the TOML says names its store: `files` of any job, `references`
/// of any job over that store or with files in it, the store's own `named_by`. A row is named by the `references`
/// of the jobs over its target. The same store under another name is the same.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/judge/open_bin.h"
#include "core/judge/spelling.h"
#include "core/state/bin_index.h"

namespace winnow {

/// A column in which rows name items. What goes wrong in the functions below is a Failure with the place where the
/// TOML names it.
struct Namer {
  OpenStore* rows;
  Reference reference;  ///< target, column, spelling, where
  bool explained;       ///< whether values that name nothing are counted: its rows name nothing but these files
  Zone zone{};          ///< in which times without one are read
  bool loose = false;   ///< of rows whose keys are equal by a collation of theirs, so that all values are looked at
};

/// Opens the stores of the rows. `named`: the store of the items, `target`: theirs where they are rows; `job`: one
/// that the TOML may not hold (an approved form), or nullptr.
std::vector<Namer> namers_of(World& world, OpenStore& named, const std::string& target, const JobConfig* job);

/// Throws Failure where rows that may name items lie in the bin as parts of a whole: nobody can tell what they
/// name. `segments`: all of the bin.
void refuse_sets_in_bin(const Namer& namer, const std::vector<SegmentRow>& segments, World& world);

/// Asks for a row, so that a mistake shows. Answers whether any row has a value in the column.
bool try_to_read(const Namer& namer);

/// Calls `visit` with the value of one row that counts after the other, as long as it wants more.
void look_at(const Namer& namer, const std::function<Next(const winnow_value& value)>& visit);

/// Calls `visit` with what stands in the column of each row that counts, until `stopping`.
void read_names(const Namer& namer, const std::function<bool()>& stopping,
                const std::function<void(const std::string& name)>& visit);

/// Calls `found` with a key of `keys` for each row that says it, asking for some keys at a time. For columns that
/// hold plain keys.
void ask_for_keys(const Namer& namer, std::span<const std::string_view> keys,
                  const std::function<void(const std::string& key)>& found);

/// How many rows point at each of `keys`; keys at which none points are left out.
std::map<std::string, std::uint64_t, std::less<>> count_pointing(const Namer& namer,
                                                                 std::span<const std::string_view> keys);

}  // namespace winnow
