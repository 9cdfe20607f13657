#include "tests/unit/run/sweep.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "core/base/failure.h"
#include "core/bin/bin_view.h"
#include "core/bin/segment.h"
#include "core/state/approvals.h"
#include "core/state/hold_rows.h"
#include "core/state/ledger.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;

const Time kNow = *parse_time("2026-11-21T06:47:00Z", Zone{});

constexpr const char* kRest = R"([stores.uploads]
plugin = "files"
root = "uploads"
allow = ["private/"]
[jobs.contacts]
plugin = "soft-delete-sweep"
store = "app"
target = "contacts"
retention = "30d"
files = [{ column = "file", store = "uploads" }]
)";

/// In memory where the system has such a place: nothing here is about disks, and every batch syncs several times.
fs::path new_folder() {
  const fs::path parent = fs::exists("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path();
  std::string name = (parent / "winnow-run-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder");
  return name;
}

}  // namespace

const std::string Sweep::kHead = R"(
[winnow]
state = "state/state.db"
[trash]
path = "trash"
min_free = "0.000001%"
[limits]
max_deletes = 1000000
max_share = "100%"
[stores.app]
plugin = "flaky"
allow = ["contacts"]
)";

/// Everything that one process of winnow would open, opened anew for each run.
template <class Body>
auto Sweep::in_world(Body&& body) {
  const std::atomic<bool> stopping = false;
  FrozenClock clock(now());
  clock_ = &clock;
  const std::unique_ptr<Sweep, void (*)(Sweep*)> end(this, [](Sweep* sweep) { sweep->clock_ = nullptr; });
  const Config config = parse_config(toml_, folder_ / "winnow.toml", clock.now());
  const Environment environment({});
  Registry registry({WINNOW_PLUGIN_DIR});
  State state = State::open(config.state);
  HostServices host(clock.now(), config.zone, stopping);
  Stores stores(config, environment, registry, host);
  stores.add("app", std::make_unique<FlakyStore>(table));
  if (door_) {
    OpenStore& uploads = stores.get("uploads");
    uploads.store = std::make_unique<FlakyDoor>(std::move(uploads.store), table);
  }
  BinOfWorld bin;
  const FolderMedium medium(config.trash);
  World world{config,      environment, registry, state,  clock,
              host,        stores,      bin,      medium, "run-" + std::to_string(++runs_),
              clock.now(), "tester"};
  return body(world);
}

Sweep::Sweep(std::string toml) : folder_(new_folder()), toml_(std::move(toml)), door_(true) {
  fs::create_directories(folder_ / "uploads" / "private");
}

Sweep::Sweep(std::size_t rows, Files files)
    : folder_(new_folder()), toml_(kHead + kRest), door_(files == Files::behind_a_door) {
  fs::create_directories(folder_ / "uploads" / "private");
  for (std::size_t i = 0; i < rows; ++i) {
    const std::string digits = std::to_string(i);
    table.rows["row-" + std::string(5 - digits.size(), '0') + digits] = {long_ago(), ""};
  }
  table.rows["alive"] = {};
}

Sweep::~Sweep() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::int64_t Sweep::long_ago() {
  return micros_of(kNow - std::chrono::hours(24 * 400));
}

void Sweep::attach(const std::string& key, const std::string& file) {
  table.rows.at(key).file = file;
  std::ofstream(folder_ / "uploads" / file) << "attachment of " << key;
}

bool Sweep::has_file(const std::string& file) const {
  return fs::exists(folder_ / "uploads" / file);
}

void Sweep::approve(const std::string& job) {
  run(Mode::plan, job);
  in_world([&](World& world) {
    Transaction transaction(world.state);
    const LastPlan plan = Approvals(world.state).last_plan(job).value();
    Approvals(world.state).approve(job, {plan.form, world.as_of, world.who, plan.run});
    transaction.commit();
    return 0;
  });
}

void Sweep::pass(Span time) {
  passed_ += time;
  if (clock_ != nullptr) clock_->move(time);
}

Time Sweep::now() const {
  return kNow + std::chrono::hours(runs_) + passed_;
}

std::string Sweep::hold(const std::string& key) {
  return in_world([&](World& world) {
    Transaction transaction(world.state);
    const OpenStore& app = world.stores.get("app");
    HoldRows(world.state)
        .add({world.run, "app", app.identity, "contacts", {key}, "", "a case", world.who, world.as_of, {}});
    transaction.commit();
    return world.run;
  });
}

