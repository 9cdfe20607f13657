/// Tables of other sizes than this build's own, in both directions across the border.
#include <atomic>
#include <catch2/catch.hpp>

#include "core/plugin/host_services.h"
#include "core/plugin/instance.h"
#include "core/plugin/loaded.h"
#include "tests/abi/other_sizes.h"
#include "winnow/export.hpp"
#include "winnow/tables.hpp"

using namespace winnow;

// These numbers are the promise. Whoever has to change one has broken every plugin in the field.
static_assert(WINNOW_SELECTION_1_0 == 136 && WINNOW_HOST_1_0 == 64 && WINNOW_BIN_1_0 == 40);
static_assert(WINNOW_JOB_1_0 == 32 && WINNOW_PERMIT_1_0 == 80 && WINNOW_STORE_1_0 == 104);
static_assert(WINNOW_OPTION_1_0 == 56 && WINNOW_PLUGIN_1_0 == 72 && WINNOW_LIBRARY_1_0 == 16);
static_assert(sizeof(winnow_text) == 16 && sizeof(winnow_value) == 24 && sizeof(winnow_filter) == 40);
static_assert(sizeof(winnow_error) == 512 && sizeof(winnow_item) == 72 && sizeof(winnow_fact) == 40);
static_assert(sizeof(winnow_piece) == 72 && sizeof(winnow_verdict) == 8 && sizeof(winnow_header) == 32);
static_assert(sizeof(winnow_dependants) == 32 && sizeof(winnow_parked) == 112);

namespace {

const Options kOptions = {option("depth", WINNOW_INT).fallback("1").help("how deep")};

class AllOld final : public Job {
 public:
  AllOld(const OptionValues&, Host& host) : host_(host) {}
  std::optional<Selection> plan(const Selection& base, std::span<const Fact>) override {
    host_.log(WINNOW_DEBUG, "planned");
    return base;
  }

 private:
  Host& host_;
};

/// A shelf with one item, which never leaves it.
class Shelf final : public Store {
 public:
  Shelf(const OptionValues&, Host&) {}
  std::string identity() override { return "shelf:1"; }
  std::vector<Fact> inspect(std::string_view) override { return {{WINNOW_FACT_KEY, WINNOW_TEXT, "id", ""}}; }
  std::optional<std::uint64_t> total(std::string_view) override { return 1; }
  void scan(const Selection&, const ItemSink& out) override { show(out); }
  void fetch(const Selection&, std::span<const std::string_view>, const ItemSink& out) override { show(out); }
  void remove(const winnow_permit&, const Selection& selection, std::span<const winnow_item>, Bin& bin,
              std::span<winnow_outcome> outcomes) override {
    bin.open(selection.target, "{}");
    outcomes[0] = WINNOW_REFUSED;
  }
  void restore(const winnow_permit&, std::span<const winnow_header>, std::span<const winnow_piece>,
               std::span<winnow_outcome>) override {}
  void purge(const winnow_permit&, std::span<const winnow_piece>, std::span<winnow_outcome>) override {}
  void settle(const winnow_permit&, std::span<const winnow_header>, std::span<const winnow_piece>,
              std::span<winnow_outcome>) override {}
  void lock(std::string_view) override {}

 private:
  static void show(const ItemSink& out) {
    winnow_item item{};
    item.key = borrow(std::string_view{"only"});
    out({&item, 1});
  }
};

const winnow_plugin& job_table() {
  return *plugin<AllOld>({.id = "all-old", .version = "1", .summary = "s", .options = kOptions}).table();
}
const winnow_plugin& store_table() {
  return *plugin<Shelf>({.id = "shelf", .version = "1", .summary = "s", .options = kOptions}).table();
}

/// What the host finds wrong with a library of this one plugin.
std::string flaw_with(const winnow_plugin& plugin) {
  const winnow_plugin* const list[] = {&plugin, nullptr};
  const winnow_library library{sizeof(winnow_library), WINNOW_ABI_MINOR, list};
  return flaw_of(&library);
}

struct TestHost {
  std::atomic<bool> stopping = false;
  HostServices services{Time{}, Zone{}, stopping};
};

std::unique_ptr<Job> job_of(const winnow_plugin& table, TestHost& host) {
  return make_job({"all-old.so", &table}, {Value::integer(1)}, host.services);
}
std::unique_ptr<Store> store_of(const winnow_plugin& table, TestHost& host) {
  return make_store({"shelf.so", &table}, {Value::integer(1)}, host.services);
}

Selection some_selection() {
  Selection selection;
  selection.target = "rows";
  return selection;
}

}  // namespace

