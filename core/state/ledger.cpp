#include "core/state/ledger.h"

#include <istream>
#include <ostream>

#include "core/base/encoding.h"
#include "core/base/failure.h"
#include "core/base/times.h"

namespace winnow {
namespace {

const std::string kGenesis(64, '0');
constexpr std::string_view kPrev = R"({"prev":")";
constexpr std::string_view kHash = R"(","hash":")";
constexpr std::string_view kBody = R"(",)";
constexpr std::size_t kDigits = 64;

std::string chain(const std::string& prev, const std::string& body) {
  return sha256_hex(prev + "\n" + body);
}

/// Follows a chain record by record.
class Follower {
 public:
  explicit Follower(const std::string& wanted) : wanted_(wanted) {
    check_.found_head = wanted.empty() || wanted == kGenesis;
    check_.head.hash = kGenesis;
  }

  void record(const std::string& prev, const std::string& hash, const std::string& body) {
    if (!check_.problem.empty()) return;
    const std::int64_t seq = check_.head.seq + 1;
    const auto json = nlohmann::json::parse(body, nullptr, false);
    const auto broken = [&](const std::string& why) {
      check_.problem = "record " + std::to_string(seq) + ": " + why;
    };
    if (!json.is_object() || json.value("seq", std::int64_t{0}) != seq)
      return broken("missing, moved or not readable");
    if (prev != check_.head.hash) return broken("it does not follow the record before it");
    if (chain(prev, body) != hash) return broken("its content does not have its hash");
    check_.head = {seq, hash};
    check_.records = seq;
    check_.found_head = check_.found_head || hash == wanted_;
  }
  void stop(const std::string& problem) {
    if (check_.problem.empty()) check_.problem = problem;
  }
  LedgerCheck done() {
    if (check_.problem.empty() && !check_.found_head) {
      check_.problem =
          "the wanted head is not in the chain: records after it were cut off, or it is another ledger's";
    }
    return check_;
  }

 private:
  std::string wanted_;
  LedgerCheck check_;
};

}  // namespace

LedgerHead Ledger::head() {
  auto row = db_.query("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1");
  if (!row.next()) return {0, kGenesis};
  return {row.integer(0), row.text(1)};
}

bool Ledger::holds(const LedgerHead& head) {
  if (head.seq == 0) return true;
  return db_.text("SELECT hash FROM ledger WHERE seq = ?", head.seq) == head.hash;
}

LedgerHead Ledger::append(Time at, std::string_view kind, const nlohmann::ordered_json& fields) {
  if (!db_.in_transaction()) throw Failure("ledger", "a record was about to be written outside a transaction");
  const LedgerHead head = this->head();
  nlohmann::ordered_json record = {{"seq", head.seq + 1}, {"at", iso(at)}, {"kind", kind}};
  record.update(fields);
  const std::string body = record.dump();
  const LedgerHead next{head.seq + 1, chain(head.hash, body)};
  db_.run("INSERT INTO ledger(seq, body, prev, hash) VALUES(?, ?, ?, ?)", next.seq, body, head.hash, next.hash);
  db_.run("INSERT INTO meta VALUES('ledger_head', ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value",
          next.hash);
  return next;
}

void Ledger::export_to(std::ostream& out) {
  for (auto row = db_.query("SELECT prev, hash, body FROM ledger ORDER BY seq"); row.next();) {
    out << kPrev << row.text(0) << kHash << row.text(1) << kBody << row.text(2).substr(1) << '\n';
  }
}

LedgerCheck Ledger::verify(const std::string& wanted_head) {
  Follower follower(wanted_head);
  for (auto row = db_.query("SELECT prev, hash, body FROM ledger ORDER BY seq"); row.next();) {
    follower.record(row.text(0), row.text(1), row.text(2));
  }
  LedgerCheck check = follower.done();
  const std::string known = db_.text("SELECT value FROM meta WHERE name = 'ledger_head'").value_or(kGenesis);
  if (check.problem.empty() && check.head.hash != known) {
    check.problem = "records after number " + std::to_string(check.records) + " are missing";
  }
  return check;
}

LedgerCheck verify_export(std::istream& in, const std::string& wanted_head) {
  Follower follower(wanted_head);
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    constexpr std::size_t kHashAt = kPrev.size() + kDigits + kHash.size();
    constexpr std::size_t kBodyAt = kHashAt + kDigits + kBody.size();
    const bool shaped = line.size() > kBodyAt && line.starts_with(kPrev) &&
                        line.compare(kPrev.size() + kDigits, kHash.size(), kHash) == 0 &&
                        line.compare(kHashAt + kDigits, kBody.size(), kBody) == 0;
    if (!shaped) {
      follower.stop("line " + std::to_string(number) + " is not a record of an exported ledger");
      break;
    }
    follower.record(line.substr(kPrev.size(), kDigits), line.substr(kHashAt, kDigits), "{" + line.substr(kBodyAt));
  }
  return follower.done();
}

}  // namespace winnow
