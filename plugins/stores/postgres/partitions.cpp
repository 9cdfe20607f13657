#include "partitions.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "dialect.h"

namespace winnow::postgres {
namespace {

/// A name as keys write it: quoted only where a dot or a quote in it could be taken for another name's.
std::string plain(const std::string& name) {
  return name.find_first_of(".\"") == std::string::npos ? name : quoted_name(name);
}

/// The two texts of FOR VALUES FROM ('...') TO ('...'); nullopt: without an end, or not of one value.
using Ends = std::pair<std::optional<std::string>, std::optional<std::string>>;
Ends ends_of(std::string_view bound) {
  const auto value_after = [bound](std::string_view words) -> std::optional<std::string> {
    const std::size_t at = bound.find(words);
    if (at == std::string_view::npos) return std::nullopt;
    const std::string_view rest = bound.substr(at + words.size());
    if (!rest.starts_with('\'')) return std::nullopt;  // MINVALUE, MAXVALUE
    return std::string(rest.substr(1, rest.find('\'', 1) - 1));
  };
  return {value_after("FROM ("), value_after("TO (")};
}

/// The moment at which a bound stands. A date is one by its first moment, in the configured zone.
std::int64_t time_of_bound(const std::optional<std::string>& text, std::string_view type, const Host& host) {
  if (!text) return WINNOW_TIME_NONE;
  if (type == "date") return host.read_time(*text + "T00:00:00");
  if (type == "timestamp") return host.read_time(*text);
  std::string_view utc = *text;
  if (!utc.ends_with("+00")) return WINNOW_TIME_UNREADABLE;  // infinity
  utc.remove_suffix(3);
  return host.read_time(std::string(utc) + "Z");
}

/// The type of the one column by whose ranges the table is partitioned.
std::string type_of_ranges(sql::Driver& driver, std::string_view target, const std::string& oid) {
  const sql::Param id[] = {oid};
  std::string strategy, type;
  bool one = false;
  driver.query(
      "SELECT p.partstrat::text, (p.partnatts = 1)::text, t.typname FROM pg_partitioned_table p LEFT JOIN "
      "pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[0] AND a.attnum > 0 LEFT JOIN pg_type "
      "t "
      "ON t.oid = a.atttypid WHERE p.partrelid = $1::oid",
      id, [&](std::span<const sql::Cell> row) {
        strategy = row[0].value_or("");
        one = row[1] == "true";
        type = row[2].value_or("");
        return Next::more;
      });
  const bool time = type == "timestamptz" || type == "timestamp" || type == "date";
  if (strategy == "r" && one && time) return type;
  throw Error(
      WINNOW_BAD_CONFIG,
      "\"" + std::string(target) + "\" " +
          (strategy.empty() ? "is not partitioned; name it in a store with plugin = \"postgres\""
                            : "is not partitioned by the range of one timestamptz, timestamp or date, so that "
                              "the age of a partition is not known"));
}

std::string oid_of(sql::Driver& driver, std::string_view target, const std::string& name) {
  const sql::Param names[] = {name};
  const auto oid = driver.value("SELECT to_regclass($1::text)::oid::text", names);
  if (!oid) throw Error(WINNOW_BAD_CONFIG, "no table \"" + std::string(target) + "\"");
  return *oid;
}

template <class Number>
Number number_of(const sql::Cell& cell) {
  Number out = 0;
  const std::string_view text = cell.value_or("0");
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

}  // namespace

const Partition* PartitionedTable::find(std::string_view key) const {
  const auto at = std::ranges::find(partitions, key, &Partition::key);
  return at == partitions.end() ? nullptr : &*at;
}

PartitionedTable read_partitions(sql::Driver& driver, std::string_view target, const std::string& schema,
                                 const Host& host, Sizes sizes) {
  PartitionedTable out;
  out.name = table_name(target, schema);
  out.oid = oid_of(driver, target, out.name);
  const std::string type = type_of_ranges(driver, target, out.oid);
  const sql::Param id[] = {out.oid};
  const std::string size = sizes == Sizes::yes ? "pg_total_relation_size(c.oid)::text" : "'0'";
  driver.query(
      "SELECT c.oid::text, n.nspname, c.relname, pg_get_userbyid(c.relowner), pg_get_expr(c.relpartbound, c.oid), "
      "pg_get_partition_constraintdef(c.oid), greatest(c.reltuples, 0)::bigint::text, " +
          size +
          ", CASE WHEN pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT' THEN 'default_partition' "
          "WHEN c.relkind = 'f' THEN 'foreign_table' "
          // SET SCHEMA would leave its own partitions where they are.
          "WHEN c.relkind <> 'r' THEN 'partitioned_further' "
          "WHEN NOT pg_has_role(c.relowner, 'USAGE') THEN 'not_owner' "
          "WHEN NOT has_schema_privilege(n.oid, 'CREATE') THEN 'no_way_back' "
          // Detaching looks at foreign keys that refer to the whole table, not at those that name the partition.
          "WHEN EXISTS (SELECT 1 FROM pg_constraint k WHERE k.contype = 'f' AND k.confrelid = c.oid AND "
          "k.conparentid = 0) THEN 'referenced_itself' ELSE '' END "
          "FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
          "WHERE i.inhparent = $1::oid ORDER BY n.nspname, c.relname",
      id, [&](std::span<const sql::Cell> row) {
        Partition one;
        one.oid = row[0].value_or("");
        one.schema = row[1].value_or("");
        one.name = row[2].value_or("");
        one.owner = row[3].value_or("");
        one.key = (one.schema == schema ? "" : plain(one.schema) + ".") + plain(one.name);
        one.bound = row[4].value_or("");
        one.range = row[5].value_or("");
        const Ends ends = ends_of(one.bound);
        one.from = time_of_bound(ends.first, type, host);
        one.until = time_of_bound(ends.second, type, host);
        one.rows = number_of<std::int64_t>(row[6]);
        one.bytes = number_of<std::uint64_t>(row[7]);
        one.obstacle = row[8].value_or("");
        out.partitions.push_back(std::move(one));
        return Next::more;
      });
  return out;
}

std::optional<Whereabouts> find_by_oid(sql::Driver& driver, const std::string& oid) {
  const sql::Param id[] = {oid};
  std::optional<Whereabouts> out;
  driver.query(
      "SELECT n.nspname, c.relname, i.inhparent::text, pg_get_expr(c.relpartbound, c.oid) FROM pg_class c JOIN "
      "pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_inherits i ON i.inhrelid = c.oid WHERE c.oid = "
      "$1::oid",
      id, [&](std::span<const sql::Cell> row) {
        out = Whereabouts{std::string(row[0].value_or("")), std::string(row[1].value_or("")),
                          std::string(row[2].value_or("")), std::string(row[3].value_or(""))};
        return Next::more;
      });
  return out;
}

}  // namespace winnow::postgres
