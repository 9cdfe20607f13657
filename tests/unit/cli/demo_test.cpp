/// The demo data set: the same everywhere for the same time, and with the odd things in it that it is there for.
#include <catch2/catch.hpp>

#include "core/base/encoding.h"
#include "core/base/file.h"
#include "core/base/times.h"
#include "core/cli/demo/demo.h"
#include "core/state/sqlite.h"
#include "tests/unit/temporary_folder.h"

using namespace winnow;

namespace {

const Time kNow = *parse_time("2026-06-19T12:00:00Z", Zone());

/// Every row, in the order of the tables' keys.
std::string digest_of(const std::filesystem::path& file) {
  Database db(file, Database::Open::existing);
  Sha256 digest;
  for (const char* table : {"contacts", "audit_logs", "webhook_deliveries", "idempotency_keys"}) {
    for (auto row = db.query(std::string("SELECT * FROM ") + table + " ORDER BY 1"); row.next();) {
      for (int column = 0; column < 5; ++column) digest.add_field(row.text(column));
    }
  }
  return digest.hex();
}

}  // namespace

TEST_CASE("the same seed and time make the same data") {
  const TemporaryFolder folder;
  demo::Random first(7), again(7), other(8);
  const auto attachments = demo::write_database(folder.path() / "a.db", kNow, first);
  const auto same = demo::write_database(folder.path() / "b.db", kNow, again);
  demo::write_database(folder.path() / "c.db", kNow, other);
  CHECK(digest_of(folder.path() / "a.db") == digest_of(folder.path() / "b.db"));
  CHECK(digest_of(folder.path() / "a.db") != digest_of(folder.path() / "c.db"));

  demo::write_uploads(folder.path() / "a", attachments, kNow, first);
  demo::write_uploads(folder.path() / "b", same, kNow, again);
  const std::string key = attachments.front().key;
  CHECK(read_file(folder.path() / "a" / key) == read_file(folder.path() / "b" / key));
  CHECK(std::filesystem::last_write_time(folder.path() / "a" / key) ==
        std::filesystem::last_write_time(folder.path() / "b" / key));
}

TEST_CASE("the demo holds some fifty thousand rows with odd times among them") {
  const TemporaryFolder folder;
  demo::Random random(7);
  demo::write_database(folder.path() / "crm.db", kNow, random);
  const demo::RowCounts rows = demo::count_rows(folder.path() / "crm.db");
  CHECK(rows.contacts + rows.audit_logs + rows.webhook_deliveries + rows.idempotency_keys == 50'000);

  Database db(folder.path() / "crm.db", Database::Open::existing);
  CHECK(db.integer("SELECT count(*) FROM audit_logs WHERE created_at IS NULL") == 3);
  CHECK(db.integer("SELECT count(*) FROM audit_logs WHERE created_at > '2026-07'").value_or(0) >= 2);
  CHECK(db.integer("SELECT count(*) FROM webhook_deliveries WHERE created_at = 0") == 1);
  CHECK(db.integer("SELECT count(*) FROM contacts WHERE deleted_at = ''") == 2);
  CHECK(db.integer("SELECT count(*) FROM (SELECT attachment_key FROM contacts GROUP BY 1 HAVING count(*) > 1 AND "
                   "attachment_key IS NOT NULL)")
            .value_or(0) > 0);
}
