/// The form of the chain: what is hashed, what is exported, what stands and falls with a transaction.
#include <catch2/catch.hpp>
#include <sstream>

#include "core/base/encoding.h"
#include "core/state/ledger.h"
#include "core/state/state.h"
#include "tests/unit/raw_state.h"
#include "tests/unit/temporary_folder.h"

using namespace winnow;

namespace {

const Time kAt = time_of(1'795'000'000'000'000);

LedgerHead append(State& state, int number) {
  Transaction transaction(state);
  const LedgerHead head = Ledger(state).append(kAt, "tried", {{"number", number}});
  transaction.commit();
  return head;
}

}  // namespace

TEST_CASE("an empty ledger holds, and its head is the zeros that the first record follows") {
  const TemporaryFolder folder;
  State state = State::open(folder.path() / "state.db");
  CHECK(Ledger(state).head().seq == 0);
  const LedgerCheck check = Ledger(state).verify("");
  CHECK(check.problem.empty());
  CHECK(check.records == 0);
}

TEST_CASE("each hash is the SHA-256 of the one before and of the stored text") {
  const TemporaryFolder folder;
  State state = State::open(folder.path() / "state.db");
  append(state, 1);
  const LedgerHead head = append(state, 2);
  std::string prev(64, '0');
  std::int64_t seq = 0;
  for (auto row = test::raw(state).query("SELECT seq, body, prev, hash FROM ledger ORDER BY seq"); row.next();) {
    CHECK(row.integer(0) == ++seq);
    CHECK(row.text(2) == prev);
    CHECK(row.text(3) == sha256_hex(prev + "\n" + row.text(1)));
    CHECK_THAT(row.text(1), Catch::Contains("\"kind\":\"tried\""));
    prev = row.text(3);
  }
  CHECK(seq == 2);
  CHECK(head.seq == 2);
  CHECK(head.hash == prev);
  CHECK(Ledger(state).head().hash == prev);
}

TEST_CASE("a record falls with its transaction") {
  const TemporaryFolder folder;
  State state = State::open(folder.path() / "state.db");
  const LedgerHead before = append(state, 1);
  {
    const Transaction transaction(state);
    Ledger(state).append(kAt, "tried", {{"number", 2}});
  }
  CHECK(Ledger(state).head().hash == before.hash);
  CHECK(append(state, 3).seq == 2);
  CHECK(Ledger(state).verify("").problem.empty());
}

TEST_CASE("what is exported verifies by itself, up to a head kept elsewhere") {
  const TemporaryFolder folder;
  State state = State::open(folder.path() / "state.db");
  append(state, 1);
  const LedgerHead middle = append(state, 2);
  append(state, 3);
  std::stringstream lines;
  Ledger(state).export_to(lines);
  std::stringstream again(lines.str());
  const LedgerCheck check = verify_export(again, middle.hash);
  CHECK(check.problem.empty());
  CHECK(check.records == 3);
  CHECK(check.found_head);
  std::stringstream foreign(lines.str());
  CHECK_THAT(verify_export(foreign, std::string(64, 'f')).problem, Catch::Contains("not in the chain"));
}

TEST_CASE("a changed record is found") {
  const TemporaryFolder folder;
  State state = State::open(folder.path() / "state.db");
  for (int i = 1; i <= 3; ++i) append(state, i);
  test::raw(state).run("UPDATE ledger SET body = replace(body, '\"number\":2', '\"number\":5') WHERE seq = 2");
  CHECK_THAT(Ledger(state).verify("").problem, Catch::StartsWith("record 2: "));
}
