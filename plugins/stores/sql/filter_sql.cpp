#include "sql/filter_sql.h"

namespace winnow::sql {
namespace {

std::string render(const Filter& filter, Leaves& leaves, Widening widening) {
  switch (filter.op) {
    case WINNOW_ALWAYS: return "1 = 1";
    case WINNOW_AND:
    case WINNOW_OR: {
      std::string out = "(";
      for (const Filter& part : filter.parts) {
        if (out.size() > 1) out += filter.op == WINNOW_AND ? " AND " : " OR ";
        out += render(part, leaves, widening);
      }
      return out + ")";
    }
    case WINNOW_NOT: {
      const Widening inside = widening == Widening::yes ? Widening::no : Widening::yes;
      return "(NOT " + render(filter.parts.front(), leaves, inside) + ")";
    }
    default: return leaves.leaf(filter, widening);
  }
}

}  // namespace

std::string condition(const Filter& filter, Leaves& leaves) {
  return render(filter, leaves, Widening::yes);
}

}  // namespace winnow::sql
