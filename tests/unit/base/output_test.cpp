/// What a command leaves in a file replaces an earlier output of its own kind, and nothing else.
#include "core/base/output.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <optional>

#include "core/base/failure.h"
#include "tests/unit/temporary_folder.h"

using namespace winnow;

namespace {

namespace fs = std::filesystem;

constexpr OutputKind kKind{"a plan", "{\"plan\""};

void put(const fs::path& path, std::string_view bytes) {
  std::ofstream(path) << bytes;
}

std::size_t entries(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("output: a new file, an empty one and an earlier output are written") {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "week.plan";
  const auto before = GENERATE(as<std::optional<std::string>>{}, "", "{\"plan\":1}", std::nullopt);
  if (before) put(file, *before);
  write_output(file, kKind, "{\"plan\":2}", 0600);
  CHECK(read_file(file) == "{\"plan\":2}");
  CHECK(entries(folder.path()) == 1);
  struct stat info {};
  REQUIRE(::stat(file.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777U) == 0600);
}

TEST_CASE("output: anything else is left as it is") {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "victim";
  const char* const content = GENERATE("SQLite format 3", "{\"pla", "[stores.app]", "{\"plan", " {\"plan\"");
  put(file, content);
  CHECK_THROWS_WITH(OutputFile(file, kKind), Catch::Contains("victim") && Catch::Contains("a plan"));
  CHECK(read_file(file) == content);
  CHECK(entries(folder.path()) == 1);
}

TEST_CASE("output: no folder, link, device, pipe or empty name") {
  const TemporaryFolder folder;
  put(folder.path() / "plan", "{\"plan\":1}");
  fs::create_directory(folder.path() / "there");
  fs::create_symlink("plan", folder.path() / "link");
  fs::create_symlink("nowhere", folder.path() / "dangling");
  REQUIRE(::mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
  for (const char* name : {"there", "there/", "link", "dangling", "pipe", "nowhere/plan", "plan/x"}) {
    INFO(name);
    CHECK_THROWS_AS(OutputFile(folder.path() / name, kKind), Failure);
  }
  CHECK_THROWS_AS(OutputFile("", kKind), Failure);
  CHECK_THROWS_AS(OutputFile("/dev/null", kKind), Failure);
  CHECK_FALSE(fs::exists(folder.path() / "nowhere"));
  CHECK(read_file(folder.path() / "plan") == "{\"plan\":1}");
}

TEST_CASE("output: what is not committed leaves nothing, and what came meanwhile is not replaced") {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "week.plan";
  {
    OutputFile out(file, kKind);
    out.write("{\"plan\":1}");
  }
  CHECK(entries(folder.path()) == 0);
  {
    OutputFile out(file, kKind);
    out.write("{\"plan\":1}");
    put(file, "PRECIOUS");
    CHECK_THROWS_AS(out.commit(), Failure);
  }
  CHECK(read_file(file) == "PRECIOUS");
  CHECK(entries(folder.path()) == 1);
}
