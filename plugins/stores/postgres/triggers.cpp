#include "triggers.h"

#include "dialect.h"

namespace winnow::postgres {
namespace {

struct Firing {
  std::string on_insert;  ///< the first that would fire when a row is put back
  std::string stubborn;   ///< the first of these that a replica fires too
};

/// Triggers of partitions count: those of the whole are cloned there under their name, others may be added.
Firing list_triggers(sql::Driver& driver, const std::string& oid, sql::Table& table) {
  Firing out;
  const sql::Param id[] = {oid};
  driver.query(
      "SELECT tgname, bool_or(tgtype & 8 <> 0)::text, bool_or(tgtype & 4 <> 0)::text, "
      "bool_or(tgtype & 4 <> 0 AND tgenabled IN ('A', 'R'))::text, bool_or(tgtype & 16 <> 0)::text FROM pg_trigger "
      "WHERE tgrelid IN " +
          kParts +
          " AND NOT tgisinternal AND tgenabled <> 'D' AND tgtype & 28 <> 0 GROUP BY tgname ORDER BY tgname",
      id, [&](std::span<const sql::Cell> row) {
        const std::string name(row[0].value_or(""));
        if (row[1] == "true")
          table.facts.push_back({WINNOW_FACT_TRIGGER, WINNOW_NULL, name, "fires when a row is deleted"});
        if (row[4] == "true") table.on_update = "trigger \"" + name + "\"";
        if (row[2] == "true" && out.on_insert.empty()) out.on_insert = name;
        if (row[3] == "true" && out.stubborn.empty()) out.stubborn = name;
        return Next::more;
      });
  return out;
}

bool may_switch_off(sql::Driver& driver) {
  const bool grantable =
      driver.value("SELECT (current_setting('server_version_num')::int >= 150000)::text") == "true";
  return driver.value(grantable ? "SELECT has_parameter_privilege('session_replication_role', 'SET')::text"
                                : "SELECT (current_setting('is_superuser') = 'on')::text") == "true";
}

/// A constraint that the server checks by a trigger of its own, and that nothing checks in its place; empty: none.
std::string unchecked_constraint(sql::Driver& driver, const std::string& oid) {
  const sql::Param id[] = {oid};
  return driver
      .value("SELECT conname FROM pg_constraint WHERE conrelid IN " + kParts +
                 " AND (contype IN ('p', 'u', 'x') AND condeferrable OR contype = 'f' AND conrelid <> $1::oid AND "
                 "conparentid = 0) ORDER BY conname LIMIT 1",
             id)
      .value_or("");
}

/// The foreign keys of the table. Answers a parent that this account may not read and lock; empty: there is none.
std::string read_parents(sql::Driver& driver, const std::string& oid, sql::Table& table) {
  std::string unseen;
  const sql::Param id[] = {oid, table.name};
  driver.query(
      "SELECT format('%I.%I', n.nspname, c.relname), CASE c.relkind WHEN 'r' THEN 'ONLY ' ELSE '' END, "
      "string_agg(format('winnow_parent.%I OPERATOR(%I.%s) %s.%I', p.attname, s.nspname, o.oprname, $2::text, "
      "a.attname), ' AND '), "
      // MATCH SIMPLE lets a row be where one column is NULL, MATCH FULL only where all are.
      "string_agg(format('%s.%I IS NOT NULL', $2::text, a.attname), CASE k.confmatchtype WHEN 'f' THEN ' OR ' ELSE "
      "' "
      "AND ' END), "
      "(has_table_privilege(c.oid, 'SELECT') AND has_any_column_privilege(c.oid, 'UPDATE') AND "
      "has_schema_privilege(n.oid, 'USAGE') AND NOT row_security_active(c.oid))::text "
      "FROM pg_constraint k JOIN pg_class c ON c.oid = k.confrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
      "CROSS JOIN LATERAL unnest(k.conkey, k.confkey, k.conpfeqop) AS u(child, parent, op) "
      "JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.child "
      "JOIN pg_attribute p ON p.attrelid = k.confrelid AND p.attnum = u.parent "
      "JOIN pg_operator o ON o.oid = u.op JOIN pg_namespace s ON s.oid = o.oprnamespace "
      "WHERE k.contype = 'f' AND k.conrelid = $1::oid AND k.conparentid = 0 "
      "GROUP BY k.oid, k.confmatchtype, c.oid, c.relname, c.relkind, n.oid, n.nspname ORDER BY k.oid",
      id, [&](std::span<const sql::Cell> row) {
        const std::string name(row[0].value_or(""));
        if (row[4] != "true" && unseen.empty()) unseen = name;
        table.parents.push_back({name, std::string(row[1].value_or("")) + name + " AS winnow_parent",
                                 std::string(row[2].value_or("")), std::string(row[3].value_or(""))});
        return Next::more;
      });
  return unseen;
}

}  // namespace

void read_triggers(sql::Driver& driver, const std::string& oid, sql::Table& table) {
  const auto refuse = [&table](const std::string& name, const std::string& why) {
    table.facts.push_back({WINNOW_FACT_BLOCKER, WINNOW_NULL, name, why});
    if (table.no_way_back.empty()) table.no_way_back = why;
  };
  if (driver.value("SELECT current_setting('session_replication_role')") == "replica") {
    refuse(
        "replication_role",
        "session_replication_role is replica for this account, so that no foreign key is checked; ALTER ROLE ... "
        "RESET session_replication_role");
  }
  const Firing triggers = list_triggers(driver, oid, table);
  if (triggers.on_insert.empty()) return;
  table.switch_triggers_off = true;
  const std::string fires = "trigger \"" + triggers.on_insert + "\" would fire when a row is put back; ";
  if (!triggers.stubborn.empty()) {
    return refuse("insert_trigger", "trigger \"" + triggers.stubborn +
                                        "\" would fire when a row is put back, and ENABLE ALWAYS or ENABLE REPLICA "
                                        "keeps it from being switched off; make it ENABLE TRIGGER, or disable it");
  }
  if (!may_switch_off(driver)) {
    return refuse("insert_trigger",
                  fires +
                      "let this account switch it off for undo: GRANT SET ON PARAMETER session_replication_role "
                      "(PostgreSQL 15 and later; before, a superuser), or disable the trigger");
  }
  const std::string constraint = unchecked_constraint(driver, oid);
  if (!constraint.empty()) {
    return refuse("insert_trigger", fires + "switched off with it would be constraint \"" + constraint +
                                        "\", which is deferrable or a foreign key of one partition; disable the "
                                        "trigger, or change the constraint");
  }
  const std::string unseen = read_parents(driver, oid, table);
  if (!unseen.empty()) {
    refuse("insert_trigger", fires + "with triggers off winnow looks for the rows of " + unseen +
                                 " itself, to which rows refer; grant this account SELECT there, and UPDATE of a "
                                 "column to lock them, without row security");
  }
}

}  // namespace winnow::postgres
