#include "core/apply/witnesses.h"

#include <algorithm>

#include "core/base/failure.h"

namespace winnow {
namespace {

/// Of copies that did not come back, kept until the undo ends.
constexpr std::size_t kMostBytes = std::size_t{64} << 20;

/// Whether the line's item was taken away: what was put and stayed is nobody's witness, for it may have changed.
bool went(const std::map<std::int64_t, LineState>& states, std::int64_t line) {
  const auto state = states.find(line);
  return state != states.end() && state->second != LineState::unsure;
}

std::string_view header_of(const BinPieces& group, std::string_view target) {
  const auto at = std::ranges::find_if(group.headers,
                                       [target](const winnow_header& one) { return view(one.target) == target; });
  return at == group.headers.end() ? std::string_view{} : view(at->header);
}

}  // namespace

Witnesses::Call Witnesses::call(const BinPieces& group, const Segment& segment,
                                const std::map<std::int64_t, LineState>& states) const {
  Call out{group.headers, group.pieces, {}};
  out.outcomes.assign(group.pieces.size(), WINNOW_NOT_TRIED);
  std::vector<std::int64_t> tried = group.lines;
  if (!std::ranges::is_sorted(tried)) std::ranges::sort(tried);
  auto next = tried.begin();
  for (const SegmentLine& line : segment.lines) {  // in the order of their numbers
    while (next != tried.end() && *next < line.number) ++next;
    if (next != tried.end() && *next == line.number) continue;
    const SegmentPart& part = segment.parts[line.part];
    if (part.identity != group.identity || !line.purged.empty() || !went(states, line.number)) continue;
    out.pieces.push_back({static_cast<std::size_t>(line.item), borrow(std::string_view{part.target}),
                          borrow(std::string_view{line.key}), nullptr, line.time,
                          borrow(std::string_view{line.content})});
  }
  for (const Left& one : left_) {
    if (one.identity != group.identity) continue;
    const std::string_view known = header_of(group, one.target);
    if (!known.empty() && known != one.header) continue;  // its table has changed between the two batches
    if (known.empty() && std::ranges::none_of(out.headers, [&one](const winnow_header& header) {
          return view(header.target) == one.target;
        }))
      out.headers.push_back({borrow(std::string_view{one.target}), borrow(std::string_view{one.header})});
    out.pieces.push_back({0, borrow(std::string_view{one.target}), borrow(std::string_view{one.key}), nullptr,
                          WINNOW_TIME_NONE, borrow(std::string_view{one.content})});
  }
  out.outcomes.resize(out.pieces.size(), WINNOW_WITNESS);
  return out;
}

void Witnesses::note(const BinPieces& group) {
  for (std::size_t i = 0; i < group.pieces.size(); ++i) {
    if (group.outcomes[i] == WINNOW_DONE) continue;
    const winnow_piece& piece = group.pieces[i];
    Left one{group.identity, std::string(view(piece.target)), std::string(header_of(group, view(piece.target))),
             std::string(view(piece.key)), std::string(view(piece.content))};
    bytes_ += one.header.size() + one.key.size() + one.content.size();
    left_.push_back(std::move(one));
  }
}

void Witnesses::require_room() const {
  if (bytes_ <= kMostBytes) return;
  throw Failure("", "too many of this undo did not come back to know what hung on them",
                "bring the rest back in parts, by --job or --key");
}

}  // namespace winnow
