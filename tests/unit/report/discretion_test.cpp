#include "core/report/discretion.h"

#include <catch2/catch.hpp>

#include "core/base/file.h"
#include "tests/unit/temporary_folder.h"

using namespace winnow;

namespace {

constexpr const char* kToml =
    "[stores.app]\nplugin = \"sqlite\"\npath = \"data/app.db\"\nallow = [\"contacts\"]\n"
    "[jobs.audit]\nplugin = \"audit-prune\"\nstore = \"app\"\ntarget = \"contacts\"\n";

}  // namespace

TEST_CASE("discretion: what the TOML says may be told, what an item says may not") {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "winnow.toml";
  replace_file(file, kToml);
  const Discretion discretion(parse_config(kToml, file, time_of(0)));
  const auto same = [&](const std::string& words) { CHECK(discretion.words(words) == words); };
  same("job audit: there is no column \"contacts\" in app; did you mean \"audit-prune\"?");
  same((folder.path() / "data/app.db").string() + ": it is not there");
  same(file.string() + ":14:3: unknown option");
  same("over a limit; run: `winnow approve audit`");
  same("tripped, nothing was removed: would remove 12, the limit is 10 in 1d (0 used)");
  same("");

  CHECK(discretion.words("no row has the value \"Jane Doe\"") == "no row has the value \"…\"");
  CHECK(discretion.words("Key (email)=(jane@example.org) is there").find("jane") == std::string::npos);
  CHECK(discretion.words("private/jane.pdf: permission denied") == "…: permission denied");
  CHECK(discretion.words("jane.pdf: permission denied") == "…: permission denied");
  CHECK(discretion.words("cannot move " + (folder.path() / "data/jane.pdf").string()) == "cannot move …");
  CHECK(discretion.words("of jane@example.org and more") == "of … and more");
  CHECK(discretion.words("an open \"quote of Jane") == "an open \"…\"");
}
