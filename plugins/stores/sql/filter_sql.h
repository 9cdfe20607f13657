/// A filter as the text of an SQL condition, for every SQL store: this file knows AND, OR and NOT, the store's
/// Leaves know one comparison in their dialect.
///
/// The condition is never narrower than the filter: an item for which the host's own evaluation says yes is
/// always among the rows for which the condition is true. It may be wider; the host judges again. Two rules give
/// that: where the filter is unknown a leaf may answer anything (AND, OR and NOT turn no yes into a no when an
/// unknown part becomes known), and where a dialect cannot express a comparison at all it answers whatever lets
/// more rows through, which under NOT is false. Thread rule: plain functions.
#pragma once

#include <string>

#include "winnow/filter.hpp"

namespace winnow::sql {

/// Which answer of a leaf lets more rows through: `yes` outside of NOT, `no` inside of it.
enum class Widening { yes, no };

/// One comparison in a dialect. Values are bound, never written into the text.
class Leaves {
 public:
  virtual ~Leaves() = default;
  /// `comparison`: any operator but ALWAYS, AND, OR, NOT. Throws Error(WINNOW_BAD_CONFIG) for an unknown column.
  virtual std::string leaf(const Filter& comparison, Widening widening) = 0;
};

/// " <= " and its like. Throws Error(WINNOW_BROKEN) for what compares with no single value.
const char* sign_of(winnow_op op);

/// The whole condition, in parentheses where it needs them.
std::string condition(const Filter& filter, Leaves& leaves);

}  // namespace winnow::sql