void Sweep::release(const std::string& hold) {
  in_world([&](World& world) {
    Transaction transaction(world.state);
    HoldRows(world.state).release(hold, world.as_of);
    transaction.commit();
    return 0;
  });
}

JobReport Sweep::run(Mode mode, const std::string& job) {
  // A store may fail before there is a world: when it is asked who it is.
  try {
    return in_world([&](World& world) {
      const JobTask task{&world.config.job(job), mode, nullptr, {}};
      return run_job(task, world);
    });
  } catch (const Error& error) {
    JobReport report;
    report.status = JobStatus::failed;
    report.message = error.what();
    return report;
  }
}

UndoReport Sweep::undo_all() {
  return in_world([&](World& world) {
    if (BinIndex(world.state).find(SegmentQuery{}).empty()) return UndoReport{};
    UndoTask task;
    task.selection.job = "contacts";
    return undo(world, task);
  });
}

PurgeResult Sweep::purge_all(Doubtful doubtful) {
  return in_world([&](World& world) {
    PurgeResult out;
    PurgeOrder order;
    order.job = "trash purge";
    order.doubtful = doubtful;
    for (const SegmentRow& row : BinIndex(world.state).find(SegmentQuery{})) {
      const PurgeResult one = purge_items(world, {row.run, row.job, row.n, 0}, row.taken, order);
      out.items += one.items;
      out.held += one.held;
      out.locked += one.locked;
      out.failed += one.failed;
      out.errors.insert(out.errors.end(), one.errors.begin(), one.errors.end());
      out.notes.insert(out.notes.end(), one.notes.begin(), one.notes.end());
    }
    return out;
  });
}

FlakyRows Sweep::binned() {
  return in_world([&](World& world) {
    FlakyRows out;
    BinIndex index(world.state);
    for (const SegmentRow& row : index.find(SegmentQuery{})) {
      const Segment segment = read_segment(world.medium, row);
      const std::map<std::int64_t, LineState> states = index.lines(row);
      for (const SegmentLine& line : segment.lines) {
        const auto state = states.find(line.number);
        const bool here =
            state != states.end() && (state->second == LineState::binned || state->second == LineState::in_doubt ||
                                      state->second == LineState::conflict);
        const bool is_row = segment.parts.at(line.part).store == "app";
        if (here && row.settled && is_row) out[line.key] = row_of(line.content);
      }
    }
    return out;
  });
}

FlakyRows Sweep::copies() {
  FlakyRows out;
  const FolderMedium bin(folder_ / "trash");
  for (const std::string& path : bin.list("")) {
    const Segment segment = read_stranger(bin, path);
    for (const SegmentLine& line : segment.lines) {
      if (segment.parts.at(line.part).store == "app") out[line.key] = row_of(line.content);
    }
  }
  return out;
}

std::multimap<std::string, FlakyRow> Sweep::all_copies() const {
  std::multimap<std::string, FlakyRow> out;
  const FolderMedium bin(folder_ / "trash");
  for (const std::string& path : bin.list("")) {
    const Segment segment = read_stranger(bin, path);
    for (const SegmentLine& line : segment.lines) {
      if (line.purged.empty() && segment.parts.at(line.part).store == "app")
        out.emplace(line.key, row_of(line.content));
    }
  }
  return out;
}

std::int64_t Sweep::removed_by_index() {
  return in_world([&](World& world) {
    std::int64_t out = 0;
    for (const SegmentRow& row : BinIndex(world.state).find(SegmentQuery{})) out += row.settled ? row.counted : 0;
    return out;
  });
}

std::size_t Sweep::unsettled() {
  return in_world([](World& world) {
    const std::vector<SegmentRow> rows = BinIndex(world.state).find(SegmentQuery{});
    return static_cast<std::size_t>(
        std::ranges::count_if(rows, [](const SegmentRow& row) { return !row.at_rest(); }));
  });
}

void Sweep::check_ledger() {
  in_world([&](World& world) {
    const LedgerCheck check = Ledger(world.state).verify("");
    if (!check.problem.empty()) throw Failure("ledger", check.problem);
    return 0;
  });
}

}  // namespace winnow
