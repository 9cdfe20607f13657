/// The built library, through the C table alone.
#include <dlfcn.h>

#include <catch2/catch.hpp>

#include "support.h"

using namespace winnow;
using namespace winnow::test;
using Catch::Contains;

namespace {

const winnow_plugin& load() {
  void* const library = ::dlopen(WINNOW_PLUGIN_DIR "/sqlite.so", RTLD_NOW | RTLD_LOCAL);  // never unloaded
  if (library == nullptr) FAIL(::dlerror());
  const auto entry =
      reinterpret_cast<const winnow_library* (*)(std::uint32_t)>(::dlsym(library, "winnow_library_v1"));
  REQUIRE(entry != nullptr);
  return *entry(WINNOW_ABI_MINOR)->plugins[0];
}

/// Answers nothing but that nobody wants the run to stop.
winnow_host quiet_host() {
  winnow_host host{};
  host.struct_size = sizeof host;
  host.stopping = [](void*) noexcept -> std::int32_t { return 0; };
  return host;
}

}  // namespace

TEST_CASE("sqlite plugin: describes itself and counts a table") {
  const winnow_plugin& plugin = load();
  CHECK(std::string(plugin.id) == "sqlite");
  CHECK(plugin.job == nullptr);
  REQUIRE(plugin.store != nullptr);
  CHECK((plugin.store->flags & WINNOW_KEYED_BY_NAME) == 0);
  REQUIRE(plugin.options[0] != nullptr);
  CHECK(std::string(plugin.options[0]->name) == "path");
  CHECK(plugin.options[0]->flags == (WINNOW_REQUIRED | WINNOW_PATH));
  CHECK(plugin.options[1] == nullptr);

  const Database db("CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2)");
  const winnow_host host = quiet_host();
  const Value path = Value::of_text(db.path);
  const winnow_value config = borrow(path);
  void* self = nullptr;
  winnow_error error{};
  REQUIRE(plugin.create(&host, &config, 1, &self, &error) == WINNOW_OK);
  std::uint64_t total = 0;
  CHECK(plugin.store->total(self, borrow(std::string_view{"t"}), &total, &error) == WINNOW_OK);
  CHECK(total == 2);
  CHECK(plugin.store->total(self, borrow(std::string_view{"u"}), &total, &error) == WINNOW_BAD_CONFIG);
  CHECK_THAT(error.message, Contains("no table \"u\""));
  plugin.destroy(self);
}
