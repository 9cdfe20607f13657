/// Evaluates a filter on items: the host's own judgement, whatever a store has already sifted.
///
///   Matcher match(selection.match, selection);
///   if (match(item) == Truth::yes) ...
///
/// Three-valued as SQL (ISO 9075): a comparison with NULL, with a missing field or across families (number, text,
/// bytes, time, span, other) is unknown, and NOT of unknown is unknown. Texts compare bytewise; in a loose field,
/// where the database takes 'Legal' for 'legal', it is unknown whether such two are equal. The selection's
/// time field is answered from item.time; the guard distrusts that one by its own rules. In any other field a time
/// before `earliest` means "never", so that comparing it is unknown too: a row whose closed_at is 0001-01-01 was
/// not closed 90 days ago. Thread rule: const after construction.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/times.h"
#include "winnow/selection.hpp"

namespace winnow {

enum class Truth { no, unknown, yes };

class Matcher {
 public:
  /// Throws Error(WINNOW_BROKEN) when the filter names a field that the selection does not fetch.
  Matcher(const Filter& filter, const Selection& selection, Time earliest = kFirstTime,
          std::span<const std::string> loose_fields = {});

  /// On an item as the store shows it.
  Truth operator()(const winnow_item& item) const { return (*this)(item.fields, item.time); }
  /// On fields (in the selection's order) and a time read later, as a piece brings them.
  Truth operator()(const winnow_value* fields, std::int64_t time) const;

 private:
  struct Node {
    winnow_op op;
    bool on_time;       ///< compare item.time instead of a field
    bool loose;         ///< as its field is
    std::size_t field;  ///< index into the item's fields
    std::vector<Value> values;
    std::vector<Node> parts;
  };
  static Node compile(const Filter& filter, const Selection& selection, std::span<const std::string> loose_fields);
  Truth evaluate(const Node& node, const winnow_value* fields, std::int64_t time) const;
  bool means_never(const winnow_value& value) const {
    return value.type == WINNOW_TIME && (value.as.i == 0 || value.as.i < earliest_);
  }

  Node root_;
  std::int64_t earliest_;
};

/// Compares two values of one family: negative, zero or positive; nullopt: not comparable, which is unknown.
/// For OTHER only zero or not zero means something.
std::optional<int> compare(const winnow_value& a, const winnow_value& b);

}  // namespace winnow
