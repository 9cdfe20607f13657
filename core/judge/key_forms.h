/// What may be written for a key, where columns are searched for keys that are known; spelling.h goes the other
/// way, from a value to the keys that it says. Thread rule: plain data.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/times.h"
#include "winnow/value.hpp"

namespace winnow {

/// A key as the values that a referring column may hold: text (in either case), bytes, also those that it writes in
/// hexadecimal digits, the number or the time that it writes.
void add_forms(std::vector<Value>& out, const std::string& key);

/// What a row may be called that points at another by this value: the keys that stores write for an equal value. A
/// store compares 1.10 with 1.1 and, by some collations, a with A or with a blank behind it. Empty: nothing is
/// named.
std::vector<std::string> names_of(const winnow_value& value);

/// The keys that a store may have for an item whose one value somebody wrote plainly: the other way round. None for
/// what is written so already.
std::vector<std::string> marked_forms(std::string_view value);

/// Keys of rows, by what a column that points at them may say: names_of().
class Pointed {
 public:
  /// `zone`: in which the store reads times that name none.
  explicit Pointed(const Zone& zone = {}) : zone_(zone) {}
  void add(std::string_view key);
  void clear() { keys_.clear(); }
  void each(std::string_view name, const std::function<void(const std::string& key)>& visit) const;

 private:
  Zone zone_;
  std::multimap<std::string, std::string, std::less<>> keys_;
};

/// The keys of a search, by what values may write for them.
class Sought {
 public:
  explicit Sought(std::span<const std::string_view> keys);

  bool is_key(const std::string& name) const { return exact_.contains(name); }

  /// The keys that the value may mean.
  std::set<std::string> meant_by(std::string_view value) const;

 private:
  std::set<std::string, std::less<>> exact_;
  std::map<std::string, std::vector<std::string>, std::less<>> by_path_, by_end_, by_folder_;
};

}  // namespace winnow
