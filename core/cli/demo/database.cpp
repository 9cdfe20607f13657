#include <cstdio>

#include "core/base/times.h"
#include "core/cli/demo/demo.h"
#include "core/state/sqlite.h"

namespace winnow::demo {
namespace {

using std::chrono::hours;
using Text = std::optional<std::string>;

constexpr std::int64_t kContacts = 12'000;
constexpr std::int64_t kAuditLogs = 20'000;
constexpr std::int64_t kDeliveries = 14'000;
constexpr std::int64_t kTokens = 4'000;

constexpr const char* kSchema = R"sql(
CREATE TABLE contacts(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE, company TEXT, attachment_key TEXT,
  created_at TEXT NOT NULL, deleted_at TEXT);
CREATE INDEX contacts_deleted ON contacts(deleted_at);
CREATE TABLE audit_logs(
  id INTEGER PRIMARY KEY, created_at TEXT, actor TEXT NOT NULL, action TEXT NOT NULL, entity TEXT NOT NULL,
  details TEXT);
CREATE INDEX audit_logs_created ON audit_logs(created_at);
-- created_at in milliseconds since 1970
CREATE TABLE webhook_deliveries(
  id INTEGER PRIMARY KEY, endpoint TEXT NOT NULL, event TEXT NOT NULL, status TEXT NOT NULL,
  attempts INTEGER NOT NULL, created_at INTEGER, response BLOB);
-- created_at and expires_at in seconds since 1970
CREATE TABLE idempotency_keys(
  token TEXT PRIMARY KEY NOT NULL, status TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER,
  response TEXT) WITHOUT ROWID;
)sql";

constexpr const char* kFirstNames[] = {"Ada",   "Bjarne", "Chinua", "Dora",  "Emeka", "Fatima", "Grace", "Hedy",
                                       "Ivana", "Jürgen", "Katya",  "Linus", "Mei",   "Noor",   "Omar",  "Pía"};
constexpr const char* kLastNames[] = {"Abebe",  "Böhm",   "Costa",  "Dubois", "Eriksen", "Fischer",
                                      "García", "Haddad", "Ito",    "Jansen", "Kumar",   "Lovelace",
                                      "Moreau", "Novak",  "Okafor", "Péter"};
constexpr const char* kCompanies[] = {"Acme", "Borealis", "Cobalt Oy", "Dune & Sons", "Emerald", "Fjord AS"};
constexpr const char* kPapers[] = {"contract.pdf", "passport.jpg", "cv.pdf", "signed offer.pdf",
                                   "Zeugnis-Übersicht.pdf"};
constexpr const char* kActions[] = {"login",  "contact.update",  "contact.create",
                                    "export", "password.change", "file.view"};
constexpr const char* kEndpoints[] = {"https://hooks.acme.example/crm", "https://erp.fjord.example/in",
                                      "https://billing.cobalt.example/events"};
constexpr const char* kEvents[] = {"contact.created", "contact.updated", "contact.deleted", "deal.won"};

std::string second_of(Time time) {
  return iso(time).substr(0, 19) + "Z";
}
/// The forms in which applications write the same thing.
std::string written(Time time, Random& random) {
  std::string text = second_of(time);
  if (random.one_in(20)) text[10] = ' ';
  if (random.one_in(40)) text.replace(19, 1, "+00:00");
  return text;
}
std::int64_t seconds_of(Time time) {
  return micros_of(time) / 1'000'000;
}

std::string padded(std::int64_t number) {
  char text[32];
  std::snprintf(text, sizeof text, "%05lld", static_cast<long long>(number));
  return text;
}

std::vector<Attachment> write_contacts(Database& db, Time now, Random& random) {
  std::vector<Attachment> attachments;
  Statement insert = db.query("INSERT INTO contacts VALUES(?, ?, ?, ?, ?, ?, ?)", nullptr, nullptr, nullptr,
                              nullptr, nullptr, nullptr, nullptr);
  for (std::int64_t id = 1; id <= kContacts; ++id) {
    const std::string first = random.pick(kFirstNames);
    const std::string last = random.pick(kLastNames);
    const Time created = now - hours(24 * 30) - random.span(hours(24 * 1200));
    const bool deleted = random.one_in(8);
    const Time deleted_at = now - random.span(hours(24 * 300));
    Text attachment;
    if (random.one_in(12)) {
      attachment = "private/contacts/" + padded(id) + "/" + random.pick(kPapers);
      attachments.push_back({*attachment, created + random.span(hours(48))});
    } else if (deleted && !attachments.empty() && random.one_in(150)) {
      attachment = attachments[random.below(attachments.size())].key;  // two contacts, one file
    }
    insert.again(id, first + " " + last, "contact" + padded(id) + "@example.org",
                 random.one_in(3) ? Text() : Text(random.pick(kCompanies)), attachment, written(created, random),
                 deleted ? Text(written(deleted_at, random)) : Text());
  }
  return attachments;
}

/// What migrations, imports and impatient people leave in a column of times.
void spoil_contacts(Database& db, Time now) {
  const auto set = [&](std::int64_t id, const std::string& deleted_at) {
    db.run("UPDATE contacts SET deleted_at = ? WHERE id = ?", deleted_at, id);
  };
  set(411, "");
  set(2'718, "");
  set(5'772, "deleted");
  set(6'931, "2024-02-30T10:00:00Z");
  set(8'128, second_of(now + hours(24 * 90)));
  set(9'973, "9999-12-31T23:59:59Z");
  db.run("UPDATE contacts SET deleted_at = ?, attachment_key = '../../etc/passwd' WHERE id = 4669",
         second_of(now - hours(24 * 200)));
}

void write_audit_logs(Database& db, Time now, Random& random) {
  Statement insert = db.query("INSERT INTO audit_logs VALUES(?, ?, ?, ?, ?, ?)", nullptr, nullptr, nullptr, nullptr,
                              nullptr, nullptr);
  for (std::int64_t id = 1; id <= kAuditLogs; ++id) {
    // Oldest first, as a log grows, over some 500 days.
    const Time at = now - hours(24 * 500) * (kAuditLogs - id) / kAuditLogs - random.span(hours(2));
    insert.again(id, written(at, random), "user" + std::to_string(random.below(40)),
                 std::string(random.pick(kActions)), "contact:" + std::to_string(1 + random.below(kContacts)),
                 R"({"ip":"192.0.2.)" + std::to_string(random.below(256)) + R"(","ok":true})");
  }
  const auto set = [&](std::int64_t id, const Text& at) {
    db.run("UPDATE audit_logs SET created_at = ? WHERE id = ?", at, id);
  };
  for (const std::int64_t id : {1'003, 1'004, 15'000}) set(id, std::nullopt);
  set(2'000, second_of(now + hours(24 * 400)));
  set(17'321, "2099-01-01 00:00:00");
  set(2'236, "yesterday");
  set(2'449, "31/12/2019");
  set(2'645, "");
  set(2'828, "0000-00-00 00:00:00");
}

void write_deliveries(Database& db, Time now, Random& random) {
  Statement insert = db.query("INSERT INTO webhook_deliveries VALUES(?, ?, ?, ?, ?, ?, ?)", nullptr, nullptr,
                              nullptr, nullptr, nullptr, nullptr, nullptr);
  for (std::int64_t id = 1; id <= kDeliveries; ++id) {
    const Time at = now - hours(24 * 120) * (kDeliveries - id) / kDeliveries;
    const std::uint64_t dice = random.below(100);
    const std::string status = dice < 90 ? "delivered" : dice < 96 ? "failed" : dice < 98 ? "retrying" : "pending";
    insert.again(id, std::string(random.pick(kEndpoints)), std::string(random.pick(kEvents)), status,
                 1 + random.below(status == "delivered" ? 2 : 6), seconds_of(at) * 1000 + 7,
                 random.one_in(5) ? Text() : Text("HTTP/1.1 200 OK"));
  }
  db.run("UPDATE webhook_deliveries SET created_at = NULL WHERE id IN (1234, 4321)");
  db.run("UPDATE webhook_deliveries SET created_at = 0 WHERE id = 2345");
  // Seconds among milliseconds.
  db.run("UPDATE webhook_deliveries SET created_at = ? WHERE id IN (3456, 6543)", seconds_of(now - hours(24 * 90)));
  db.run("UPDATE webhook_deliveries SET created_at = ? WHERE id = 5678", seconds_of(now + hours(24)) * 1000);
}

void write_tokens(Database& db, Time now, Random& random) {
  Statement insert =
      db.query("INSERT INTO idempotency_keys VALUES(?, ?, ?, ?, ?)", nullptr, nullptr, nullptr, nullptr, nullptr);
  for (std::int64_t n = 1; n <= kTokens; ++n) {
    char token[17];
    std::snprintf(token, sizeof token, "%016llx", static_cast<unsigned long long>(random.next()));
    const Time created = now - random.span(hours(24 * 20));
    const bool stuck = random.one_in(100);
    insert.again(std::string("idem_") + token, std::string(stuck ? "in_progress" : "completed"),
                 seconds_of(created),
                 random.one_in(130) ? std::optional<std::int64_t>() : seconds_of(created + hours(24)),
                 stuck ? Text() : Text(R"({"status":201})"));
  }
}

}  // namespace

std::vector<Attachment> write_database(const std::filesystem::path& file, Time now, Random& random) {
  Database db(file, Database::Open::create);
  Transaction transaction(db);
  db.script(kSchema);
  std::vector<Attachment> attachments = write_contacts(db, now, random);
  spoil_contacts(db, now);
  write_audit_logs(db, now, random);
  write_deliveries(db, now, random);
  write_tokens(db, now, random);
  transaction.commit();
  return attachments;
}

RowCounts count_rows(const std::filesystem::path& file) {
  Database db(file, Database::Open::existing);
  const auto count = [&](const std::string& table) {
    return db.integer("SELECT count(*) FROM " + table).value_or(0);
  };
  return {count("contacts"), count("audit_logs"), count("webhook_deliveries"), count("idempotency_keys")};
}

}  // namespace winnow::demo
