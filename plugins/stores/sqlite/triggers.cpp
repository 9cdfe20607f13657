#include <algorithm>

#include "catalog.h"

namespace winnow::sqlite {
namespace {

/// Called by SQLite for each access of a statement that it prepares; `trigger` is null outside of triggers.
int note_trigger(void* context, int action, const char*, const char*, const char*, const char* trigger) {
  if (trigger == nullptr) return SQLITE_OK;
  auto& found = *static_cast<std::vector<Trigger>*>(context);
  auto at = std::find_if(found.begin(), found.end(), [trigger](const Trigger& one) { return one.name == trigger; });
  if (at == found.end()) at = found.insert(found.end(), Trigger{trigger, Effect::adds_or_reads});
  if (action == SQLITE_DELETE || action == SQLITE_UPDATE) at->effect = Effect::rewrites;
  return SQLITE_OK;
}

/// INSERT OR REPLACE takes rows away, but SQLite reports it as an INSERT.
bool mentions_replace(Connection& connection, const std::string& trigger) {
  Statement text(connection,
                 "SELECT 1 FROM main.sqlite_schema WHERE type = 'trigger' AND name = ?1 AND sql LIKE '%replace%'");
  text.bind_text(1, trigger);
  return text.step();
}

}  // namespace

// SQLite is asked instead of the trigger's text: preparing the DELETE compiles every trigger that it would fire.
std::vector<Trigger> delete_triggers(Connection& connection, const Table& table) {
  std::vector<Trigger> out;
  sqlite3_set_authorizer(connection.get(), note_trigger, &out);
  try {
    const Statement compiled(connection, "DELETE FROM main." + identifier(table.name) + " WHERE 1 = 0");
  } catch (...) {
    sqlite3_set_authorizer(connection.get(), nullptr, nullptr);
    throw;
  }
  sqlite3_set_authorizer(connection.get(), nullptr, nullptr);
  for (Trigger& trigger : out) {
    if (mentions_replace(connection, trigger.name)) trigger.effect = Effect::rewrites;
  }
  return out;
}

}  // namespace winnow::sqlite
