#include <set>

#include "parked.h"
#include "parking/bin.h"
#include "parking/parallel.h"
#include "probe.h"

namespace winnow::s3 {

namespace {

/// A copy, and what the sink borrows of it.
struct Copy {
  std::string key, content, trouble;
  std::int64_t removed = WINNOW_TIME_UNREADABLE;
};

Copy read_copy(const Work& work, const ObjectFacts& facts) {
  Copy out;
  try {
    const std::optional<std::string> json = work.bucket.read(meta_key(facts.key));
    if (!json) throw Error(WINNOW_BROKEN, "no meta file says where it came from and when");
    const parking::Meta meta = parking::parse_meta(*json);
    out.content = write_receipt({facts.key, {}, facts, facts.etag});
    read_receipt(out.content, meta.key);  // the copy lies where its key says
    out.key = meta.key;
    out.removed = work.host.read_time(meta.deleted_at);
  } catch (const Error& error) {
    if (error.code() == WINNOW_STOPPED || error.code() == WINNOW_UNAVAILABLE) throw;
    out.trouble = error.what();
  }
  return out;
}

/// What a meta file says whose copy is not there; nullopt: that is there after all. The receipt is of no copy, and
/// a purge by it destroys the meta file.
std::optional<Copy> read_left_meta(const Work& work, const ObjectFacts& meta) {
  const std::string parked = meta.key.substr(0, meta.key.size() - parking::kMetaSuffix.size());
  if (!work.bucket.is_surely_gone(parked)) return std::nullopt;
  Copy out;
  out.trouble = "its copy is gone, and this meta file was left";
  const std::optional<std::string> json = work.bucket.read(meta.key);
  if (!json) return std::nullopt;
  try {
    const std::string key = parking::parse_meta(*json).key;
    const std::string content = write_receipt({parked, {}, {}, {}});
    read_receipt(content, key);
    out.key = key;
    out.content = content;
  } catch (const Error&) {
    out.trouble += ", of a form that is not known here";
  }
  return out;
}

void show(const ObjectFacts& facts, const Copy& copy, const std::string& header, const ParkedSink& out) {
  const std::string place = facts.key.substr(0, facts.key.find('/', parking::kBinFolder.size() + 1));
  winnow_parked shown{};
  shown.path = borrow(std::string_view{facts.key});
  shown.place = borrow(std::string_view{place});
  shown.bytes = facts.size;
  shown.removed = copy.removed;
  shown.trouble = borrow(std::string_view{copy.trouble});
  if (!copy.key.empty()) {
    shown.key = borrow(std::string_view{copy.key});
    shown.header = borrow(std::string_view{header});
    shown.content = borrow(std::string_view{copy.content});
  }
  out(shown);
}

}  // namespace

void list_bin(const Work& work, const ParkedSink& out) {
  const std::string header = write_header(work.bucket.name(), "");
  const std::string probe = "/" + std::string(kProbeName);
  std::set<std::string> explained;  // copies whose meta files are to come: these are listed behind them
  std::string token;
  do {
    const Listing page = work.bucket.list(std::string(parking::kBinFolder) + "/", token);
    std::vector<ObjectFacts> copies;
    std::vector<ObjectFacts> alone;
    for (const ObjectFacts& facts : page.objects) {
      if (facts.key.ends_with('/') || facts.key.ends_with(probe)) continue;
      if (!facts.key.ends_with(parking::kMetaSuffix)) {
        copies.push_back(facts);
        explained.insert(meta_key(facts.key));
      } else if (explained.erase(facts.key) == 0) {
        alone.push_back(facts);
      }
    }
    std::vector<Copy> read(copies.size());
    in_parallel(copies.size(), work.bucket.server().connections(),
                [&](std::size_t i) { read[i] = read_copy(work, copies[i]); });
    for (std::size_t i = 0; i < copies.size(); ++i) show(copies[i], read[i], header, out);
    std::vector<std::optional<Copy>> left(alone.size());
    in_parallel(alone.size(), work.bucket.server().connections(),
                [&](std::size_t i) { left[i] = read_left_meta(work, alone[i]); });
    for (std::size_t i = 0; i < alone.size(); ++i) {
      if (left[i]) show(alone[i], *left[i], header, out);
    }
    token = page.next;
  } while (!token.empty());
}

}  // namespace winnow::s3
