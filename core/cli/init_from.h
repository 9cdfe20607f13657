/// `init --from`: looks into a database, bucket or tree and writes a TOML for what it finds there.
#pragma once

#include <string>

namespace winnow {

/// A TOML with the store, its targets, and a job for each of them as a comment. `from`: the path of a SQLite
/// database or of a folder, or the URL of a server. Nothing is written anywhere, and no password gets into the
/// text. Throws Failure: of kind configuration where nobody can tell what `from` is.
std::string toml_from(const std::string& from);

}  // namespace winnow
