#include "core/state/state.h"

#include <fcntl.h>

#include "core/base/encoding.h"
#include "core/base/failure.h"
#include "core/base/file.h"
#include "core/state/schema.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;

std::int64_t schema_of(Database& db) {
  return db.integer("PRAGMA user_version").value_or(0);
}

/// A mistyped path may lead to the application's own database: nothing is written to it, not even its journal's
/// mode.
void require_state_or_empty(Database& db) {
  // Asked in one statement: between two, another run may make the state that is looked for.
  const auto fine =
      db.integer("SELECT count(*) = 0 OR sum(name IN ('meta', 'ledger', 'job_runs')) = 3 FROM sqlite_master");
  if (fine == 1) return;
  throw Failure(db.path().string(), "this is another program's database, and no state of winnow",
                "name a file of winnow's own as [winnow] state");
}

void make_schema(Database& db) {
  // An existing state is not locked for writing: who only asks must not wait for a run that does.
  if (schema_of(db) == kSchemaVersion) return;
  Transaction transaction(db);
  const std::int64_t version = schema_of(db);
  if (version == 0) {
    db.script(kSchema);
    db.run("INSERT INTO meta VALUES('state_id', ?), ('hmac_key', ?)", random_hex(16), random_hex(32));
  }
  if (version < 2) db.script(kSchema2);
  if (version < 3) db.script(kSchema3);
  if (version < 4) db.script(kSchema4);
  if (version < kSchemaVersion) {
    db.script(("PRAGMA user_version = " + std::to_string(kSchemaVersion)).c_str());
  } else if (version != kSchemaVersion) {
    throw Failure(db.path().string(),
                  "this state was written by another version (schema " + std::to_string(version) + ")",
                  "use the newest winnow that has worked on it");
  }
  transaction.commit();
}

}  // namespace

State::State(std::unique_ptr<Database> db) : db_(std::move(db)) {
  require_state_or_empty(*db_);
  db_->use_wal();
  db_->script("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
  make_schema(*db_);
  id_ = meta("state_id").value();
  hmac_key_ = meta("hmac_key").value();
}

State State::open(const fs::path& path) {
  const fs::path folder = path.parent_path();
  if (!fs::exists(folder)) {
    make_folders(folder);
    replace_file(folder / ".gitignore", "*\n");
  }
  // Made with a mode of its own, and empty, which SQLite takes for a new database: the umask of a cron job may
  // leave everything open, and SQLite gives the files beside it the mode of this one.
  const Descriptor fresh(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  return State(std::make_unique<Database>(path, Database::Open::create));
}

std::optional<State> State::open_existing(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error)) {
    if (!error) return std::nullopt;
    throw Failure(path.string(), "cannot be looked at: " + error.message(),
                  "ask as the account that runs the jobs");
  }
  return State(std::make_unique<Database>(path, Database::Open::existing));
}

std::string State::key_name(std::string_view store, std::string_view target, std::string_view key) const {
  return hmac_hex(hmac_key_, std::string(store) + '\0' + std::string(target) + '\0' + std::string(key));
}

std::optional<std::string> State::meta(std::string_view name) {
  return db_->text("SELECT value FROM meta WHERE name = ?", name);
}

void State::set_meta(std::string_view name, std::string_view value) {
  db_->run("INSERT INTO meta VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value", name, value);
}

Transaction::Transaction(State& state) : Transaction(state.db()) {}

fs::path State::lease_folder() const {
  return db_->path().parent_path() / "leases";
}

}  // namespace winnow
