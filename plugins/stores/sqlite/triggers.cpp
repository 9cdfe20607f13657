#include <algorithm>

#include "catalog.h"

namespace winnow::sqlite {
namespace {

/// Called by SQLite for each access of a statement that it prepares; `trigger` is null outside of triggers.
int note_trigger(void* context, int, const char*, const char*, const char*, const char* trigger) {
  if (trigger == nullptr) return SQLITE_OK;
  auto& found = *static_cast<std::vector<std::string>*>(context);
  if (std::find(found.begin(), found.end(), trigger) == found.end()) found.emplace_back(trigger);
  return SQLITE_OK;
}

/// Compiles as the application does, whose triggers may write texts in double quotes.
class AsTheApplication {
 public:
  AsTheApplication(const Connection& connection, std::vector<std::string>& triggers) : db_(connection.get()) {
    sqlite3_set_authorizer(db_, note_trigger, &triggers);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DML, 1, nullptr);
  }
  ~AsTheApplication() {
    sqlite3_set_authorizer(db_, nullptr, nullptr);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  }
  AsTheApplication(const AsTheApplication&) = delete;
  AsTheApplication& operator=(const AsTheApplication&) = delete;

 private:
  sqlite3* db_;
};

}  // namespace

// SQLite is asked instead of the trigger's text: preparing the DELETE compiles every trigger that it would fire.
std::vector<std::string> delete_triggers(Connection& connection, const Table& table) {
  std::vector<std::string> out;
  const AsTheApplication compiling(connection, out);
  try {
    const Statement compiled(connection, "DELETE FROM main." + identifier(table.name) + " WHERE 1 = 0");
  } catch (const Error&) {
    if (out.empty()) throw;  // else a trigger that does not even compile here: it is known by name
  }
  return out;
}

bool refuse_side_effects(Connection& connection, const Table& table, std::uint32_t flags) {
  bool has_references = false;
  const std::string what = "deleting from \"" + table.name + "\" ";
  for (const sql::Reference& reference : references_to(connection, table)) {
    has_references = true;
    if (reference.rule == sql::Rule::restrict || (flags & WINNOW_CASCADE) != 0) continue;
    throw Error(WINNOW_DENIED, what + "also changes rows of \"" + reference.child +
                                   "\" (its foreign key); write cascade = \"archive\" to bin them first");
  }
  for (const std::string& trigger : delete_triggers(connection, table)) {
    throw Error(WINNOW_DENIED, what + "fires the trigger \"" + trigger + "\"; " + kTriggerRemedy);
  }
  return has_references;
}

}  // namespace winnow::sqlite
