#include "core/safety/holds.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/failure.h"
#include "core/config/where.h"
#include "core/safety/key_rules.h"
#include "winnow/text.hpp"

namespace winnow {
namespace {

using Json = nlohmann::json;

/// Keys may be any bytes, so they are kept as Base64.
std::string selection_text(const Hold& hold) {
  Json keys = Json::array();
  for (const std::string& key : hold.keys) keys.push_back(to_base64(key));
  return Json{{"keys64", keys}, {"where", hold.where}}.dump();
}

/// Whether a hold may cover something of a target. A target that is named by another entry of the store may still
/// share names with it, which is looked at key by key.
bool concerns(const Hold& hold, const HeldPlace& place) {
  return !hold.released_at && (hold.store == place.store || hold.identity == place.identity);
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

Holds Holds::load(Database& db, const HeldPlace& place, Time now, const Zone& zone) {
  Holds out;
  out.place_ = place;
  out.generation_ = holds_generation(db);
  for (const Hold& hold : all_holds(db)) out.add(hold, now, zone);
  return out;
}

Holds Holds::of(const Hold& hold, const HeldPlace& place, Time now, const Zone& zone) {
  Holds out;
  out.place_ = place;
  out.add(hold, now, zone);
  return out;
}

void Holds::add(const Hold& hold, Time now, const Zone& zone) {
  if (!concerns(hold, place_)) return;
  Rule rule;
  rule.id = hold.id;
  rule.keys.insert(hold.keys.begin(), hold.keys.end());
  const bool whole_target = hold.target.empty() || hold.target == place_.target;
  if (!whole_target) rule.names = hold.target;
  // Targets of tables have fields of their own; another target's `where` cannot be asked here.
  if (!hold.where.empty() && whole_target) rule.where = parse_where(hold.where, now, zone).filter;
  rules_.push_back(std::move(rule));
}

std::vector<std::string> Holds::fields() const {
  std::vector<std::string> out;
  for (const Rule& rule : rules_) {
    if (rule.where) rule.where->collect_fields(out);
  }
  return out;
}

void Holds::bind(const Selection& selection) {
  for (Rule& rule : rules_) {
    if (rule.where) rule.matcher.emplace(*rule.where, selection);
  }
}

bool Holds::Rule::concerns(std::string_view key) const {
  return (names.empty() || allows(names, key)) && (keys.empty() || keys.contains(key));
}

std::optional<std::string> Holds::held_by(std::string_view key, const winnow_value* fields,
                                          std::int64_t time) const {
  for (const Rule& rule : rules_) {
    if (rule.concerns(key) && (!rule.matcher || (*rule.matcher)(fields, time) != Truth::no)) return rule.id;
  }
  return std::nullopt;
}

std::optional<std::string> Holds::held_in_bin_by(std::string_view key) const {
  for (const Rule& rule : rules_) {
    if (rule.concerns(key)) return rule.id;
  }
  return std::nullopt;
}

void Holds::check_unchanged(Database& db) const {
  if (holds_generation(db) == generation_) return;
  std::set<std::string> now, then;
  for (const Hold& hold : all_holds(db)) {
    if (concerns(hold, place_)) now.insert(hold.id);
  }
  for (const Rule& rule : rules_) then.insert(rule.id);
  if (now == then) return;
  throw Failure("", "a hold was added or released while this job ran; nothing more was removed",
                "run it again: it will be planned under the holds of then");
}

Filter hold_if_filter(const Filter& written) {
  if (!written.parts.empty()) {
    Filter out = written;
    for (Filter& part : out.parts) part = hold_if_filter(part);
    return out;
  }
  if (written.field.empty() || written.op == WINNOW_IS_NULL) return written;
  return Filter::all_of({Filter::negate(Filter::is_null(written.field)), written});
}

}  // namespace winnow
