#include "core/state/places.h"

#include <algorithm>

#include "core/base/times.h"

namespace winnow {

std::string Places::reserve(const std::vector<std::string>& identities, Time at) {
  Transaction transaction(db_);
  for (Time moment = at;; moment += std::chrono::milliseconds(1)) {
    std::string name = iso(moment).substr(0, 23) + "Z";
    std::replace(name.begin(), name.end(), ':', '-');
    std::replace(name.begin(), name.end(), '.', '-');
    const std::string place = ".trash/" + name;
    const bool used = std::any_of(identities.begin(), identities.end(),
                                  [&](const std::string& identity) { return is_reserved(identity, place); });
    if (used) continue;
    for (const std::string& identity : identities) {
      db_.run("INSERT OR IGNORE INTO places(identity, place) VALUES(?, ?)", identity, place);
    }
    transaction.commit();
    return place;
  }
}

void Places::give_up(const std::string& place) {
  db_.run("DELETE FROM places WHERE place = ?", place);
}

bool Places::is_reserved(const std::string& identity, const std::string& place) {
  return db_.integer("SELECT 1 FROM places WHERE identity = ? AND place = ?", identity, place).has_value();
}

}  // namespace winnow
