#include "core/state/state.h"
#include "tests/unit/raw_state.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <iostream>

#include "core/base/encoding.h"
#include "core/base/failure.h"
#include "core/base/file.h"
#include "tests/unit/temporary_folder.h"

using namespace winnow;

namespace {

namespace fs = std::filesystem;

unsigned mode_of(const fs::path& path) {
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  return info.st_mode & 07777;
}

}  // namespace

TEST_CASE("a new state has a folder that nobody else may enter and that git leaves out") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "deep" / "er" / "state.db";
  State::open(path);
  CHECK(fs::exists(path));
  CHECK(mode_of(path.parent_path()) == 0700);
  CHECK(mode_of(path.parent_path().parent_path()) == 0700);
  CHECK(read_file(path.parent_path() / ".gitignore") == "*\n");
}

TEST_CASE("a folder that is there already stays as it is") {
  const TemporaryFolder folder;
  fs::permissions(folder.path(), fs::perms(0750));
  State::open(folder.path() / "state.db");
  CHECK(mode_of(folder.path()) == 0750);
  CHECK_FALSE(fs::exists(folder.path() / ".gitignore"));
}

TEST_CASE("runs that make a state at once do not fail each other") {
  const TemporaryFolder folder;
  constexpr int kRounds = 50;
  constexpr int kAtOnce = 4;
  for (int round = 0; round < kRounds; ++round) {
    const fs::path path = folder.path() / std::to_string(round) / "state.db";
    std::vector<pid_t> children;
    for (int i = 0; i < kAtOnce; ++i) {
      children.push_back(::fork());
      if (children.back() != 0) continue;
      try {
        State::open(path);
      } catch (const std::exception& error) {
        std::cerr << error.what() << std::endl;
        ::_exit(1);
      }
      ::_exit(0);
    }
    for (const pid_t child : children) {
      int status = 0;
      REQUIRE(::waitpid(child, &status, 0) == child);
      CHECK(status == 0);
    }
  }
}

TEST_CASE("a state keeps its identity and its names of keys") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "state.db";
  std::string id;
  std::string name;
  {
    State state = State::open(path);
    id = state.id();
    name = state.key_name("app", "contacts", "17");
    state.set_meta("colour", "green");
  }
  State again = State::open(path);
  CHECK(again.id() == id);
  CHECK(again.key_name("app", "contacts", "17") == name);
  CHECK(again.meta("colour") == "green");
  CHECK(again.meta("taste") == std::nullopt);
  CHECK(State::open(folder.path() / "other.db").id() != id);
}

TEST_CASE("the name of a key tells keys apart and is no plain digest") {
  const TemporaryFolder folder;
  const State state = State::open(folder.path() / "state.db");
  const State other = State::open(folder.path() / "other.db");
  const std::string name = state.key_name("app", "contacts", "17");
  CHECK(name.size() == 64);
  CHECK(name != state.key_name("app", "contacts", "18"));
  CHECK(name != state.key_name("app", "contacts1", "7"));
  CHECK(name != state.key_name("ap", "pcontacts", "17"));
  CHECK(name != other.key_name("app", "contacts", "17"));
  CHECK(name != sha256_hex("17"));
}

TEST_CASE("a state that is not there is not made by asking for it") {
  const TemporaryFolder folder;
  CHECK_FALSE(State::open_existing(folder.path() / "state.db").has_value());
  CHECK_FALSE(fs::exists(folder.path() / "state.db"));
  State::open(folder.path() / "state.db");
  CHECK(State::open_existing(folder.path() / "state.db").has_value());
}

TEST_CASE("a state of another version is refused and left as it is") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "state.db";
  auto newer = State::open(path);
  test::raw(newer).script("PRAGMA user_version = 9");
  CHECK_THROWS_WITH(State::open(path), Catch::Contains(path.string()) && Catch::Contains("schema 9") &&
                                           Catch::Contains("use the newest winnow"));
  CHECK(Database(path, Database::Open::existing).integer("PRAGMA user_version") == 9);
}

TEST_CASE("what is no database is refused and left as it is") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "state.db";
  const std::string text(5000, 'x');
  std::ofstream(path) << text;
  CHECK_THROWS_AS(State::open(path), Failure);
  CHECK(read_file(path) == text);
}

TEST_CASE("a commit of the state survives a power cut by its settings") {
  const TemporaryFolder folder;
  State state = State::open(folder.path() / "state.db");
  CHECK(test::raw(state).text("PRAGMA journal_mode") == "wal");
  CHECK(test::raw(state).integer("PRAGMA synchronous") == 2);  // FULL
  CHECK(test::raw(state).integer("PRAGMA foreign_keys") == 1);
}
