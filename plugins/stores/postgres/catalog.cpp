// What PostgreSQL's catalog says of a table.
#include <algorithm>
#include <array>

#include "dialect.h"
#include "triggers.h"

namespace winnow::postgres {
namespace {

using sql::Column;
using sql::Family;

struct FamilyOfType {
  std::string_view type;
  Family family;
};
/// By pg_type.typname of the type beneath all domains; what is not here is compared as its text.
constexpr std::array kFamilies = {
    FamilyOfType{"int2", Family::number},         FamilyOfType{"int4", Family::number},
    FamilyOfType{"int8", Family::number},         FamilyOfType{"numeric", Family::number},
    FamilyOfType{"float4", Family::number},       FamilyOfType{"float8", Family::number},
    FamilyOfType{"bool", Family::boolean},        FamilyOfType{"bytea", Family::bytes},
    FamilyOfType{"timestamptz", Family::instant}, FamilyOfType{"timestamp", Family::local_time},
    FamilyOfType{"date", Family::date},           FamilyOfType{"json", Family::other},
    FamilyOfType{"jsonb", Family::other},         FamilyOfType{"xml", Family::other},
    FamilyOfType{"interval", Family::other},      FamilyOfType{"time", Family::other},
    FamilyOfType{"timetz", Family::other}};

Family family_of(std::string_view type, std::string_view kind) {
  if (kind == "A" || kind == "R" || kind == "C" || kind == "G")
    return Family::other;  // arrays, ranges, rows, shapes
  for (const FamilyOfType& known : kFamilies) {
    if (known.type == type) return known.family;
  }
  return Family::text;
}

/// What pg_class says of a name.
struct Relation {
  std::string oid;
  bool is_view = false;
};

Relation find_relation(sql::Driver& driver, std::string_view target, const std::string& schema,
                       const std::string& name) {
  const sql::Param names[] = {schema, name};
  std::string oid;
  std::string kind;
  driver.query(
      "SELECT c.oid::text, c.relkind::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
      "WHERE n.nspname = $1::text AND c.relname = $2::text",
      names, [&](std::span<const sql::Cell> row) {
        oid = row[0].value_or("");
        kind = row[1].value_or("");
        return Next::more;
      });
  if (oid.empty()) {
    std::string known;
    driver.query(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = "
        "$1::text AND c.relkind IN ('r', 'p') ORDER BY 1 LIMIT 30",
        std::span(names).first(1), [&](std::span<const sql::Cell> row) {
          known += (known.empty() ? "" : ", ") + std::string(row[0].value_or(""));
          return Next::more;
        });
    throw Error(WINNOW_BAD_CONFIG, "no table \"" + std::string(target) + "\"; schema \"" + schema +
                                       "\" has: " + (known.empty() ? "none" : known));
  }
  if (kind == "m") {
    throw Error(WINNOW_BAD_CONFIG, "\"" + std::string(target) +
                                       "\" is a materialized view, whose rows are those of its last refresh; name "
                                       "the table behind it");
  }
  if (kind != "r" && kind != "p" && kind != "v") {
    throw Error(WINNOW_BAD_CONFIG,
                "\"" + std::string(target) + "\" is no table but a foreign table or something else; name a table");
  }
  return {oid, kind == "v"};
}

void read_columns(sql::Driver& driver, const std::string& oid, sql::Table& table) {
  const sql::Param id[] = {oid};
  driver.query(
      "WITH RECURSIVE base(att, typ) AS (SELECT a.attnum, a.atttypid FROM pg_attribute a WHERE a.attrelid = "
      "$1::oid "
      "UNION ALL SELECT b.att, t.typbasetype FROM base b JOIN pg_type t ON t.oid = b.typ WHERE t.typtype = 'd') "
      "SELECT a.attname, format_type(a.atttypid, a.atttypmod), t.typname, t.typcategory::text, "
      "(a.attgenerated <> '')::text, coalesce(array_position(i.indkey::int2[], a.attnum), -1)::text, "
      "(t.typname = 'citext' OR EXISTS (SELECT FROM pg_collation l WHERE l.oid = a.attcollation AND NOT "
      "l.collisdeterministic))::text "
      "FROM pg_attribute a JOIN base b ON b.att = a.attnum JOIN pg_type t ON t.oid = b.typ AND t.typtype <> 'd' "
      "LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary "
      "WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
      id, [&](std::span<const sql::Cell> row) {
        Column column;
        column.name = row[0].value_or("");
        column.type = row[1].value_or("");
        column.family = family_of(row[2].value_or(""), row[3].value_or(""));
        column.generated = row[4] == "true";
        column.loose = column.same_if_alike = row[6] == "true";
        if (row[5] != "-1") table.key.push_back(table.columns.size());
        table.columns.push_back(std::move(column));
        return Next::more;
      });
}

std::vector<std::string> names_of(std::string_view joined) {
  std::vector<std::string> out;
  while (!joined.empty()) {
    const std::size_t end = std::min(joined.find('\x01'), joined.size());
    out.emplace_back(joined.substr(0, end));
    joined.remove_prefix(std::min(joined.size(), end + 1));
  }
  return out;
}

sql::Rule rule_of(std::string_view letter) {
  if (letter == "c") return sql::Rule::cascade;
  if (letter == "n") return sql::Rule::set_null;
  return letter == "d" ? sql::Rule::set_default : sql::Rule::restrict;
}

void read_references(sql::Driver& driver, const std::string& oid, const std::string& schema, sql::Table& table) {
  const sql::Param id[] = {oid};
  const auto blocker = [&table](const std::string& name, const std::string& words) {
    table.facts.push_back({WINNOW_FACT_BLOCKER, WINNOW_NULL, name, words});
  };
  driver.query(
      "SELECT n.nspname, c.relname, k.confdeltype::text, "
      "(SELECT string_agg(a.attname, chr(1) ORDER BY u.n) FROM unnest(k.conkey) WITH ORDINALITY u(att, n) "
      " JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.att), "
      "(SELECT string_agg(a.attname, chr(1) ORDER BY u.n) FROM unnest(k.confkey) WITH ORDINALITY u(att, n) "
      " JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.att), "
      "(SELECT string_agg(format('OPERATOR(%I.%s)', s.nspname, o.oprname), chr(1) ORDER BY u.n) FROM "
      " unnest(k.conpfeqop) WITH ORDINALITY u(op, n) JOIN pg_operator o ON o.oid = u.op JOIN pg_namespace s ON "
      "s.oid = o.oprnamespace), "
      "EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey) AND "
      "a.attnotnull)::text, "
      "(to_jsonb(k) ->> 'confdelsetcols' IS NOT NULL)::text, "  // since PostgreSQL 15
      "has_table_privilege(k.conrelid, 'SELECT')::text, (k.confrelid <> $1::oid)::text "
      "FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
      "WHERE k.contype = 'f' AND k.conparentid = 0 AND k.confrelid IN " +
          kParts + " ORDER BY k.oid",
      id, [&](std::span<const sql::Cell> row) {
        sql::Reference reference;
        const std::string in(row[0].value_or(""));
        const std::string name(row[1].value_or(""));
        reference.child = in == schema ? name : in + "." + name;
        reference.child_name = quoted_name(in) + "." + quoted_name(name);
        reference.rule = rule_of(row[2].value_or(""));
        reference.child_columns = names_of(row[3].value_or(""));
        reference.parent_columns = names_of(row[4].value_or(""));
        reference.equals = names_of(row[5].value_or(""));
        const bool sets_null = reference.rule == sql::Rule::set_null;
        if (sets_null && row[6] == "true") reference.rule = sql::Rule::restrict;  // the server refuses the NULL
        if (sets_null && row[7] == "true") {
          blocker("partly_null", "a foreign key of \"" + reference.child +
                                     "\" sets some of its columns NULL (ON DELETE SET NULL (...)), which no copy "
                                     "would tell; let it set all of them, or restrict");
        }
        if (row[9] == "true" && reference.rule != sql::Rule::restrict) {
          blocker("of_a_partition", "a foreign key of \"" + reference.child +
                                        "\" refers to one partition alone, and changes its rows when one is "
                                        "deleted; let it refer to the whole table, or restrict");
        }
        if (row[8] != "true") {
          blocker("unseen_rows", "rows of \"" + reference.child + "\" refer to \"" + table.target +
                                     "\", and this account may not read them; grant it SELECT there");
        }
        table.references.push_back(std::move(reference));
        return Next::more;
      });
}

/// What else makes a removal do more than its statement says, or an undo impossible.
void read_obstacles(sql::Driver& driver, const std::string& oid, sql::Table& table) {
  const sql::Param id[] = {oid};
  const auto blocker = [&table](const std::string& name, const std::string& remedy) {
    table.facts.push_back({WINNOW_FACT_BLOCKER, WINNOW_NULL, name, remedy});
  };
  driver.query("SELECT rulename, (ev_type = '2')::text FROM pg_rewrite WHERE ev_class = $1::oid AND ev_type <> '1'",
               id, [&](std::span<const sql::Cell> row) {
                 const std::string rule = "rule \"" + std::string(row[0].value_or("")) + "\"";
                 if (row[1] == "true") {
                   table.on_update = rule;
                 } else {
                   blocker("rule", rule + " rewrites deletes or inserts");
                 }
                 return Next::more;
               });
  const auto child = driver.value(
      "SELECT i.inhrelid::regclass::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhparent AND c.relkind = "
      "'r' WHERE i.inhparent = $1::oid ORDER BY 1",
      id);
  if (child) {
    blocker("inherited", "rows of " + *child + " are rows of \"" + table.target +
                             "\", too, and would go with columns that no copy would hold; ALTER TABLE " + *child +
                             " NO INHERIT, and prune each by a job of its own");
  }
  if (driver.value("SELECT row_security_active($1::oid)::text", id) == "true") {
    blocker("row_security", "row security hides rows of \"" + table.target +
                                "\" from this account; use one with BYPASSRLS, or the owner");
  }
  const bool may = driver.value(
                       "SELECT (has_table_privilege($1::oid, 'SELECT') AND has_table_privilege($1::oid, "
                       "'DELETE') AND has_table_privilege($1::oid, 'INSERT') AND has_table_privilege($1::oid, "
                       "'UPDATE'))::text",
                       id) == "true";
  if (!may) {
    blocker("not_writable",
            "grant this account SELECT, UPDATE (to lock rows), DELETE, and INSERT (for undo) on \"" + table.target +
                "\"");
  }
  // A constraint that was added NOT VALID, be it of a domain, says nothing of the rows that were there.
  table.may_hold_odd_rows =
      driver.value(
          "SELECT EXISTS (SELECT FROM pg_constraint WHERE NOT convalidated AND (contypid <> 0 OR conrelid IN "
          "(SELECT $1::oid UNION SELECT relid::oid FROM pg_partition_tree($1::oid))))::text",
          id) == "true";
  if (driver.value("SELECT pg_is_in_recovery()::text") == "true") {
    blocker("standby", "this server is a standby; name the primary");
  }
}

}  // namespace

std::string quoted_name(std::string_view name) {
  return sql::enclosed(name, '"');
}

std::pair<std::string, std::string> split(std::string_view target, const std::string& schema) {
  const std::size_t dot = target.find('.');
  std::pair<std::string, std::string> out{schema, target};
  if (dot != std::string_view::npos)
    out = {std::string(target.substr(0, dot)), std::string(target.substr(dot + 1))};
  const std::string words = "\"" + std::string(target) + "\" ";
  if (out.first == "pg_catalog" || out.first == "information_schema" || out.first.starts_with("pg_toast"))
    throw Error(WINNOW_BAD_CONFIG, words + "belongs to the server itself");
  if (out.first.starts_with(kBinSchemas)) throw Error(WINNOW_BAD_CONFIG, words + "lies in winnow's bin");
  return out;
}

std::string table_name(std::string_view target, const std::string& schema) {
  const auto [in, table] = split(target, schema);
  return quoted_name(in) + "." + quoted_name(table);
}

void PostgresDialect::require_one_name(sql::Driver& driver, std::string_view target) const {
  const auto [schema, table] = split(target, schema_);
  const std::string written = "\"" + std::string(target) + "\" ";
  if (schema == schema_ && target != table) {
    throw Error(WINNOW_BAD_CONFIG, written + "is written \"" + table + "\" in this store, whose schema is \"" +
                                       schema_ + "\": holds find a table by one name");
  }
  const sql::Param name[] = {table_name(target, schema_)};
  const auto whole = driver.value(
      "SELECT inhparent::regclass::text FROM pg_inherits WHERE inhrelid = to_regclass($1::text) ORDER BY 1", name);
  if (whole) {
    throw Error(WINNOW_BAD_CONFIG, written + "is a part of " + *whole +
                                       ", by which holds find its rows; name that, or take it out of there");
  }
}

std::vector<std::string> PostgresDialect::tables(sql::Driver& driver) const {
  const sql::Param schemas[] = {schema_, std::string(kBinSchemas)};
  // Partitions are worked on by way of their table; those in the bin are nobody's.
  return driver.column(
      "SELECT CASE WHEN n.nspname = $1::text THEN c.relname ELSE n.nspname || '.' || c.relname END "
      "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND NOT "
      "c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT "
      "starts_with(n.nspname, $2::text) ORDER BY n.nspname, c.relname",
      schemas);
}

sql::Table PostgresDialect::describe(sql::Driver& driver, std::string_view target) const {
  sql::Table out = describe_readable(driver, target);
  if (out.is_view) throw sql::refused_view(target);
  return out;
}

sql::Table PostgresDialect::describe_readable(sql::Driver& driver, std::string_view target) const {
  const auto [schema, name] = split(target, schema_);
  const auto [oid, is_view] = find_relation(driver, target, schema, name);
  sql::Table out;
  out.is_view = is_view;
  out.target = target;
  out.name = quoted_name(schema) + "." + quoted_name(name);
  read_columns(driver, oid, out);
  if (is_view) return out;
  read_references(driver, oid, schema_, out);
  read_triggers(driver, oid, out);
  read_obstacles(driver, oid, out);
  return out;
}

}  // namespace winnow::postgres
