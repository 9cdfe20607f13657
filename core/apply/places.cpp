#include "core/apply/places.h"

#include <algorithm>

#include "core/base/times.h"

namespace winnow {

std::string reserve_place(Database& db, const std::vector<std::string>& identities, Time at) {
  Transaction transaction(db);
  for (Time moment = at;; moment += std::chrono::milliseconds(1)) {
    std::string name = iso(moment).substr(0, 23) + "Z";
    std::replace(name.begin(), name.end(), ':', '-');
    std::replace(name.begin(), name.end(), '.', '-');
    const std::string place = ".trash/" + name;
    const bool used = std::any_of(identities.begin(), identities.end(), [&](const std::string& identity) {
      return db.integer("SELECT 1 FROM places WHERE identity = ? AND place = ?", identity, place).has_value();
    });
    if (used) continue;
    for (const std::string& identity : identities) {
      db.run("INSERT OR IGNORE INTO places(identity, place) VALUES(?, ?)", identity, place);
    }
    transaction.commit();
    return place;
  }
}

}  // namespace winnow