TEST_CASE("the host takes each table at its size of 1.0 and at any larger one, and no smaller") {
  const auto flaw_at = [](const char* table, std::uint32_t size) {
    winnow_plugin job = job_table();
    winnow_job inner_job = *job.job;
    job.job = &inner_job;
    winnow_option row = *job.options[0];
    const winnow_option* const rows[] = {&row, nullptr};
    job.options = rows;
    winnow_plugin store = store_table();
    winnow_store inner_store = *store.store;
    store.store = &inner_store;
    const winnow_plugin* const list[] = {&job, &store, nullptr};
    winnow_library library{sizeof(winnow_library), WINNOW_ABI_MINOR, list};
    if (std::string_view(table) == "library") library.struct_size = size;
    if (std::string_view(table) == "plugin") job.struct_size = size;
    if (std::string_view(table) == "job") inner_job.struct_size = size;
    if (std::string_view(table) == "store") inner_store.struct_size = size;
    if (std::string_view(table) == "option") row.struct_size = size;
    return flaw_of(&library);
  };
  const std::pair<const char*, std::uint32_t> tables[] = {{"library", WINNOW_LIBRARY_1_0},
                                                          {"plugin", WINNOW_PLUGIN_1_0},
                                                          {"job", WINNOW_JOB_1_0},
                                                          {"store", WINNOW_STORE_1_0},
                                                          {"option", WINNOW_OPTION_1_0}};
  for (const auto& [table, least] : tables) {
    INFO(table);
    for (const std::uint32_t size : {0u, 4u, least - 8, least - 1}) CHECK_FALSE(flaw_at(table, size).empty());
    for (const std::uint32_t size : {least, least + 1, least + 8, least + 4096})
      CHECK(flaw_at(table, size).empty());
  }
}

