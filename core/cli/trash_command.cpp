#include <iostream>

#include "core/base/encoding.h"
#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/cli/commands.h"
#include "core/cli/runs.h"
#include "core/cli/session.h"
#include "core/report/status.h"
#include "core/trash/index.h"
#include "core/trash/segment.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;
namespace po = boost::program_options;

SegmentQuery query_of(const Invocation& invocation, Database& db) {
  SegmentQuery query;
  if (invocation.has("run")) query.run = find_run(db, invocation.text("run"));
  if (invocation.has("job")) query.job = invocation.text("job");
  return query;
}

Json item_of(const SegmentRow& row, const SegmentPart& part, const SegmentLine& line, LineState state,
             const Config& config) {
  const Json key = is_utf8(line.key) ? Json(line.key) : Json{{"base64", to_base64(line.key)}};
  return {
      {"id", row.run + "/" + row.job + "/" + std::to_string(row.n) + "#" + std::to_string(line.number)},
      {"run", row.run},
      {"job", row.job},
      {"store", part.store},
      {"target", part.target},
      {"key", key},
      {"removed_at", iso(row.sealed_at)},
      {"expires_at", config.trash_retention ? Json(iso(row.sealed_at + config.trash_retention->about())) : Json()},
      {"bytes", line.bytes},
      {"reason", line.reason},
      {"state", word_of(state)}};
}

int list(const Invocation& invocation, Session& session) {
  State& state = session.world().state;
  Json items = Json::array();
  BinIndex index(state);
  for (const SegmentRow& row : index.find(query_of(invocation, state.db()))) {
    const std::map<std::int64_t, LineState> states = index.lines(row);
    const Segment segment = read_segment(session.config().trash / row.path);
    for (const SegmentLine& line : segment.lines) {
      const auto at = states.find(line.number);
      if (at == states.end() || at->second == LineState::unsure || !line.purged.empty()) continue;
      items.push_back(item_of(row, segment.parts[line.part], line, at->second, session.config()));
    }
  }
  if (invocation.globals.json) {
    std::cout << Json{{"items", items}}.dump(2) << '\n';
    return kDone;
  }
  for (const Json& item : items) {
    std::cout << item["id"].get<std::string>() << "  " << item["state"].get<std::string>() << "  "
              << item["store"].get<std::string>() << "/" << item["target"].get<std::string>() << "  "
              << (item["key"].is_string() ? printable(item["key"].get<std::string>()) : item["key"].dump()) << '\n';
  }
  std::cout << with_commas(items.size()) << " items in the bin\n";
  return kDone;
}

int check(const Invocation& invocation, Session& session) {
  State& state = session.world().state;
  std::uint64_t damaged = 0;
  const std::vector<SegmentRow> rows = BinIndex(state).find(query_of(invocation, state.db()));
  for (const SegmentRow& row : rows) {
    try {
      if (read_segment(session.config().trash / row.path).sha256 != row.sha256) {
        throw Failure(row.path, "it is not the segment that the index knows");
      }
    } catch (const Failure& failure) {
      ++damaged;
      std::cout << failure.what() << '\n';
    }
  }
  std::cout << with_commas(rows.size()) << " segments, " << with_commas(damaged) << " damaged\n";
  return damaged == 0 ? kDone : kFailed;
}

}  // namespace

void declare_trash(OptionsDescription& options) {
  options.add_options()("run", po::value<std::string>(), "of this run")("job", po::value<std::string>(),
                                                                        "of this job");
}

int trash_command(const Invocation& invocation) {
  const std::vector<std::string> words = invocation.list("args");
  const std::string what = words.empty() ? "" : words.front();
  if (what != "list" && what != "check") {
    throw configuration_failure("", "trash knows list and check, not \"" + what + "\"");
  }
  const Time now = SystemClock().now();
  Session session(invocation.globals, new_run_id(now), now);
  return what == "list" ? list(invocation, session) : check(invocation, session);
}

}  // namespace winnow
