#include <zstd.h>

#include <charconv>

#include "core/base/encoding.h"
#include "core/base/failure.h"
#include "core/base/times.h"
#include "core/bin/segment.h"
#include "winnow/copy.hpp"

namespace winnow {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kContent = ",\"content\":";
constexpr std::string_view kHeader = ",\"header\":";

/// Uncompresses a segment, piece by piece.
class Unpacker {
 public:
  Unpacker(const std::string& packed, std::string where)
      : in_{packed.data(), packed.size(), 0},
        where_(std::move(where)),
        context_(ZSTD_createDCtx(), ZSTD_freeDCtx) {}

  /// Appends the next piece; false at the end.
  bool next(std::string& out) {
    if (in_.pos == in_.size && left_ == 0) return false;
    char buffer[65536];
    ZSTD_outBuffer piece{buffer, sizeof buffer, 0};
    left_ = ZSTD_decompressStream(context_.get(), &piece, &in_);
    if (ZSTD_isError(left_) != 0) throw Failure(where_, std::string("damaged: ") + ZSTD_getErrorName(left_));
    if (in_.pos == in_.size && left_ != 0 && piece.pos == 0) throw Failure(where_, "damaged: it ends too early");
    out.append(buffer, piece.pos);
    return true;
  }

 private:
  ZSTD_inBuffer in_;
  std::string where_;
  std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context_;
  std::size_t left_ = 1;
};

std::string decompress(const std::string& packed, const std::string& where) {
  Unpacker unpacker(packed, where);
  std::string out;
  while (unpacker.next(out)) {
  }
  return out;
}

std::string bytes_of(const Json& name) {
  std::optional<std::string> bytes = name_in(name);
  if (!bytes) throw Failure("", "a name is neither a text nor Base64");
  return *std::move(bytes);
}

/// A line's start as JSON, and the raw text of its last member, which `marker` introduces.
std::pair<Json, std::string> split(std::string_view line, std::string_view marker) {
  // Inside a JSON string the marker's quotes would be escaped, so its first appearance is the member itself.
  const std::size_t at = line.find(marker);
  if (at == std::string_view::npos) throw Failure("", "a line lacks its content");
  std::string raw(line.substr(at + marker.size()));
  raw.pop_back();
  return {Json::parse(std::string(line.substr(0, at)) + "}"), std::move(raw)};
}

SegmentHeader header_of(const Json& json) {
  if (json.value("winnow", "") != "segment") throw Failure("", "it is no segment");
  if (json.value("version", 0) != 1) throw Failure("", "it was written by a newer version of winnow");
  SegmentHeader out;
  out.state = json.at("state");
  out.run = json.at("run");
  out.job = json.at("job");
  out.n = json.at("segment");
  out.store = json.at("store");
  out.identity = json.at("identity");
  out.target = json.at("target");
  out.lease = json.at("lease");
  out.place = json.at("place");
  out.reason = json.at("reason");
  out.time_field = json.value("time_field", "");
  out.replaces = json.value("replaces", "");
  out.ledger_seq = json.at("ledger_seq");
  out.ledger_head = json.at("ledger_head");
  out.at = parse_time(json.at("at").get<std::string>(), Zone{}).value();
  return out;
}

/// Reads the lines that nearly all are: members in the order in which they are written, texts without escapes.
class PlainLine {
 public:
  explicit PlainLine(std::string_view text) : text_(text) {}

  /// False for any other line; then `out` is to be thrown away.
  bool read(SegmentLine& out) {
    std::string_view key, time, reason;
    const bool plain = take("{\"in\":") && number(out.part) && take(",\"item\":") && number(out.item) &&
                       take(",\"key\":") && string(key) && (!take(",\"time\":") || string(time)) &&
                       take(",\"bytes\":") && number(out.bytes) && take(",\"reason\":") && string(reason) &&
                       take(kContent) && text_.size() > 1 && text_.back() == '}';
    if (!plain) return false;
    if (!time.empty()) {
      const std::optional<Time> at = parse_time(time, Zone{});
      if (!at) return false;
      out.time = micros_of(*at);
    }
    out.key = key;
    out.reason = reason;
    out.content = text_.substr(0, text_.size() - 1);
    return true;
  }

 private:
  bool take(std::string_view words) {
    if (!text_.starts_with(words)) return false;
    text_.remove_prefix(words.size());
    return true;
  }
  template <class Number>
  bool number(Number& out) {
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), out);
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    return error == std::errc{};
  }
  bool string(std::string_view& out) {
    const std::size_t end = text_.starts_with('"') ? text_.find('"', 1) : std::string_view::npos;
    if (end == std::string_view::npos) return false;
    out = text_.substr(1, end - 1);
    text_.remove_prefix(end + 1);
    return out.find('\\') == std::string_view::npos;
  }

  std::string_view text_;
};