TEST_CASE("a library of any minor version is whole, one without tables or plugins is not") {
  const winnow_plugin* const list[] = {&job_table(), nullptr};
  for (const std::uint32_t minor : {0u, 1u, 7u, 4'000'000'000u}) {
    const winnow_library library{sizeof(winnow_library), minor, list};
    CHECK(flaw_of(&library).empty());
  }
  const winnow_plugin* const nothing[] = {nullptr};
  const winnow_library empty{sizeof(winnow_library), 0, nothing};
  const winnow_library listless{sizeof(winnow_library), 0, nullptr};
  CHECK(flaw_of(&empty) == "it holds no plugin");
  CHECK(flaw_of(&listless) == "it holds no plugin");
  CHECK(flaw_of(nullptr) == "winnow_library_v1 answers nothing");
}

TEST_CASE("of a job of 1.0 the host reads nothing behind its tables") {
  const AtTheEdge inner(*job_table().job, WINNOW_JOB_1_0);
  const AtTheEdge row(*job_table().options[0], WINNOW_OPTION_1_0);
  const AtTheEdge outer(job_table(), WINNOW_PLUGIN_1_0);
  const winnow_option* const rows[] = {row.get(), nullptr};
  outer.get()->job = inner.get();
  outer.get()->options = rows;
  CHECK(flaw_with(*outer.get()).empty());
  TestHost host;
  const auto job = job_of(*outer.get(), host);
  CHECK(job->plan(some_selection(), {})->target == "rows");
  CHECK_FALSE(job->reviews());
}

TEST_CASE("of a store of 1.0 the host reads nothing behind its table, whatever it is asked") {
  const AtTheEdge inner(*store_table().store, WINNOW_STORE_1_0);
  winnow_plugin outer = store_table();
  outer.store = inner.get();
  CHECK(flaw_with(outer).empty());
  TestHost host;
  const auto store = store_of(outer, host);
  CHECK(store->identity() == "shelf:1");
  CHECK(store->inspect("rows").size() == 1);
  CHECK(store->total("rows") == 1);
  int shown = 0;
  const ItemSink count = [&](std::span<const winnow_item> items) {
    shown += static_cast<int>(items.size());
    return Next::more;
  };
  store->scan(some_selection(), count);
  store->fetch(some_selection(), {}, count);
  CHECK(shown == 2);
  store->lock("rows");
  CHECK(store->dependants("rows", {}).empty());
  store->parked([](const winnow_parked&) { FAIL("this store parks nothing"); });
}

TEST_CASE("tables of a later version are used for what is known of them") {
  Later inner(*store_table().store);
  Later outer(store_table());
  outer.known.store = &inner.known;
  const winnow_plugin* const list[] = {&outer.known, nullptr};
  Later library(winnow_library{0, WINNOW_ABI_MINOR + 3, list});
  CHECK(flaw_of(&library.known).empty());
  TestHost host;
  CHECK(store_of(outer.known, host)->identity() == "shelf:1");
}

TEST_CASE(
    "the host copies a job's selection of 1.0 or later, and refuses a smaller one or one that leaves out match") {
  const Selection rows = some_selection();
  const LentSelection lent(rows);
  const AtTheEdge old(*lent.get(), WINNOW_SELECTION_1_0);
  CHECK(Selection::copy(*old.get()).target == "rows");
  const Later later(*lent.get());
  CHECK(Selection::copy(later.known).target == "rows");
  old.get()->struct_size = WINNOW_SELECTION_1_0 - 1;
  CHECK_THROWS_WITH(Selection::copy(*old.get()), "the table winnow_selection is smaller than in version 1.0");
  winnow_selection open = *lent.get();
  open.match = nullptr;
  CHECK_THROWS_WITH(Selection::copy(open), "a selection lacks its scope or its match");
}

TEST_CASE("the C++ face reads nothing behind a host's table of 1.0, and makes no instance for a smaller one") {
  TestHost services;
  const winnow_host now = table_over(services.services);
  const AtTheEdge host(now, WINNOW_HOST_1_0);
  const winnow_value config[] = {borrow(Value::integer(1))};
  winnow_error error{};
  void* self = nullptr;
  for (const std::uint32_t minor : {0u, WINNOW_ABI_MINOR + 9u}) {
    host.get()->abi_minor = minor;
    REQUIRE(job_table().create(host.get(), config, 1, &self, &error) == WINNOW_OK);
    const Selection rows = some_selection();
    const LentSelection base(rows);
    const winnow_selection_sink sink{nullptr, [](void*, const winnow_selection*) noexcept { return 0; }};
    CHECK(job_table().job->plan(self, base.get(), nullptr, 0, &sink, &error) == WINNOW_OK);
    job_table().destroy(self);
  }
  host.get()->struct_size = WINNOW_HOST_1_0 - 8;
  CHECK(job_table().create(host.get(), config, 1, &self, &error) == WINNOW_BROKEN);
  CHECK(std::string(error.message) == "the table winnow_host is smaller than in version 1.0");
}

TEST_CASE(
    "the C++ face takes permit, bin and selection at their size of 1.0, and removes nothing with smaller ones") {
  TestHost services;
  const winnow_host host = table_over(services.services);
  const winnow_value config[] = {borrow(Value::integer(1))};
  winnow_error error{};
  void* self = nullptr;
  REQUIRE(store_table().create(&host, config, 1, &self, &error) == WINNOW_OK);

  static int opened;
  opened = 0;
  winnow_bin bin_now{};
  bin_now.open = [](void*, winnow_text, winnow_text) noexcept { return ++opened, 0; };
  const AtTheEdge bin(bin_now, WINNOW_BIN_1_0);
  const AtTheEdge permit(winnow_permit{}, WINNOW_PERMIT_1_0);
  const Selection rows = some_selection();
  const LentSelection lent(rows);
  const AtTheEdge selection(*lent.get(), WINNOW_SELECTION_1_0);
  const winnow_item item{};
  winnow_outcome outcome = WINNOW_NOT_TRIED;
  const auto remove = [&](const winnow_permit* with) {
    outcome = WINNOW_NOT_TRIED;
    return store_table().store->remove(self, with, selection.get(), &item, 1, bin.get(), &outcome, &error);
  };
  CHECK(remove(permit.get()) == WINNOW_OK);
  CHECK(opened == 1);
  CHECK(remove(nullptr) == WINNOW_DENIED);
  const auto smaller = [&](std::uint32_t& size) {
    const std::uint32_t whole_size = size--;
    const winnow_code code = remove(permit.get());
    size = whole_size;
    return code;
  };
  CHECK(smaller(permit.get()->struct_size) == WINNOW_BROKEN);
  CHECK(smaller(selection.get()->struct_size) == WINNOW_BROKEN);
  CHECK(smaller(bin.get()->struct_size) == WINNOW_BROKEN);
  CHECK(opened == 1);
  CHECK(outcome == WINNOW_NOT_TRIED);
  store_table().destroy(self);
}
