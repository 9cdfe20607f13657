#include <iostream>

#include "core/base/failure.h"
#include "core/base/file.h"
#include "core/bin/bin_holds.h"
#include "core/bin/parked.h"
#include "core/cli/binned_item.h"
#include "core/cli/trash_commands.h"
#include "core/report/status.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

/// A row with its columns' names; anything else as it is.
Json content_of(const SegmentPart& part, const SegmentLine& line) {
  Json content = Json::parse(line.content);
  const Json header = Json::parse(part.header);
  if (!content.is_array() || !header.contains("columns") || header["columns"].size() != content.size()) {
    return content;
  }
  Json row = Json::object();
  for (std::size_t i = 0; i < content.size(); ++i) {
    row[header["columns"][i].value("name", "")] = std::move(content[i]);
  }
  return row;
}

void print_raw(const SegmentPart& part, const SegmentLine& line) {
  const auto parked = parked_file(part, line);
  std::cout << (parked ? read_file(*parked) : line.content);
}

int show(const Invocation& invocation, const SegmentRow& row, const Segment& segment, const SegmentLine& line,
         const std::map<std::int64_t, LineState>& states, Session& session) {
  const SegmentPart& part = segment.parts[line.part];
  if (invocation.has("raw")) {
    print_raw(part, line);
  } else {
    World& world = session.world();
    const auto held = BinHolds(world.state, world.as_of, world.config.zone).held_lines(segment, states);
    Json out = binned_item(row, segment, line, states.at(line.number), held, session.config());
    out["content"] = content_of(part, line);
    std::cout << out.dump(2) << '\n';
  }
  return kDone;
}

}  // namespace

int trash_show(const Invocation& invocation, const std::vector<std::string>& words, Session& session) {
  if (words.size() != 1) throw configuration_failure("", "name one item", "winnow trash show RUN/JOB/SEGMENT#LINE");
  const BinId id = BinId::parse(words.front());
  BinIndex index(session.world().state);
  const std::optional<SegmentRow> row = index.get(id.run, id.job, id.n);
  const std::map<std::int64_t, LineState> states = row ? index.lines(*row) : std::map<std::int64_t, LineState>{};
  const auto state = states.find(id.line);
  if (state != states.end() && state->second == LineState::purged) {
    throw Failure(id.text(), "was purged: nothing of it is left");
  }
  if (state != states.end() && state->second != LineState::unsure && !row->path.empty()) {
    const Segment segment = read_segment(session.world().medium, *row);
    for (const SegmentLine& line : segment.lines) {
      if (line.number == id.line) return show(invocation, *row, segment, line, states, session);
    }
  }
  throw Failure(id.text(), "there is nothing like that in the bin", "`winnow trash list` shows what there is");
}

}  // namespace winnow