void add_line(Segment& segment, std::int64_t number, std::string_view text) {
  if (text.starts_with("{\"open\":")) {
    auto [json, header] = split(text, kHeader);
    segment.parts.push_back({json.at("store"), json.at("identity"), json.at("target"), std::move(header)});
    return;
  }
  SegmentLine line;
  line.number = number;
  if (PlainLine(text).read(line)) {
    if (line.part >= segment.parts.size()) throw Failure("", "a line belongs to no part");
    segment.lines.push_back(std::move(line));
    return;
  }
  line = {};
  line.number = number;
  if (text.starts_with("{\"purged\":")) {
    line.purged = Json::parse(text).at("purged");
  } else {
    auto [json, content] = split(text, kContent);
    line.part = json.at("in");
    line.item = json.at("item");
    if (json.contains("others")) line.others = json["others"].get<std::vector<std::int64_t>>();
    line.key = bytes_of(json.at("key"));
    if (json.contains("time")) line.time = micros_of(parse_time(json["time"].get<std::string>(), Zone{}).value());
    line.bytes = json.at("bytes");
    line.reason = json.at("reason");
    line.content = std::move(content);
    if (line.part >= segment.parts.size()) throw Failure("", "a line belongs to no part");
  }
  segment.lines.push_back(std::move(line));
}

Segment parse(std::string_view text) {
  if (!text.ends_with('\n')) throw Failure("", "it ends too early");
  const std::size_t last_break = text.rfind('\n', text.size() - 2);
  if (last_break == std::string_view::npos) throw Failure("", "it ends too early");
  const std::string_view body = text.substr(0, last_break + 1);
  const Json footer = Json::parse(text.substr(last_break + 1));
  Segment segment;
  segment.sha256 = footer.at("sha256");
  if (!footer.at("end").get<bool>() || sha256_hex(body) != segment.sha256) {
    throw Failure("", "its content does not have its digest");
  }
  segment.taken = LineSet::parse(footer.at("taken").get<std::string>());

  std::int64_t number = 0;
  for (std::string_view rest = body; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(line.size() + 1);
    if (++number == 1) {
      segment.header = header_of(Json::parse(line));
    } else {
      add_line(segment, number, line);
    }
  }
  if (footer.at("lines").get<std::int64_t>() != number) throw Failure("", "lines are missing");
  return segment;
}

constexpr const char* kRestoreFile = "restore the file from a backup of the bin";

[[noreturn]] void damaged(const Medium& medium, const std::string& path, const std::exception& error) {
  throw Failure(medium.name_of(path), std::string("this segment of the bin is damaged: ") + error.what(),
                kRestoreFile);
}

std::string bytes_at(const Medium& medium, const std::string& path) {
  std::optional<std::string> bytes = medium.read(path);
  if (!bytes) throw Failure(medium.name_of(path), "this segment of the bin is not there", kRestoreFile);
  return *std::move(bytes);
}

void require_named(const Medium& medium, const SegmentHeader& header, const SegmentRow& row) {
  const bool named = header.run == row.run && header.job == row.job && header.n == row.n &&
                     header.identity == row.identity && header.target == row.target && header.place == row.place;
  if (named) return;
  throw Failure(medium.name_of(row.path),
                "here lies segment " + segment_path(header.run, header.job, header.n) +
                    " of the bin under a name that is not its own",
                kRestoreFile);
}

}  // namespace

Segment read_stranger(const Medium& medium, const std::string& path) {
  const std::string text = decompress(bytes_at(medium, path), medium.name_of(path));
  try {
    return parse(text);
  } catch (const std::exception& error) {
    damaged(medium, path, error);
  }
}

SegmentHeader read_stranger_header(const Medium& medium, const std::string& path) {
  const std::string packed = bytes_at(medium, path);
  Unpacker unpacker(packed, medium.name_of(path));
  std::string text;
  while (text.find('\n') == std::string::npos && unpacker.next(text)) {
  }
  try {
    return header_of(Json::parse(text.substr(0, text.find('\n'))));
  } catch (const std::exception& error) {
    damaged(medium, path, error);
  }
}

Segment read_segment(const Medium& medium, const SegmentRow& row) {
  Segment segment = read_stranger(medium, row.path);
  // Names first: they say which file this is; the digest alone would say only that it is another.
  require_named(medium, segment.header, row);
  if (segment.sha256 != row.sha256) {
    throw Failure(medium.name_of(row.path),
                  "this segment of the bin is not the one that was sealed: its digest is another", kRestoreFile);
  }
  return segment;
}

SegmentHeader read_segment_header(const Medium& medium, const SegmentRow& row) {
  SegmentHeader header = read_stranger_header(medium, row.path);
  require_named(medium, header, row);
  return header;
}

}  // namespace winnow
