#include "core/policy/folders.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "core/base/failure.h"
#include "core/base/file.h"

using namespace winnow;
namespace fs = std::filesystem;

namespace {

/// Two folders with policies, the first of which hides a file of the second.
class TwoFolders {
 public:
  TwoFolders() : path_(fs::temp_directory_path() / ("winnow-folders-" + std::to_string(getpid()))) {
    for (const char* file : {"own/a.lua", "own/a.cases.toml", "shipped/a.lua", "shipped/tickets.lua"}) {
      fs::create_directories((path_ / file).parent_path());
      replace_file(path_ / file, "");
    }
  }
  ~TwoFolders() { fs::remove_all(path_); }
  PolicyFolders folders() const { return PolicyFolders({path_ / "own", path_ / "shipped"}); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

}  // namespace

TEST_CASE("policy folders: the first folder that has the file wins") {
  const TwoFolders two;
  CHECK(two.folders().find("a.lua") == two.path() / "own/a.lua");
  CHECK(two.folders().find("tickets.lua") == two.path() / "shipped/tickets.lua");
  CHECK(two.folders().find((two.path() / "shipped/a.lua").string()) == two.path() / "shipped/a.lua");
  CHECK(two.folders().names() == std::vector<std::string>{"a.lua", "tickets.lua"});
}

TEST_CASE("policy folders: a name that is nowhere is said with the places and a suggestion") {
  const TwoFolders two;
  const std::string places = (two.path() / "own").string() + ", " + (two.path() / "shipped").string();
  CHECK_THROWS_WITH(two.folders().find("ticket.lua"),
                    "there is no policy \"ticket.lua\" in " + places + "; did you mean \"tickets.lua\"?");
  CHECK_THROWS_WITH(PolicyFolders({}).find("x.lua"),
                    "there is no policy \"x.lua\"; name a file there, or its folder as [winnow] policies");
}

TEST_CASE("policy folders: one that is not there might have had the file that is meant") {
  const TwoFolders two;
  CHECK_THROWS_WITH(PolicyFolders({two.path() / "absent", two.path() / "own"}).find("a.lua"),
                    Catch::Contains("absent (no such folder); is it misspelt, or not mounted?"));
}

TEST_CASE("policy folders: the shipped policies are found from the build tree") {
  CHECK(fs::exists(PolicyFolders::shipped().find("closed_tickets.lua")));
}

TEST_CASE("policy folders: a folder is no policy, and is not proposed as one") {
  const TwoFolders two;
  fs::create_directories(two.path() / "own/odd.lua");
  CHECK_THROWS_WITH(two.folders().find("odd.lua"), Catch::Contains("it is no file"));
  CHECK(two.folders().names() == std::vector<std::string>{"a.lua", "tickets.lua"});
}
