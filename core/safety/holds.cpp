#include "core/safety/holds.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/encoding.h"
#include "core/base/failure.h"
#include "core/config/where.h"

namespace winnow {
namespace {

using Json = nlohmann::json;

/// Keys may be any bytes, so they are kept as Base64.
std::string selection_text(const Hold& hold) {
  Json keys = Json::array();
  for (const std::string& key : hold.keys) keys.push_back(to_base64(key));
  return Json{{"keys64", keys}, {"where", hold.where}}.dump();
}

void grow_generation(Database& db) {
  db.run("INSERT INTO meta VALUES('holds_generation', '1') ON CONFLICT(name) DO UPDATE SET value = value + 1");
}

}  // namespace

void add_hold(Database& db, const Hold& hold) {
  db.run(
      "INSERT INTO holds(id, store, identity, target, selection, reason, operator, at) VALUES(?, ?, ?, ?, ?, ?, ?, "
      "?)",
      hold.id, hold.store, hold.identity, hold.target, selection_text(hold), hold.reason, hold.who,
      micros_of(hold.at));
  grow_generation(db);
}

bool release_hold(Database& db, const std::string& id, Time at) {
  grow_generation(db);
  return db.run("UPDATE holds SET released_at = ? WHERE id = ? AND released_at IS NULL", micros_of(at), id) == 1;
}

std::vector<Hold> all_holds(Database& db) {
  std::vector<Hold> out;
  for (auto row =
           db.query("SELECT id, store, identity, target, selection, reason, operator, at, released_at FROM holds "
                    "ORDER BY at, id");
       row.next();) {
    Hold hold{row.text(0), row.text(1), row.text(2),
              row.text(3), {},          {},
              row.text(5), row.text(6), time_of(row.integer(7)),
              std::nullopt};
    if (!row.null(8)) hold.released_at = time_of(row.integer(8));
    const Json selection = Json::parse(row.text(4));
    for (const Json& key : selection.at("keys64")) {
      const auto bytes = from_base64(key.get<std::string>());
      if (!bytes) throw Failure("state", "hold " + hold.id + " cannot be read");
      hold.keys.push_back(*bytes);
    }
    hold.where = selection.at("where");
    out.push_back(std::move(hold));
  }
  return out;
}

std::int64_t holds_generation(Database& db) {
  return db.integer("SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'holds_generation'").value_or(0);
}

Holds Holds::load(Database& db, const std::string& store, const std::string& identity, const std::string& target,
                  Time now, const Zone& zone) {
  Holds out;
  out.generation_ = holds_generation(db);
  for (const Hold& hold : all_holds(db)) {
    const bool here = (hold.store == store || hold.identity == identity) &&
                      (hold.target.empty() || hold.target == target) && !hold.released_at;
    if (!here) continue;
    if (hold.keys.empty() && hold.where.empty()) out.everything_ = true;
    out.keys_.insert(hold.keys.begin(), hold.keys.end());
    if (!hold.where.empty()) out.wheres_.push_back(parse_where(hold.where, now, zone).filter);
  }
  return out;
}

std::vector<std::string> Holds::fields() const {
  std::vector<std::string> out;
  for (const Filter& where : wheres_) where.collect_fields(out);
  return out;
}

void Holds::bind(const Selection& selection) {
  matchers_.clear();
  for (const Filter& where : wheres_) matchers_.emplace_back(where, selection);
}

bool Holds::held(std::string_view key, const winnow_value* fields, std::int64_t time) const {
  if (everything_ || keys_.contains(key)) return true;
  return std::any_of(matchers_.begin(), matchers_.end(),
                     [&](const Matcher& matches) { return matches(fields, time) != Truth::no; });
}

bool Holds::held_in_bin(std::string_view key) const {
  return everything_ || !wheres_.empty() || keys_.contains(key);
}

void Holds::check_unchanged(Database& db) const {
  if (holds_generation(db) != generation_) {
    throw Failure("", "a hold was added or released while this job ran; nothing more was removed",
                  "run it again: it will be planned under the holds of then");
  }
}

}  // namespace winnow
