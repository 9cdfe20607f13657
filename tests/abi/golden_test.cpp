/// Plugins of each released version, loaded and worked with as they were built then.
#include <atomic>
#include <catch2/catch.hpp>
#include <filesystem>

#include "core/plugin/host_services.h"
#include "core/plugin/loaded.h"
#include "tests/unit/temporary_folder.h"
#include "winnow/page.hpp"
#include "winnow/permit.hpp"

using namespace winnow;

namespace {

namespace fs = std::filesystem;

struct Golden {
  TemporaryFolder folder;  // where only the user may write, whatever the checkout's modes are
  std::atomic<bool> stopping = false;
  HostServices services{Time{}, Zone{}, stopping};

  LoadedPlugin load(const std::string& version, const std::string& name) {
    const fs::path file = folder.path() / (name + ".so");
    fs::copy_file(fs::path(WINNOW_TEST_DATA) / "abi/golden" / version / (name + ".so"), file);
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    return load_library(file, std::nullopt).at(0);
  }
};

/// Takes only the items whose key it is told, and remembers what was put.
struct PickyBin final : Bin {
  std::string taken;
  std::vector<std::string> put_keys;
  void open(std::string_view, std::string_view header) override { CHECK(header == "{}"); }
  void put(const winnow_piece& piece) override { put_keys.emplace_back(view(piece.key)); }
  void seal(std::span<std::uint8_t> take) override {
    for (std::size_t i = 0; i < put_keys.size(); ++i) take[i] = put_keys[i] == taken ? 1 : 0;
  }
};

winnow_permit permit_for(winnow_action action, std::span<const std::string_view> keys) {
  winnow_permit out{};
  out.struct_size = sizeof out;
  out.action = action;
  out.count = static_cast<std::uint32_t>(keys.size());
  out.target = borrow(std::string_view{"rows"});
  out.run = borrow(std::string_view{"run"});
  out.digest = permit_digest(action, "run", "rows", keys);
  out.not_after = INT64_MAX;
  return out;
}

Selection rows() {
  Selection out;
  out.target = "rows";
  return out;
}

std::vector<std::string> scanned(Store& store) {
  std::vector<std::string> out;
  store.scan(rows(), [&](std::span<const winnow_item> items) {
    for (const winnow_item& item : items) out.emplace_back(view(item.key));
    return Next::more;
  });
  return out;
}

}  // namespace

#if defined(__x86_64__)

TEST_CASE("a job of a released version plans and reviews as on its first day") {
  Golden golden;
  const LoadedPlugin plugin = golden.load("1.0", GENERATE("job-c", "job-cpp"));
  CHECK(std::string(plugin.table->id) == "golden-job");
  REQUIRE(plugin.table->options[0] != nullptr);
  CHECK(std::string(plugin.table->options[0]->name) == "floor");
  const auto job = make_job(plugin, {Value::integer(3)}, golden.services);
  const std::optional<Selection> selection = job->plan(rows(), {});
  REQUIRE(selection.has_value());
  CHECK(selection->fields == std::vector<std::string>{"attempts"});
  REQUIRE(job->reviews());
  Page page(1);
  for (const int attempts : {2, 3, 4}) page.add().fields[0] = scalar(WINNOW_INT, attempts);
  page.add();
  std::vector<winnow_verdict> verdicts(4);
  job->review(*selection, page.items(), verdicts);
  CHECK(verdicts[0].nominate == 0);
  CHECK(verdicts[1].nominate == 1);
  CHECK(verdicts[2].nominate == 1);
  CHECK(verdicts[3].nominate == 0);
  CHECK(golden.services.words(verdicts[1].reason) == "attempts enough");
}

TEST_CASE("a store of a released version shows, removes exactly what is taken, settles and restores") {
  Golden golden;
  const LoadedPlugin plugin = golden.load("1.0", GENERATE("store-c", "store-cpp"));
  const auto store = make_store(plugin, {}, golden.services);
  CHECK(store->identity() == "golden:1");
  CHECK(store->total("rows") == 3);
  CHECK(scanned(*store) == std::vector<std::string>{"a", "b", "c"});
  CHECK(store->inspect("rows").size() == 1);
  CHECK(store->dependants("rows", {}).empty());
  CHECK(store->referrers("rows", {}).empty());

  const std::vector<std::string_view> keys = {"a", "c", "nobody"};
  Page page(0);
  for (const std::string_view key : keys) page.add().item.key = page.keep(key);
  PickyBin bin;
  bin.taken = "c";
  std::vector<winnow_outcome> outcomes(3);
  store->remove(permit_for(WINNOW_REMOVE, keys), rows(), page.items(), bin, outcomes);
  CHECK(outcomes == std::vector<winnow_outcome>{WINNOW_REFUSED, WINNOW_DONE, WINNOW_GONE});
  CHECK(bin.put_keys == std::vector<std::string>{"a", "c"});
  CHECK(scanned(*store) == std::vector<std::string>{"a", "b"});

  const std::vector<std::string_view> both = {"a", "c"};
  winnow_piece pieces[2] = {};
  for (std::size_t i = 0; i < 2; ++i) pieces[i].key = borrow(both[i]);
  std::vector<winnow_outcome> settled(2);
  store->settle(permit_for(WINNOW_SETTLE, both), {}, pieces, settled);
  CHECK(settled == std::vector<winnow_outcome>{WINNOW_SAME, WINNOW_DONE});
  std::vector<winnow_outcome> restored(1);
  store->restore(permit_for(WINNOW_RESTORE, std::span(both).subspan(1)), {}, std::span(pieces).subspan(1),
                 restored);
  CHECK(restored.front() == WINNOW_DONE);
  CHECK(scanned(*store) == std::vector<std::string>{"a", "b", "c"});
  CHECK_THROWS_AS(store->purge(permit_for(WINNOW_PURGE, {}), {}, {}), Error);
}

#endif
