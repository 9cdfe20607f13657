#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "core/base/encoding.h"
#include "core/base/failure.h"
#include "core/base/json_text.h"
#include "core/base/times.h"
#include "core/bin/packer.h"
#include "core/bin/segment.h"
#include "winnow/copy.hpp"

namespace winnow {
namespace {

using OrderedJson = nlohmann::ordered_json;
using std::string_view_literals::operator""sv;

constexpr std::size_t kBlock = 256 * 1024;

/// For tests that must see every block boundary: WINNOW_SEGMENT_BLOCK, in bytes.
std::size_t block_size() {
  const char* const told = std::getenv("WINNOW_SEGMENT_BLOCK");
  const long size = told == nullptr ? 0 : std::atol(told);
  return size > 0 ? static_cast<std::size_t>(size) : kBlock;
}

// Lines are written as text: a tree for each of them took as long as all the rest of the writing.

template <class Number>
void append_count(std::string& out, Number number) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

OrderedJson to_json(const SegmentHeader& header) {
  OrderedJson out = {{"winnow", "segment"},
                     {"version", 1},
                     {"state", header.state},
                     {"run", header.run},
                     {"job", header.job},
                     {"segment", header.n},
                     {"store", header.store},
                     {"identity", header.identity},
                     {"target", header.target},
                     {"lease", header.lease},
                     {"place", header.place},
                     {"reason", header.reason},
                     {"at", iso(header.at)},
                     {"ledger_seq", header.ledger_seq},
                     {"ledger_head", header.ledger_head}};
  if (!header.time_field.empty()) out["time_field"] = header.time_field;
  if (!header.replaces.empty()) out["replaces"] = header.replaces;
  return out;
}

}  // namespace

std::string segment_path(const std::string& run, const std::string& job, std::int64_t n) {
  return run + "/" + job + "/" + std::to_string(n) + std::string(kSegmentEnding);
}

SegmentWriter::SegmentWriter(const Medium& medium, std::string path, const SegmentHeader& header)
    : medium_(medium),
      path_(std::move(path)),
      part_(medium.begin(path_)),
      out_(std::make_unique<Packer>(part_, block_size())) {
  line(to_json(header).dump());
}

SegmentWriter::~SegmentWriter() {
  if (out_) ::unlink(part_.c_str());
}

void SegmentWriter::require_line_of_json(std::string_view text, const char* what) const {
  if (!text.empty() && text.find('\n') == std::string_view::npos && is_json(text)) return;
  throw Failure(medium_.name_of(path_), std::string("the store gave a ") + what + " that is not one line of JSON",
                "this is a bug of the store");
}

void SegmentWriter::line(std::string_view text) {
  out_->text() += text;
  out_->text() += '\n';
  out_->look();
  ++lines_;
}

std::size_t SegmentWriter::open(const SegmentPart& part) {
  require_line_of_json(part.header, "header");
  const OrderedJson start = {
      {"open", parts_}, {"store", part.store}, {"identity", part.identity}, {"target", part.target}};
  std::string text = start.dump();
  text.pop_back();
  line(text + ",\"header\":" + part.header + "}");
  return parts_++;
}

std::int64_t SegmentWriter::put(const SegmentLine& item) {
  if (!item.purged.empty()) {
    line(OrderedJson{{"purged", item.purged}}.dump());
    return lines_;
  }
  if (item.part >= parts_) throw Failure(medium_.name_of(path_), "an item was put before its target was opened");
  require_line_of_json(item.content, "copy");
  std::string& out = out_->text();
  out += "{\"in\":"sv;
  append_count(out, item.part);
  out += ",\"item\":"sv;
  append_count(out, item.item);
  if (!item.others.empty()) out += ",\"others\":" + OrderedJson(item.others).dump();
  out += ",\"key\":"sv;
  append_name(out, item.key);
  if (item.time != WINNOW_TIME_NONE) {
    out += ",\"time\":\""sv;
    out += iso(time_of(item.time));
    out += '"';
  }
  out += ",\"bytes\":"sv;
  append_count(out, item.bytes);
  out += ",\"reason\":"sv;
  append_text(out, item.reason);
  out += ",\"content\":"sv;
  out += item.content;
  out += "}\n"sv;
  out_->look();
  return ++lines_;
}

std::string SegmentWriter::finish(const LineSet& taken) {
  const std::string sha256 = out_->digest();
  line(OrderedJson{{"end", true}, {"lines", lines_}, {"taken", taken.text()}, {"sha256", sha256}}.dump());
  out_->end();
  medium_.publish(path_);
  out_.reset();
  return sha256;
}

std::string rewrite_segment(const Segment& segment, const Medium& medium, const std::string& path) {
  SegmentWriter writer(medium, path, segment.header);
  // Part lines stand where they stood, so that line numbers stay what the index and ids say.
  std::size_t part = 0;
  std::int64_t number = 1;
  for (const SegmentLine& line : segment.lines) {
    for (++number; number < line.number; ++number) writer.open(segment.parts.at(part++));
    writer.put(line);
  }
  return writer.finish(segment.taken);
}

}  // namespace winnow
