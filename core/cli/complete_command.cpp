#include <algorithm>
#include <iostream>

#include "core/base/clock.h"
#include "core/base/failure.h"
#include "core/bin/bin_id.h"
#include "core/bin/segment.h"
#include "core/cli/commands.h"
#include "core/config/config.h"
#include "core/report/status.h"
#include "core/safety/holds.h"
#include "core/safety/own_state.h"
#include "core/state/bin_index.h"
#include "core/state/runs.h"
#include "core/state/state.h"

namespace winnow {
namespace {

constexpr std::size_t kMost = 50;  // of each kind, the newest: a shell shows no more

void print_runs(State& state) {
  for (const std::string& run : Runs(state).beginning_with("", kMost)) std::cout << run << '\n';
}

void print_holds(State& state) {
  for (const Hold& hold : HoldRows(state).all()) {
    if (hold.stands(SystemClock().now())) std::cout << hold.id << '\n';
  }
}

/// Of the newest segments; each is read as a whole, so a few must do.
void print_ids(const Config& config, State& state) {
  if (!config.trash_store.empty()) return;  // a shell does not wait for a store
  std::vector<SegmentRow> rows = BinIndex(state).find(SegmentQuery{});
  std::reverse(rows.begin(), rows.end());
  std::size_t said = 0;
  for (const SegmentRow& row : rows) {
    const Segment segment = read_segment(FolderMedium(config.trash), row);
    for (const SegmentLine& line : segment.lines) {
      if (said++ == kMost) return;
      std::cout << BinId{row.run, row.job, row.n, line.number}.text() << '\n';
    }
  }
}

}  // namespace

void declare_complete(OptionsDescription&) {}

int complete_command(const Invocation& invocation) {
  const Config config = load_config(find_config(invocation.globals.config), SystemClock().now());
  std::optional<State> state = open_existing_state(config);
  for (const std::string& kind : invocation.list("args")) {
    if (kind == "jobs") {
      for (const JobConfig& job : config.jobs) std::cout << job.name << '\n';
    }
    if (!state) continue;
    if (kind == "runs") print_runs(*state);
    if (kind == "holds") print_holds(*state);
    if (kind == "ids") print_ids(config, *state);
  }
  return kDone;
}

}  // namespace winnow
