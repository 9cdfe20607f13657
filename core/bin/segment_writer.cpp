#include <fcntl.h>
#include <unistd.h>
#include <zstd.h>

#include <cerrno>

#include "core/base/encoding.h"
#include "core/base/failure.h"
#include "core/base/file.h"
#include "core/base/times.h"
#include "core/bin/segment.h"
#include "winnow/copy.hpp"

namespace winnow {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int kLevel = 3;

Json to_json(const SegmentHeader& header) {
  Json out = {{"winnow", "segment"},
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

/// Compresses into a file and digests what goes in.
class SegmentWriter::Stream {
 public:
  explicit Stream(const fs::path& path)
      : path_(path),
        file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)),
        context_(ZSTD_createCCtx()) {
    if (!file_) throw system_failure(path.string(), "cannot write the bin", errno);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, kLevel);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
  }

  void write(std::string_view bytes) {
    digest_.add(bytes);
    compress(bytes, ZSTD_e_continue);
  }
  std::string digest() { return digest_.hex(); }
  void end() {
    compress({}, ZSTD_e_end);
    sync(file_.get(), path_);
  }

 private:
  struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  };

  void compress(std::string_view bytes, ZSTD_EndDirective directive) {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    for (bool done = false; !done;) {
      char buffer[32768];
      ZSTD_outBuffer out{buffer, sizeof buffer, 0};
      const std::size_t left = ZSTD_compressStream2(context_.get(), &out, &in, directive);
      if (ZSTD_isError(left) != 0)
        throw Failure(path_.string(), std::string("cannot compress: ") + ZSTD_getErrorName(left));
      write_all(file_.get(), {buffer, out.pos}, path_);
      done = directive == ZSTD_e_end ? left == 0 : in.pos == in.size;
    }
  }

  fs::path path_;
  Descriptor file_;
  std::unique_ptr<ZSTD_CCtx, Free> context_;
  Sha256 digest_;
};

std::string segment_path(const std::string& run, const std::string& job, std::int64_t n) {
  return run + "/" + job + "/" + std::to_string(n) + std::string(kSegmentEnding);
}

SegmentWriter::SegmentWriter(fs::path path, const SegmentHeader& header) : path_(std::move(path)) {
  make_folders(path_.parent_path());
  out_ = std::make_unique<Stream>(path_.string() + ".part");
  line(to_json(header).dump());
}

SegmentWriter::~SegmentWriter() {
  if (out_) ::unlink((path_.string() + ".part").c_str());
}

void SegmentWriter::line(std::string_view text) {
  out_->write(text);
  out_->write("\n");
  ++lines_;
}

std::size_t SegmentWriter::open(const SegmentPart& part) {
  const Json start = {
      {"open", parts_}, {"store", part.store}, {"identity", part.identity}, {"target", part.target}};
  std::string text = start.dump();
  text.pop_back();
  line(text + ",\"header\":" + part.header + "}");
  return parts_++;
}

std::int64_t SegmentWriter::put(const SegmentLine& item) {
  if (!item.purged.empty()) {
    line(Json{{"purged", item.purged}}.dump());
    return lines_;
  }
  if (item.part >= parts_) throw Failure(path_.string(), "an item was put before its target was opened");
  if (item.content.empty() || item.content.find('\n') != std::string::npos ||
      !nlohmann::json::accept(item.content)) {
    throw Failure(path_.string(), "the store gave a copy that is not one line of JSON",
                  "this is a bug of the store");
  }
  Json start = {{"in", item.part}, {"item", item.item}};
  if (!item.others.empty()) start["others"] = item.others;
  start["key"] = name_json(item.key);
  if (item.time != WINNOW_TIME_NONE) start["time"] = iso(time_of(item.time));
  start["bytes"] = item.bytes;
  start["reason"] = item.reason;
  std::string text = start.dump();
  text.pop_back();
  line(text + ",\"content\":" + item.content + "}");
  return lines_;
}

std::string SegmentWriter::finish(const LineSet& taken) {
  const std::string sha256 = out_->digest();
  line(Json{{"end", true}, {"lines", lines_}, {"taken", taken.text()}, {"sha256", sha256}}.dump());
  out_->end();
  const std::string part = path_.string() + ".part";
  if (::rename(part.c_str(), path_.c_str()) != 0) throw system_failure(path_.string(), "cannot rename", errno);
  out_.reset();
  sync_folder(path_.parent_path());
  return sha256;
}

std::string rewrite_segment(const Segment& segment, const fs::path& path) {
  SegmentWriter writer(path, segment.header);
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
