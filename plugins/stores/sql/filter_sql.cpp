#include "sql/filter_sql.h"

#include <span>

namespace winnow::sql {
namespace {

std::string render(const Filter& filter, Leaves& leaves, Widening widening);

/// Halves in parentheses: the tree that a database makes of "a OR b OR c" is as deep as the chain is long, and
/// databases limit that depth.
std::string render_chain(std::span<const Filter> parts, const char* between, Leaves& leaves, Widening widening) {
  if (parts.size() == 1) return render(parts.front(), leaves, widening);
  const std::size_t half = parts.size() / 2;
  std::string out = "(" + render_chain(parts.first(half), between, leaves, widening) + between;
  return out + render_chain(parts.subspan(half), between, leaves, widening) + ")";
}

std::string render(const Filter& filter, Leaves& leaves, Widening widening) {
  switch (filter.op) {
    case WINNOW_ALWAYS: return "1 = 1";
    case WINNOW_AND: return render_chain(filter.parts, " AND ", leaves, widening);
    case WINNOW_OR: return render_chain(filter.parts, " OR ", leaves, widening);
    case WINNOW_NOT: {
      const Widening inside = widening == Widening::yes ? Widening::no : Widening::yes;
      return "(NOT " + render(filter.parts.front(), leaves, inside) + ")";
    }
    default: return leaves.leaf(filter, widening);
  }
}

}  // namespace

const char* sign_of(winnow_op op) {
  switch (op) {
    case WINNOW_EQ: return " = ";
    case WINNOW_NE: return " <> ";
    case WINNOW_LT: return " < ";
    case WINNOW_LE: return " <= ";
    case WINNOW_GT: return " > ";
    case WINNOW_GE: return " >= ";
    default: throw Error(WINNOW_BROKEN, "a filter with the unknown operator " + std::to_string(op));
  }
}

std::string condition(const Filter& filter, Leaves& leaves) {
  return render(filter, leaves, Widening::yes);
}

}  // namespace winnow::sql
