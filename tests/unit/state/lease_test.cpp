#include "core/state/lease.h"
#include "tests/unit/raw_state.h"

#include <catch2/catch.hpp>
#include <optional>

#include "core/base/failure.h"
#include "tests/unit/temporary_folder.h"

using namespace winnow;

namespace {

/// Whether the lease could be taken, by a handle of its own as another process has one.
bool can_take(const std::filesystem::path& path, const std::string& name) {
  State state = State::open(path);
  try {
    const Lease lease(state, name);
    return true;
  } catch (const Failure& failure) {
    CHECK(failure.kind() == FailureKind::locked);
    CHECK_THAT(failure.what(), Catch::Contains("another run works on this target"));
    return false;
  }
}

}  // namespace

TEST_CASE("the name of a lease tells store and target apart") {
  const std::string name = lease_name("sqlite:/a", "contacts");
  CHECK(name == lease_name("sqlite:/a", "contacts"));
  CHECK(name != lease_name("sqlite:/b", "contacts"));
  CHECK(name != lease_name("sqlite:/a", "contact"));
  CHECK(name != lease_name("sqlite:/ac", "ontacts"));
  CHECK(name.find('/') == std::string::npos);
}

TEST_CASE("a target is leased once and free again when the holder is gone") {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "state.db";
  State state = State::open(path);
  std::optional<Lease> lease(std::in_place, state, "target");
  CHECK_FALSE(can_take(path, "target"));
  CHECK(can_take(path, "another"));
  lease.reset();
  CHECK(can_take(path, "target"));
}

TEST_CASE("each lease of a target has a higher fence") {
  const TemporaryFolder folder;
  State state = State::open(folder.path() / "state.db");
  const std::int64_t first = Lease(state, "target").fence();
  CHECK(Lease(state, "target").fence() == first + 1);
  CHECK(Lease(state, "another").fence() == 1);
}

TEST_CASE("a lease that was taken over is found out before it seals anything") {
  const TemporaryFolder folder;
  State state = State::open(folder.path() / "state.db");
  const Lease lease(state, "target");
  lease.check(state);
  test::raw(state).run("UPDATE fences SET fence = fence + 1 WHERE lease = 'target'");
  CHECK_THROWS_WITH(lease.check(state), Catch::Contains("taken over"));
  test::raw(state).run("DELETE FROM fences");
  CHECK_THROWS_AS(lease.check(state), Failure);
}
