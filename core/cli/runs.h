/// RUN arguments: an id, a unique prefix of one, or "latest".
#pragma once

#include <string>

#include "core/base/failure.h"
#include "core/bin/index.h"
#include "core/state/sqlite.h"

namespace winnow {

/// The id of the run that `name` means, among runs that put something into the bin. Throws Failure.
inline std::string find_run(Database& db, const std::string& name) {
  if (name == "latest") {
    // What was taken over from elsewhere was removed by no run of winnow, or by one of another time.
    const auto run =
        db.text("SELECT run FROM segments WHERE job <> ? ORDER BY sealed_at DESC, id DESC LIMIT 1", kAdopted);
    if (!run) throw Failure("", "no run has removed anything yet");
    return *run;
  }
  auto row = db.query("SELECT DISTINCT run FROM segments WHERE substr(run, 1, length(?1)) = ?1 LIMIT 2", name);
  if (name.empty() || !row.next()) throw Failure("", "no run \"" + name + "\" has removed anything");
  const std::string run = row.text(0);
  if (row.next()) throw Failure("", "\"" + name + "\" is the beginning of several runs", "write more of its id");
  return run;
}

}  // namespace winnow
