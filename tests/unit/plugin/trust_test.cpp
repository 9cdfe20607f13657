#include "core/plugin/trust.h"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "core/base/failure.h"
#include "tests/unit/temporary_folder.h"

using namespace winnow;

namespace {

namespace fs = std::filesystem;

constexpr uid_t kStranger = 65534;
constexpr gid_t kStrangeGroup = 54321;

fs::path new_file(const fs::path& path, mode_t mode = 0644) {
  std::ofstream(path) << "text";
  REQUIRE(::chmod(path.c_str(), mode) == 0);
  return path;
}

/// Owners can be changed by root alone; where the tests must be complete, they run as root.
bool may_change_owners() {
  if (::geteuid() == 0) return true;
  const char* const ci = std::getenv("CI");
  if (ci != nullptr && std::string(ci) == "true") FAIL("these tests must run as root");
  WARN("left out: only root can change owners");
  return false;
}

}  // namespace

TEST_CASE("a file of the user in folders of the user or of root is trusted") {
  const TemporaryFolder folder;
  const fs::path file = new_file(folder.path() / "a");
  CHECK(distrust(file, Trust::file).empty());
  CHECK(distrust(file, Trust::file_and_folders).empty());  // /tmp above it is sticky, and root's
}

TEST_CASE("a file that everyone can write is not trusted") {
  const TemporaryFolder folder;
  const fs::path file = new_file(folder.path() / "a", 0646);
  CHECK(distrust(file, Trust::file) ==
        file.string() + " can be written by everyone; run: chmod o-w " + file.string());
}

TEST_CASE("a folder that everyone can write counts for code and not for a single file") {
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / "open" / "inner");
  const fs::path file = new_file(folder.path() / "open" / "inner" / "a");
  REQUIRE(::chmod((folder.path() / "open").c_str(), 0777) == 0);
  CHECK(distrust(file, Trust::file).empty());
  CHECK_THAT(distrust(file, Trust::file_and_folders),
             Catch::StartsWith((folder.path() / "open").string() + " can be written by everyone"));
}

TEST_CASE("the sticky bit does not help the folder that the file itself lies in") {
  const TemporaryFolder folder;
  fs::create_directory(folder.path() / "sticky");
  const fs::path file = new_file(folder.path() / "sticky" / "a");
  REQUIRE(::chmod((folder.path() / "sticky").c_str(), 01777) == 0);
  CHECK_FALSE(distrust(file, Trust::file_and_folders).empty());
}

TEST_CASE("a link is judged by what it leads to") {
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / "open");
  fs::create_directories(folder.path() / "closed");
  const fs::path file = new_file(folder.path() / "open" / "a");
  REQUIRE(::chmod((folder.path() / "open").c_str(), 0777) == 0);
  fs::create_symlink(file, folder.path() / "closed" / "a");
  CHECK_FALSE(distrust(folder.path() / "closed" / "a", Trust::file_and_folders).empty());
  fs::create_directory_symlink(folder.path() / "open", folder.path() / "closed" / "folder");
  CHECK_FALSE(distrust(folder.path() / "closed" / "folder" / "a", Trust::file_and_folders).empty());
}

TEST_CASE("what cannot be looked at is a failure and no trust") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(distrust(folder.path() / "missing", Trust::file), Failure);
  fs::create_symlink("nowhere", folder.path() / "dangling");
  CHECK_THROWS_AS(distrust(folder.path() / "dangling", Trust::file), Failure);
}

TEST_CASE("files and folders of another user are not trusted") {
  if (!may_change_owners()) return;
  const TemporaryFolder folder;
  fs::create_directory(folder.path() / "theirs");
  const fs::path file = new_file(folder.path() / "theirs" / "a");
  REQUIRE(::chown((folder.path() / "theirs").c_str(), kStranger, 0) == 0);
  CHECK(distrust(file, Trust::file).empty());
  CHECK_THAT(distrust(file, Trust::file_and_folders), Catch::Contains("belongs to another user (uid 65534)"));
  REQUIRE(::chown(file.c_str(), kStranger, 0) == 0);
  CHECK_THAT(distrust(file, Trust::file), Catch::Contains("belongs to another user (uid 65534)"));
}

TEST_CASE("a group that can write must be the user's own or root's") {
  if (!may_change_owners()) return;
  const TemporaryFolder folder;
  const fs::path file = new_file(folder.path() / "a", 0664);
  CHECK(distrust(file, Trust::file).empty());
  REQUIRE(::chown(file.c_str(), 0, kStrangeGroup) == 0);
  CHECK_THAT(distrust(file, Trust::file), Catch::Contains("can be written by its group; run: chmod g-w"));
  REQUIRE(::chmod(file.c_str(), 0644) == 0);
  CHECK(distrust(file, Trust::file).empty());
}
