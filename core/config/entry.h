/// Typed reading of TOML with places: each value knows its name and where it stands, so that each mistake can say
/// so.
///
///   Section job(table, place);
///   job.refuse_others(kJobKeys);
///   const std::string store = job.need("store", "the name of a [stores] table").text();
///   if (const auto entry = job.find("retention")) retention = entry->duration();
///
/// Every member that reads throws Failure (configuration) with place, name and remedy. Thread rule: plain data;
/// both classes refer to the TOML tree, which must outlive them.
#pragma once

#include <toml++/toml.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/durations.h"
#include "core/config/config.h"

namespace winnow {

class Section;

/// One value of a table or of a list.
class Entry {
 public:
  Entry(std::string name, const toml::node& node, Place place)
      : name_(std::move(name)), node_(&node), place_(std::move(place)) {}

  const std::string& name() const { return name_; }
  const toml::node& node() const { return *node_; }
  const Place& place() const { return place_; }

  std::string text() const;  ///< never empty
  std::string one_of(std::span<const std::string> words) const;
  bool boolean() const;
  std::int64_t integer() const;
  double real() const;        ///< an integer will do; finite
  Duration duration() const;  ///< never zero
  double percent() const;     ///< "50%" as 0.5; above 0
  Time time(const Zone& zone) const;
  std::vector<Entry> elements() const;      ///< of a list, which may be empty
  std::vector<std::string> texts() const;   ///< of a list that is not empty
  Section section(std::string name) const;  ///< of a table; `name` is for messages
  std::vector<Section> rows() const;        ///< of a list of tables

  /// "PLACE: NAME: what; hint"
  [[noreturn]] void fail(std::string_view what, std::string_view hint = {}) const;

 private:
  [[noreturn]] void want(std::string_view wanted) const;

  std::string name_;
  const toml::node* node_;
  Place place_;
};

/// One table. Where its place has no line, its keys have none either.
class Section {
 public:
  Section(const toml::table& table, Place place) : table_(&table), place_(std::move(place)) {}

  const toml::table& table() const { return *table_; }
  const Place& place() const { return place_; }
  /// Of the key; of the table where there is no such key.
  Place place(std::string_view key) const;

  std::optional<Entry> find(std::string_view key) const;
  /// `meaning` says in a message what the key is for.
  Entry need(std::string_view key, std::string_view meaning) const;
  /// In the order of the keys' bytes.
  std::vector<Entry> entries() const;
  /// In the order of the file.
  std::vector<Entry> entries_as_written() const;

  /// The first key, as written, that is not in `known`.
  std::optional<Entry> first_other(const std::vector<std::string>& known) const;
  void refuse_others(const std::vector<std::string>& known) const;

  [[noreturn]] void fail(std::string_view what, std::string_view hint = {}) const;

 private:
  const toml::table* table_;
  Place place_;
};

/// "an integer", "a list": what a TOML value is, for messages.
std::string_view kind_of(const toml::node& node);

}  // namespace winnow
