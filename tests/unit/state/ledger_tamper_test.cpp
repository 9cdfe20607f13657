/// Whoever changes the record is found out: every record flipped, dropped, swapped, doubled or cut off, in the
/// export and in the state.
#include <catch2/catch.hpp>
#include <sstream>

#include "core/state/ledger.h"
#include "core/state/state.h"
#include "tests/unit/raw_state.h"
#include "tests/unit/temporary_folder.h"

using namespace winnow;

namespace {

constexpr int kRecords = 5;
using Lines = std::vector<std::string>;

class Bench {
 public:
  Bench() : state(State::open(folder.path() / "state.db")) {
    for (int number = 1; number <= kRecords; ++number) {
      Transaction transaction(state);
      head = Ledger(state).append(time_of(1'795'000'000'000'000), "tried", {{"number", number}}).hash;
      transaction.commit();
    }
  }

  Lines exported() {
    std::ostringstream out;
    Ledger(state).export_to(out);
    std::istringstream in(out.str());
    Lines lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }

  const TemporaryFolder folder;
  State state;
  std::string head;
};

/// What verify says of an export with these lines; empty: it holds.
std::string problem(const Lines& lines, const std::string& head = "") {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  std::istringstream in(text);
  return verify_export(in, head).problem;
}

struct Tampering {
  const char* name;
  void (*act)(Lines& lines, std::size_t at);
};
const Tampering kTamperings[] = {
    {"a figure", [](Lines& lines, std::size_t at) { lines[at].replace(lines[at].rfind("number\":") + 8, 1, "9"); }},
    {"a digit of its hash",
     [](Lines& lines, std::size_t at) {
       char& digit = lines[at][90];
       digit = digit == '0' ? '1' : '0';
     }},
    {"a digit of the hash before",
     [](Lines& lines, std::size_t at) {
       char& digit = lines[at][20];
       digit = digit == '0' ? '1' : '0';
     }},
    {"doubled",
     [](Lines& lines, std::size_t at) {
       const std::string line = lines[at];
       lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at), line);
     }},
    {"a torn line", [](Lines& lines, std::size_t at) { lines[at].resize(lines[at].size() / 2); }},
    {"an empty line", [](Lines& lines, std::size_t at) { lines[at].clear(); }},
    {"a space more", [](Lines& lines, std::size_t at) { lines[at].insert(lines[at].size() - 1, " "); }},
};

}  // namespace

TEST_CASE("an export that nobody touched holds") {
  Bench bench;
  REQUIRE(bench.exported().size() == kRecords);
  CHECK(problem(bench.exported()).empty());
  CHECK(problem(bench.exported(), bench.head).empty());
}

TEST_CASE("any record of an export that was tampered with is found") {
  Bench bench;
  for (const Tampering& tampering : kTamperings) {
    for (std::size_t at = 0; at < kRecords; ++at) {
      CAPTURE(tampering.name, at);
      Lines lines = bench.exported();
      tampering.act(lines, at);
      CHECK_FALSE(problem(lines).empty());
    }
  }
}

TEST_CASE("any two records of an export that were swapped are found") {
  Bench bench;
  for (std::size_t a = 0; a < kRecords; ++a) {
    for (std::size_t b = a + 1; b < kRecords; ++b) {
      Lines lines = bench.exported();
      std::swap(lines[a], lines[b]);
      CAPTURE(a, b);
      CHECK_FALSE(problem(lines).empty());
    }
  }
}

TEST_CASE("a record that was dropped is found and a cut end by a head kept elsewhere") {
  Bench bench;
  for (std::size_t at = 0; at < kRecords; ++at) {
    CAPTURE(at);
    Lines dropped = bench.exported();
    dropped.erase(dropped.begin() + static_cast<std::ptrdiff_t>(at));
    CHECK_FALSE(problem(dropped, bench.head).empty());
    if (at + 1 < kRecords) CHECK_FALSE(problem(dropped).empty());
    Lines cut = bench.exported();
    cut.resize(at);
    CHECK_FALSE(problem(cut, bench.head).empty());
  }
}

TEST_CASE("an older head is found in a longer ledger and a foreign one is not") {
  Bench bench;
  Lines lines = bench.exported();
  const std::string older = lines[1].substr(83, 64);
  CHECK(problem(lines, older).empty());
  CHECK_FALSE(problem(lines, std::string(64, 'f')).empty());
}

TEST_CASE("a record of the state that was changed or removed is found") {
  for (int seq = 1; seq <= kRecords; ++seq) {
    CAPTURE(seq);
    Bench changed;
    test::raw(changed.state).run("UPDATE ledger SET body = replace(body, 'tried', 'cried') WHERE seq = ?", seq);
    CHECK_FALSE(Ledger(changed.state).verify("").problem.empty());
    Bench removed;
    test::raw(removed.state).run("DELETE FROM ledger WHERE seq = ?", seq);
    CHECK_FALSE(Ledger(removed.state).verify("").problem.empty());
  }
}
