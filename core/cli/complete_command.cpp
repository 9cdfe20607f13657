#include <algorithm>
#include <iostream>

#include "core/base/clock.h"
#include "core/base/failure.h"
#include "core/bin/bin_id.h"
#include "core/bin/segment.h"
#include "core/cli/commands.h"
#include "core/config/config.h"
#include "core/plugin/registry.h"
#include "core/report/status.h"
#include "core/safety/holds.h"
#include "core/safety/own_state.h"
#include "core/state/bin_index.h"
#include "core/state/runs.h"
#include "core/state/state.h"

namespace winnow {
namespace {

constexpr std::size_t kMost = 50;  // of each kind, the newest: a shell shows no more

/// A shell reads one word a line, and some a description behind a tab.
void print_word(const std::string& word) {
  if (printable(word) == word) std::cout << word << '\n';
}

void print_runs(State& state, const std::string& beginning) {
  const std::vector<std::string> runs = Runs(state).beginning_with(beginning, kMost);
  if (std::string_view("latest").starts_with(beginning) && !Runs(state).beginning_with("", 1).empty())
    std::cout << "latest\n";
  for (const std::string& run : runs) std::cout << run << '\n';
}

void print_holds(State& state) {
  for (const Hold& hold : HoldRows(state).all()) {
    if (hold.stands(SystemClock().now())) std::cout << hold.id << '\n';
  }
}

/// Of the newest segments that may hold some; each is read as a whole, so a few must do.
void print_ids(const Config& config, State& state, const std::string& beginning) {
  if (!config.trash_store.empty()) return;  // a shell does not wait for a store
  std::vector<SegmentRow> rows = BinIndex(state).find(SegmentQuery{});
  std::reverse(rows.begin(), rows.end());
  std::size_t said = 0;
  for (const SegmentRow& row : rows) {
    const std::string all = BinId{row.run, row.job, row.n, 0}.segment() + '#';
    if (!all.starts_with(beginning) && !beginning.starts_with(all)) continue;
    const Segment segment = read_segment(FolderMedium(config.trash), row);
    for (const SegmentLine& line : segment.lines) {
      const std::string id = BinId{row.run, row.job, row.n, line.number}.text();
      if (!id.starts_with(beginning)) continue;
      if (said++ == kMost) return;
      print_word(id);
    }
  }
}

}  // namespace

void declare_complete(OptionsDescription& options) {
  options.add_options()("begins", boost::program_options::value<std::string>(), "runs and ids that begin so");
}

int complete_command(const Invocation& invocation) {
  const Config config = load_config(find_config(invocation.globals.config), SystemClock().now());
  std::optional<State> state = open_existing_state(config);
  const std::string beginning = invocation.text("begins");
  for (const std::string& kind : invocation.list("args")) {
    if (kind == "jobs") {
      for (const JobConfig& job : config.jobs) print_word(job.name);
    }
    if (kind == "plugins") {
      for (const std::string& id : Registry::of(config).ids()) print_word(id);
    }
    for (const StoreConfig& store : config.stores) {
      if (kind == "stores") print_word(store.name);
      if (kind != "targets") continue;
      for (const std::string& target : store.allow) print_word(store.name + '/' + target);
    }
    if (!state) continue;
    if (kind == "runs") print_runs(*state, beginning);
    if (kind == "holds") print_holds(*state);
    if (kind == "ids") print_ids(config, *state, beginning);
  }
  return kDone;
}

}  // namespace winnow
