/// The ledger: an append-only, hash-chained record of every decision, in the state and as exported JSON Lines.
///
/// hash = SHA-256(prev, "\n", body), where body is the exact JSON text that is stored; the first record's prev is
/// 64 zeros. An exported line is the body with "prev" and "hash" put in front, so that whoever has the file can
/// compute the chain again with sha256sum. The chain proves order and completeness up to a head that is kept
/// elsewhere (reports, notifications and segments carry it). Thread rule: one thread.
#pragma once

#include <functional>
#include <iosfwd>
#include <nlohmann/json.hpp>
#include <string>

#include "core/state/state.h"
#include "winnow/value.hpp"

namespace winnow {

struct LedgerHead {
  std::int64_t seq = 0;  ///< 0: nothing is written yet
  std::string hash;
};

struct LedgerCheck {
  std::int64_t records = 0;
  LedgerHead head;
  bool found_head = true;  ///< whether the wanted head stands in the chain
  std::string problem;     ///< empty: the chain holds; else where it breaks
};

class Ledger {
 public:
  explicit Ledger(State& state) : db_(state.db()) {}

  /// Appends a record; must be called inside a Transaction, and stands or falls with it. `fields` come after seq,
  /// at and kind. Answers the new head.
  LedgerHead append(Time at, std::string_view kind, const nlohmann::ordered_json& fields);
  LedgerHead head();
  /// Whether `head` was the head once.
  bool holds(const LedgerHead& head);
  /// Writes every record as one line.
  void export_to(std::ostream& out);
  /// `wanted_head`: a hash kept elsewhere, or empty.
  LedgerCheck verify(const std::string& wanted_head);

 private:
  Database& db_;
};

/// As Ledger::verify, of an exported file.
LedgerCheck verify_export(std::istream& in, const std::string& wanted_head);

}  // namespace winnow
