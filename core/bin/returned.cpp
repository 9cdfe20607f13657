#include "core/bin/returned.h"

#include "core/bin/segment_name.h"

namespace winnow {
namespace {

/// The segment's row; nullopt: the file is what counts, or nobody may say that it does not.
std::optional<SegmentRow> returned(State& state, const Medium& medium, const std::string& path) {
  const std::optional<SegmentName> name = parse_segment_path(path);
  if (!name) return std::nullopt;
  std::optional<SegmentRow> row = BinIndex(state).get(name->run, name->job, name->n);
  if (!row || !row->at_rest() || row->path == path || row->let_go()) return std::nullopt;
  if (row->path.empty()) return row;
  // An older file than the one that is missing may be all that is left of what was not purged.
  const std::optional<SegmentName> now = parse_segment_path(row->path);
  if (!now || name->revision >= now->revision || !medium.has(row->path)) return std::nullopt;
  return row;
}

}  // namespace

std::vector<ReturnedFile> returned_files(State& state, const Medium& medium) {
  std::vector<ReturnedFile> out;
  for (const std::string& path : medium.list("")) {
    if (std::optional<SegmentRow> row = returned(state, medium, path)) out.push_back({path, *std::move(row)});
  }
  return out;
}

bool is_returned(State& state, const Medium& medium, const std::string& path) {
  return returned(state, medium, path).has_value();
}

}  // namespace winnow
