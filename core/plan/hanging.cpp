#include "core/plan/hanging.h"

#include <algorithm>

#include "core/plan/second_look.h"

namespace winnow {
namespace {

constexpr std::size_t kAtOnce = 500;
constexpr std::string_view kStays = "what hangs on it stays";

/// Each edge is followed once, however the rows hang on each other.
std::string keep_from(const std::string& first, const std::string& held) {
  return "WITH RECURSIVE found(row, because) AS (SELECT base, row FROM hangs WHERE " + first +
         " UNION SELECT hangs.base, hangs.row FROM found CROSS JOIN hangs ON hangs.row = found.row) "
         "INSERT OR IGNORE INTO stays SELECT row, " +
         held + ", because FROM found";
}

/// How a row of another table is told from one of the target: no key begins so.
std::string name_elsewhere(std::string_view target, std::string_view key) {
  return '\0' + std::string(target) + '\0' + std::string(key);
}

std::string words_of_row(std::string_view row) {
  if (!row.starts_with('\0')) return std::string(row);
  const std::size_t end = row.find('\0', 1);
  return std::string(row.substr(end + 1)) + " of " + std::string(row.substr(1, end - 1));
}

}  // namespace

Hanging::Hanging()
    : db_({}, Database::Open::temporary),
      filling_((db_.script("CREATE TABLE goes(row BLOB PRIMARY KEY, place INTEGER) WITHOUT ROWID;"
                           "CREATE TABLE held(row BLOB PRIMARY KEY) WITHOUT ROWID;"
                           "CREATE TABLE hangs(row BLOB, base BLOB, PRIMARY KEY(row, base)) WITHOUT ROWID;"
                           "CREATE TABLE stays(row BLOB PRIMARY KEY, held INTEGER, because BLOB) WITHOUT ROWID;"
                           "CREATE TABLE going(base BLOB, row BLOB, PRIMARY KEY(base, row)) WITHOUT ROWID;"
                           "CREATE INDEX going_rows ON going(row);"
                           "CREATE TABLE seen(row BLOB PRIMARY KEY) WITHOUT ROWID"),
                db_)),
      goes_(db_.query("INSERT OR IGNORE INTO goes VALUES(?, ?)")),
      held_(db_.query("INSERT OR IGNORE INTO held VALUES(?)")),
      hangs_(db_.query("INSERT OR IGNORE INTO hangs VALUES(?, ?)")) {}

void Hanging::decided(std::string_view row, const Decision& decision) {
  if (decision.answer == Answer::nominate) goes(row);
  if (decision.step == Step::held || decision.step == Step::hold_if) held(row);
}

// A hold has the first word: it is what a person looks for.
void Hanging::look() {
  db_.run(keep_from("row IN (SELECT row FROM held)", "1"));
  db_.run(keep_from("row NOT IN (SELECT row FROM goes)", "0"));
  stays_.emplace(db_.query("SELECT held, because FROM stays WHERE row = ?"));
  db_.run(
      "INSERT INTO going SELECT base, row FROM hangs WHERE row <> base AND row IN (SELECT row FROM goes) AND "
      "base IN (SELECT row FROM goes) AND row NOT IN (SELECT row FROM stays) AND base NOT IN (SELECT row FROM "
      "stays)");
  has_others_.emplace(
      db_.query("SELECT 1 FROM going WHERE base = ?1 UNION ALL SELECT 1 FROM going WHERE row = ?1"));
}

std::optional<Hanging::Why> Hanging::stays(std::string_view row) {
  stays_->restart(row);
  if (!stays_->next()) return std::nullopt;
  return Why{stays_->integer(0) != 0, stays_->text(1)};
}

bool Hanging::has_others(std::string_view row) {
  has_others_->restart(row);
  return has_others_->next();
}

void Hanging::each_with_others(const std::function<void(std::int64_t place)>& visit) {
  struct Entered {
    std::string row;
    std::string last;  ///< of what hangs on it, in the order of the keys; empty: none yet
  };
  Statement see = db_.query("INSERT OR IGNORE INTO seen VALUES(?)");
  Statement seen = db_.query("SELECT 1 FROM seen WHERE row = ?");
  Statement next = db_.query("SELECT row FROM going WHERE base = ? AND row > ? ORDER BY row LIMIT 1");
  Statement place = db_.query("SELECT place FROM goes WHERE row = ?");
  std::vector<Entered> path;
  const auto enter = [&](const std::string& row) {
    seen.restart(row);
    if (seen.next()) return;
    see.again(row);
    path.push_back({row, {}});
  };
  Statement all = db_.query("SELECT base FROM going UNION SELECT row FROM going ORDER BY 1");
  while (all.next()) {
    enter(all.text(0));
    while (!path.empty()) {
      next.restart(path.back().row, path.back().last);
      if (next.next()) {
        path.back().last = next.text(0);
        enter(path.back().last);
        continue;
      }
      place.restart(path.back().row);
      if (place.next()) visit(place.integer(0));
      path.pop_back();
    }
  }
}

Decision decision_of(const Hanging::Why& why, HostServices& host) {
  Decision out;
  out.answer = Answer::keep;
  out.step = Step::hanging;
  out.reason = host.reason(why.is_held ? kHeldWords : kStays);
  out.detail = words_of_row(why.row);
  return out;
}

HangingRows::HangingRows(const Setup& setup, World& world) : setup_(setup), world_(world) {
  bool depends = false;
  for (const Fact& fact : setup.facts) {
    if (fact.kind != WINNOW_FACT_DEPENDANT) continue;
    depends = true;
    may_keep_ = may_keep_ || fact.name == setup.job->target;
  }
  const HeldPlace place{setup.store->config->name, setup.store->identity, setup.job->target};
  may_keep_ = may_keep_ || (depends && Holds::any_beside(world.state, place, world.as_of));
}

const Holds& HangingRows::holds_on(std::string_view target) {
  const auto known = holds_.find(target);
  if (known != holds_.end()) return known->second;
  const HeldPlace place{setup_.store->config->name, setup_.store->identity, std::string(target)};
  return holds_.emplace(target, Holds::load(world_.state, place, world_.as_of, world_.config.zone)).first->second;
}

std::optional<std::vector<std::string>> HangingRows::on(std::span<const std::string_view> keys, Hanging& out) {
  const std::string& target = setup_.job->target;
  auto rows = setup_.store->store->dependant_rows(target, keys);
  if (!rows) return std::nullopt;
  std::vector<std::string> own;
  for (DependantRow& row : *rows) {
    const std::string_view base = keys[row.index];
    if (row.target == target) {
      out.hangs(row.key, base);
      own.push_back(std::move(row.key));
    } else if (holds_on(row.target).held_in_bin(row.key)) {
      const std::string name = name_elsewhere(row.target, row.key);
      out.held(name);
      out.hangs(name, base);
    }
  }
  return own;
}

void HangingRows::follow(std::vector<std::string> open, Judge::Look look, std::set<std::string, std::less<>> known,
                         Hanging& out) {
  while (!open.empty()) {
    std::vector<std::string> asked;
    for (std::string& key : open) {
      if (asked.size() < kAtOnce && known.insert(key).second) asked.push_back(std::move(key));
    }
    std::erase_if(open, [&known](const std::string& key) { return key.empty() || known.contains(key); });
    if (asked.empty()) continue;
    const std::vector<std::string_view> keys(asked.begin(), asked.end());
    std::vector<std::string_view> going;
    const std::map<std::string, Decision, std::less<>> decisions = judged_now(setup_, world_, keys, look);
    for (const auto& [key, decision] : decisions) {
      out.decided(key, decision);
      if (decision.answer == Answer::nominate) going.push_back(key);
    }
    if (going.empty()) continue;
    if (auto more = on(going, out)) open.insert(open.end(), more->begin(), more->end());
  }
}

}  // namespace winnow
