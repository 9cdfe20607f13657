// What hangs on rows, for the plan.
#include <algorithm>

#include "sql/dependants.h"

namespace winnow::sql {

std::vector<DependantCount> count_dependants(const Dialect& dialect, Driver& driver, const Table& table,
                                             std::span<const std::string_view> keys) {
  const Dependants found(dialect, driver, table, keys, Dependants::Reading::counted);
  std::vector<DependantCount> out(found.tables());
  for (std::size_t n = 0; n < out.size(); ++n) out[n].target = found.table(n).target;
  found.each([&out](const Dependant& row, Dependants::Fate fate) {
    ++(fate == Dependants::Fate::goes ? out[row.table].gone : out[row.table].changed);
  });
  std::erase_if(out, [](const DependantCount& one) { return one.gone == 0 && one.changed == 0; });
  std::ranges::sort(out, {}, &DependantCount::target);
  return out;
}

std::vector<DependantRow> nearest_dependants(const Dialect& dialect, Driver& driver, const Table& table,
                                             std::span<const std::string_view> keys) {
  const Dependants found(dialect, driver, table, keys, Dependants::Reading::nearest);
  std::vector<DependantRow> out;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    found.each_near(i, [&](const Dependant& row, Dependants::Fate) {
      out.push_back({i, found.table(row.table).target, row.key});
    });
  }
  return out;
}

std::vector<Referrer> referrers_of(const Dialect& dialect, Driver& driver, const Table& table,
                                   std::span<const std::string_view> keys) {
  std::vector<Referrer> out;
  if (table.references.empty()) return out;
  const Dependants found(dialect, driver, table, keys, Dependants::Reading::counted);
  for (const auto& [place, kept] : found.kept()) {
    if (!kept.referrer.empty()) out.push_back({place, kept.referrer});
  }
  return out;
}

}  // namespace winnow::sql
