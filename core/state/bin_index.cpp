#include "core/state/bin_index.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "core/base/failure.h"
#include "core/state/clock_leaps.h"

namespace winnow {
namespace {

struct Word {
  LineState state;
  std::string_view word;
};
constexpr std::array kWords = {Word{LineState::unsure, "void"},       Word{LineState::binned, "binned"},
                               Word{LineState::restored, "restored"}, Word{LineState::purged, "purged"},
                               Word{LineState::conflict, "conflict"}, Word{LineState::in_doubt, "in_doubt"}};

constexpr std::string_view kColumns =
    "SELECT id, run, job, n, store, identity, target, lease, place, path, sha256, sealed_at, items, counted, "
    "bytes, taken, let_through, state, lines, pending, pending_lines, reason FROM segments ";

SegmentRow read(const Statement& row, const ClockLeaps& leaps) {
  SegmentRow out;
  out.id = row.integer(0);
  out.run = row.text(1);
  out.job = row.text(2);
  out.n = row.integer(3);
  out.store = row.text(4);
  out.identity = row.text(5);
  out.target = row.text(6);
  out.lease = row.text(7);
  out.place = row.text(8);
  out.path = row.text(9);
  out.sha256 = row.text(10);
  out.sealed_at = time_of(row.integer(11));
  out.kept_since = leaps.kept_since(out.id, out.sealed_at);
  out.items = row.integer(12);
  out.counted = row.integer(13);
  out.bytes = static_cast<std::uint64_t>(row.integer(14));
  out.taken = LineSet::parse(row.text(15));
  out.let_through = row.integer(16);
  out.settled = row.text(17) == "settled";
  out.lines = line_state(row.text(18));
  const std::string pending = row.text(19);
  out.pending = pending == "restoring" ? Pending::restoring
                : pending == "purging" ? Pending::purging
                                       : Pending::none;
  out.pending_lines = LineSet::parse(row.text(20));
  out.reason = row.text(21);
  return out;
}

}  // namespace

std::string_view word_of(LineState state) {
  return std::find_if(kWords.begin(), kWords.end(), [&](const Word& w) { return w.state == state; })->word;
}

LineState line_state(std::string_view word) {
  const auto at = std::find_if(kWords.begin(), kWords.end(), [&](const Word& w) { return w.word == word; });
  if (at == kWords.end()) throw Failure("state", "unknown state of a binned item: " + std::string(word));
  return at->state;
}

bool is_needed(LineState state) {
  return state == LineState::binned || state == LineState::conflict || state == LineState::in_doubt;
}

std::int64_t BinIndex::add_sealed(const SegmentRow& row) {
  db_.run(
      "INSERT INTO segments(run, job, n, store, identity, target, lease, place, path, sha256, sealed_at, items, "
      "counted, bytes, taken, let_through, allowed, state, lines, reason) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'sealed', 'binned', ?)",
      row.run, row.job, row.n, row.store, row.identity, row.target, row.lease, row.place, row.path, row.sha256,
      micros_of(row.sealed_at), row.items, row.counted, row.bytes, row.taken.text(), row.let_through,
      row.let_through > 0 ? 1 : 0, row.reason);
  return db_.last_id();
}

void BinIndex::note_keys(std::int64_t segment, const KeyDigests& keys) {
  db_.run("INSERT INTO segment_keys(segment, digests) VALUES(?, CAST(? AS BLOB))", segment, keys.bytes());
}

void BinIndex::settle(std::int64_t segment, std::int64_t counted, const std::map<std::int64_t, LineState>& others,
                      Time at) {
  db_.run(
      "UPDATE segments SET state = 'settled', counted = ?1, let_through = min(let_through, ?1) WHERE id = ?2 AND "
      "state = 'sealed'",
      counted, segment);
  for (const auto& [line, state] : others) {
    db_.run("INSERT INTO bin_lines(segment, line, state, at) VALUES(?, ?, ?, ?) ON CONFLICT DO NOTHING", segment,
            line, word_of(state), micros_of(at));
  }
}

void BinIndex::begin(std::int64_t segment, Pending act, const LineSet& lines) {
  db_.run("UPDATE segments SET pending = ?, pending_lines = ? WHERE id = ?",
          act == Pending::restoring ? std::string_view("restoring") : std::string_view("purging"), lines.text(),
          segment);
}

SegmentRow BinIndex::by_id(std::int64_t segment) {
  auto found = db_.query(std::string(kColumns) + "WHERE id = ?", segment);
  if (!found.next()) throw Failure("state", "a segment vanished from the index");
  return read(found, ClockLeaps(state_));
}

void BinIndex::set_lines(std::int64_t segment, const std::map<std::int64_t, LineState>& lines, Time at) {
  const SegmentRow row = by_id(segment);
  std::map<std::int64_t, LineState> all = this->lines(row);
  auto at_line = all.begin();  // both ascend
  for (const auto& [line, state] : lines) at_line = std::next(all.insert_or_assign(at_line, line, state));
  // The state that most lines share becomes the segment's own; only the others need rows.
  std::map<LineState, std::int64_t> votes;
  for (const auto& [line, state] : all) ++votes[state];
  const auto most = std::max_element(votes.begin(), votes.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  const LineState common = most == votes.end() ? row.lines : most->first;
  db_.run("DELETE FROM bin_lines WHERE segment = ?", segment);
  for (const auto& [line, state] : all) {
    if (state == common) continue;
    db_.run("INSERT INTO bin_lines(segment, line, state, at) VALUES(?, ?, ?, ?)", segment, line, word_of(state),
            micros_of(at));
  }
  db_.run("UPDATE segments SET lines = ? WHERE id = ?", word_of(common), segment);
}

void BinIndex::end(std::int64_t segment, const std::map<std::int64_t, LineState>& lines, Time at) {
  set_lines(segment, lines, at);
  db_.run("UPDATE segments SET pending = NULL, pending_lines = NULL WHERE id = ?", segment);
}

void BinIndex::set_file(std::int64_t segment, const std::string& path, const std::string& sha256) {
  db_.run("UPDATE segments SET path = ?, sha256 = ? WHERE id = ?", path, sha256, segment);
  if (path.empty()) db_.run("DELETE FROM segment_keys WHERE segment = ?", segment);
}

void BinIndex::let_go(std::int64_t segment) {
  set_file(segment, "", "");
  // What was purged of it stays known: the file may be found again, in a backup of before that.
  db_.run("DELETE FROM bin_lines WHERE segment = ? AND state <> ?", segment, word_of(LineState::purged));
  db_.run("UPDATE segments SET state = 'settled', lines = ?, pending = NULL, pending_lines = NULL WHERE id = ?",
          word_of(LineState::unsure), segment);
}

void BinIndex::take_up(std::int64_t segment) {
  db_.run("UPDATE segments SET state = 'sealed', lines = ? WHERE id = ?", word_of(LineState::binned), segment);
}

std::vector<SegmentRow> BinIndex::unsettled(const std::string& lease) {
  std::vector<SegmentRow> out;
  const ClockLeaps leaps(state_);
  for (auto row = db_.query(
           std::string(kColumns) + "WHERE lease = ? AND (state = 'sealed' OR pending IS NOT NULL) ORDER BY id",
           lease);
       row.next();) {
    out.push_back(read(row, leaps));
  }
  return out;
}

std::vector<SegmentRow> BinIndex::with_doubt(const std::string& lease) {
  std::vector<SegmentRow> out;
  const ClockLeaps leaps(state_);
  for (auto row = db_.query(std::string(kColumns) +
                                "WHERE lease = ?1 AND state = 'settled' AND pending IS NULL AND path <> '' AND "
                                "(lines = ?2 OR EXISTS(SELECT 1 FROM bin_lines WHERE segment = segments.id AND "
                                "bin_lines.state = ?2)) ORDER BY id",
                            lease, word_of(LineState::in_doubt));
       row.next();) {
    out.push_back(read(row, leaps));
  }
  return out;
}

std::vector<SegmentRow> BinIndex::find(const SegmentQuery& query) {
  std::vector<SegmentRow> out;
  const ClockLeaps leaps(state_);
  for (auto row =
           db_.query(std::string(kColumns) + "WHERE (?1 IS NULL OR run = ?1) AND (?2 IS NULL OR job = ?2) AND "
                                             "(?3 IS NULL OR store = ?3) AND (?4 IS NULL OR target = ?4) AND "
                                             "(?5 IS NULL OR lease = ?5) AND path <> '' ORDER BY id",
                     query.run, query.job, query.store, query.target, query.lease);
       row.next();) {
    out.push_back(read(row, leaps));
  }
  if (!query.keys.empty()) keep_those_with(query.keys, out);
  return out;
}

void BinIndex::keep_those_with(const std::set<std::string, std::less<>>& keys, std::vector<SegmentRow>& rows) {
  std::vector<std::uint32_t> wanted;
  const KeyDigester digest(state_);
  for (const std::string& key : keys) wanted.push_back(digest(key));
  Statement digests = db_.query("SELECT digests FROM segment_keys WHERE segment = ?", std::int64_t{0});
  std::erase_if(rows, [&](const SegmentRow& row) {
    digests.restart(row.id);
    if (!digests.next()) return false;
    const std::string here = digests.text(0);
    return std::ranges::none_of(wanted, [&](std::uint32_t one) { return has_digest(here, one); });
  });
}

std::optional<SegmentRow> BinIndex::get(const std::string& run, const std::string& job, std::int64_t n) {
  auto row = db_.query(std::string(kColumns) + "WHERE run = ? AND job = ? AND n = ?", run, job, n);
  if (!row.next()) return std::nullopt;
  return read(row, ClockLeaps(state_));
}

bool BinIndex::knows(const std::string& run, const std::string& job, std::int64_t n) {
  return db_.integer("SELECT 1 FROM segments WHERE run = ? AND job = ? AND n = ?", run, job, n).has_value();
}

bool BinIndex::knows_run(const std::string& run) {
  return db_.integer("SELECT 1 FROM segments WHERE run = ? LIMIT 1", run).has_value();
}

bool BinIndex::knows_job(const std::string& job) {
  return db_.integer("SELECT 1 FROM segments WHERE job = ? LIMIT 1", job).has_value();
}

std::optional<std::string> BinIndex::latest_run(Time now) {
  return db_.text("SELECT run FROM segments WHERE job <> ? ORDER BY sealed_at > ?, sealed_at DESC, id DESC LIMIT 1",
                  kAdopted, micros_of(now));
}

std::vector<std::string> BinIndex::runs_beginning_with(const std::string& beginning) {
  std::vector<std::string> out;
  for (auto row =
           db_.query("SELECT DISTINCT run FROM segments WHERE substr(run, 1, length(?1)) = ?1 LIMIT 2", beginning);
       row.next();) {
    out.push_back(row.text(0));
  }
  return out;
}

std::int64_t BinIndex::last_segment() {
  return db_.integer("SELECT max(id) FROM segments").value_or(0);
}

std::uint64_t BinIndex::counted_since(const std::string& job, Time since) {
  return static_cast<std::uint64_t>(
      db_.integer("SELECT sum(counted - let_through) FROM segments WHERE job = ? AND sealed_at > ?", job,
                  micros_of(since))
          .value_or(0));
}

std::map<std::string, std::string> BinIndex::jobs() {
  std::map<std::string, std::string> out;
  for (auto row = db_.query("SELECT job, max(store) FROM segments GROUP BY job"); row.next();) {
    out.emplace(row.text(0), row.text(1));
  }
  return out;
}

BinFigures BinIndex::figures_of(const std::string& job) {
  BinFigures out;
  // A segment says the state of its lines at once, bin_lines those of the exceptions.
  auto row = db_.query(
      "SELECT s.taken, s.bytes, s.lines, count(b.line), total(b.state IN ('binned', 'conflict', 'in_doubt')) FROM "
      "segments AS s LEFT JOIN bin_lines AS b ON b.segment = s.id WHERE s.job = ?1 AND s.state = 'settled' GROUP "
      "BY s.id",
      job);
  while (row.next()) {
    const auto taken = static_cast<double>(LineSet::parse(row.text(0)).count());
    const auto others = static_cast<double>(row.integer(3));
    const double here = row.real(4) + (is_needed(line_state(row.text(2))) ? taken - others : 0);
    out.items += here;
    if (taken > 0) out.bytes += row.real(1) * here / taken;
  }
  return out;
}

std::map<std::int64_t, LineState> BinIndex::lines(const SegmentRow& row) {
  std::map<std::int64_t, LineState> out;
  row.taken.each([&](std::int64_t line) { out.emplace_hint(out.end(), line, row.lines); });
  for (auto other = db_.query("SELECT line, state FROM bin_lines WHERE segment = ?", row.id); other.next();) {
    out[other.integer(0)] = line_state(other.text(1));
  }
  return out;
}

}  // namespace winnow
