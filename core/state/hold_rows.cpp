#include "core/state/hold_rows.h"

#include <nlohmann/json.hpp>

#include "core/base/failure.h"
#include "winnow/text.hpp"

namespace winnow {
namespace {

using Json = nlohmann::json;

/// Keys may be any bytes, so they are kept as Base64.
std::string selection_text(const Hold& hold) {
  Json keys = Json::array();
  for (const std::string& key : hold.keys) keys.push_back(to_base64(key));
  Json out = {{"keys64", keys}, {"where", hold.where}};
  if (hold.until) out["until"] = micros_of(*hold.until);
  return out.dump();
}

void read_selection(const std::string& text, Hold& hold) {
  const Json selection = Json::parse(text);
  for (const Json& key : selection.at("keys64")) {
    const auto bytes = from_base64(key.get<std::string>());
    if (!bytes) throw Failure("state", "hold " + hold.id + " cannot be read");
    hold.keys.push_back(*bytes);
  }
  hold.where = selection.at("where");
  if (selection.contains("until")) hold.until = time_of(selection.at("until").get<std::int64_t>());
}

}  // namespace

void HoldRows::grow_generation() {
  db_.run("INSERT INTO meta VALUES('holds_generation', '1') ON CONFLICT(name) DO UPDATE SET value = value + 1");
}

void HoldRows::add(const Hold& hold) {
  db_.run(
      "INSERT INTO holds(id, store, identity, target, selection, reason, operator, at) VALUES(?, ?, ?, ?, ?, ?, ?, "
      "?)",
      hold.id, hold.store, hold.identity, hold.target, selection_text(hold), hold.reason, hold.who,
      micros_of(hold.at));
  grow_generation();
}

bool HoldRows::release(const std::string& id, Time at) {
  grow_generation();
  return db_.run("UPDATE holds SET released_at = ? WHERE id = ? AND released_at IS NULL", micros_of(at), id) == 1;
}

std::vector<Hold> HoldRows::all() {
  std::vector<Hold> out;
  for (auto row =
           db_.query("SELECT id, store, identity, target, selection, reason, operator, at, released_at FROM holds "
                     "ORDER BY at, id");
       row.next();) {
    Hold hold{row.text(0),  row.text(1), row.text(2),
              row.text(3),  {},          {},
              row.text(5),  row.text(6), time_of(row.integer(7)),
              std::nullopt, std::nullopt};
    if (!row.null(8)) hold.released_at = time_of(row.integer(8));
    read_selection(row.text(4), hold);
    out.push_back(std::move(hold));
  }
  return out;
}

std::int64_t HoldRows::generation() {
  return db_.integer("SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'holds_generation'").value_or(0);
}

}  // namespace winnow
