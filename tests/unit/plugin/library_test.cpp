#include "core/plugin/library.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "core/base/encoding.h"
#include "core/base/failure.h"
#include "core/base/file.h"
#include "core/plugin/registry.h"
#include "tests/unit/temporary_folder.h"

using namespace winnow;

namespace {

namespace fs = std::filesystem;

const fs::path kHostile = WINNOW_HOSTILE_DIR;
const fs::path kPlugins = WINNOW_PLUGIN_DIR;

std::string refusal(const fs::path& file, const std::optional<std::string>& pin = std::nullopt) {
  try {
    load_library(file, pin);
  } catch (const Failure& failure) {
    CHECK(failure.kind() == FailureKind::job);
    return failure.what();
  }
  return "loaded";
}

}  // namespace

TEST_CASE("a sound plugin is loaded, and loaded again") {
  for (int i = 0; i < 2; ++i) {
    const std::vector<LoadedPlugin> plugins = load_library(kPlugins / "audit-prune.so", std::nullopt);
    REQUIRE(plugins.size() == 1);
    CHECK(std::string(plugins[0].table->id) == "audit-prune");
    CHECK(plugins[0].table->job != nullptr);
  }
}

TEST_CASE("a pin must be the file's own sum") {
  const fs::path file = kPlugins / "audit-prune.so";
  const std::string sum = sha256_hex(read_file(file));
  CHECK(refusal(file, sum) == "loaded");
  CHECK_THAT(refusal(file, std::string(64, '0')), Catch::Contains("its sha256 is " + sum));
}

TEST_CASE("a pin is asked of a plugin that was loaded before without one") {
  Registry registry({kPlugins});
  registry.get("audit-prune", std::nullopt);
  CHECK_NOTHROW(registry.get("audit-prune", sha256_hex(read_file(kPlugins / "audit-prune.so"))));
  CHECK_THROWS_WITH(registry.get("audit-prune", std::string(64, '0')), Catch::Contains("the TOML pins 000"));
}

TEST_CASE("what is no plugin of this ABI is refused before its code runs") {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "text.so") << "no library";
  std::ofstream(folder.path() / "empty.so");
  CHECK_THAT(refusal(folder.path() / "text.so"), Catch::Contains("not a shared library"));
  CHECK_THAT(refusal(folder.path() / "empty.so"), Catch::Contains("not a shared library"));
  CHECK_THAT(refusal(kHostile / "no-plugin.so"), Catch::Contains("not a winnow plugin"));
  CHECK_THAT(refusal(kHostile / "other-abi.so"),
             Catch::Contains("exports winnow_library_v2, this winnow needs winnow_library_v1"));
  CHECK_THAT(refusal(kHostile / "unresolved.so"), Catch::Contains("winnow_test_no_such_function"));
}

TEST_CASE("a table with something missing is refused and named") {
  CHECK_THAT(refusal(kHostile / "small-table.so"), Catch::Contains("its table is too small"));
  const char* const flaws[] = {"id, version, summary or options are missing",
                               "id, version, summary or options are missing",
                               "id, version, summary or options are missing",
                               "it must be exactly one of job and store",
                               "it must be exactly one of job and store",
                               "create or destroy is missing",
                               "its job has no plan()",
                               "its store lacks a required member",
                               "an option has no name or no help"};
  int number = 0;
  for (const char* const flaw : flaws) {
    const std::string file = "broken-" + std::to_string(++number) + ".so";
    INFO(file);
    CHECK_THAT(refusal(kHostile / file), Catch::Contains("broken plugin: " + std::string(flaw)));
  }
}

TEST_CASE("a default that its own option refuses is a flaw of the library") {
  CHECK_THAT(refusal(kHostile / "flawed-default.so"),
             Catch::Contains("broken plugin: the default of option \"floor\", 0, is refused: floor"));
  CHECK_THAT(refusal(kHostile / "flawed-quotes.so"),
             Catch::Contains("the default of option \"floor\", abc, is no value of a TOML; a text needs quotes"));
}

TEST_CASE("a plugin of a later minor version is loaded and its unknown tails are ignored") {
  const std::vector<LoadedPlugin> plugins = load_library(kHostile / "newer-minor.so", std::nullopt);
  REQUIRE(plugins.size() == 1);
  CHECK(plugins[0].table->struct_size > sizeof(winnow_plugin));
}

TEST_CASE("a plugin that others can change is not loaded") {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "audit-prune.so";
  fs::copy_file(kPlugins / "audit-prune.so", file);
  REQUIRE(::chmod(file.c_str(), 0666) == 0);
  CHECK_THAT(refusal(file), Catch::Contains("not loaded, others could change it"));
}

TEST_CASE("the registry looks through its folders in order and suggests what is near") {
  const TemporaryFolder first;
  Registry registry({first.path(), kPlugins});
  CHECK(registry.get("audit-prune").file == kPlugins / "audit-prune.so");
  CHECK_THROWS_WITH(registry.get("audit-prunes"), Catch::Contains("did you mean \"audit-prune\"?"));
  CHECK_THROWS_WITH(registry.get("../audit-prune"), Catch::Contains("there is no plugin"));
  CHECK_THROWS_WITH(registry.get("lib/mine.so"), Catch::Contains("name it by its id"));
  CHECK_THROWS_WITH(Registry({first.path() / "gone", kPlugins}).get("mine"),
                    Catch::Contains("gone (no such folder); is it misspelt, or not mounted?"));
  std::ofstream(first.path() / "sqlite.so") << "stands before the real one";
  CHECK_THROWS_WITH(registry.get("sqlite"), Catch::Contains("not a shared library"));
  fs::copy_file(kPlugins / "audit-prune.so", first.path() / "other-name.so");
  CHECK_THROWS_WITH(registry.get("other-name"), Catch::Contains("it holds no plugin named \"other-name\""));
}
