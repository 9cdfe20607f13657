#include "core/plan/plan_lines.h"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "core/base/failure.h"
#include "core/base/times.h"
#include "winnow/copy.hpp"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

const char* word_of(PlanLines::Verdict verdict) {
  switch (verdict) {
    case PlanLines::Verdict::nominate: return "nominate";
    case PlanLines::Verdict::refuse: return "refuse";
    case PlanLines::Verdict::keep: return "keep";
  }
  return "keep";
}

}  // namespace

PlanLines::PlanLines(int fd, PlanDetail detail, std::string job, std::string store, std::string target)
    : file_(::fdopen(::dup(fd), "wb")),
      detail_(detail),
      job_(std::move(job)),
      store_(std::move(store)),
      target_(std::move(target)) {
  if (file_ == nullptr) throw Failure("plan file", "cannot be written");
}

PlanLines::~PlanLines() {
  std::fclose(file_);
}

void PlanLines::line(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), file_) != text.size() || std::fputc('\n', file_) == EOF)
    broken_ = true;
}

void PlanLines::item(const winnow_item& item, Verdict verdict, std::string_view reason) {
  if (verdict == Verdict::keep && detail_ == PlanDetail::decided) return;
  const bool timed = item.time != WINNOW_TIME_NONE && item.time != WINNOW_TIME_UNREADABLE;
  line(Json{{"job", job_},
            {"store", store_},
            {"target", target_},
            {"key", name_json(view(item.key))},
            {"version", name_json(view(item.version))},
            {"time", timed ? Json(iso(time_of(item.time))) : Json()},
            {"bytes", item.bytes},
            {"verdict", word_of(verdict)},
            {"reason", reason}}
           .dump());
}

void PlanLines::file(std::string_view store, std::string_view key, std::uint64_t bytes, std::string_view of) {
  line(Json{{"job", job_},
            {"store", store},
            {"key", name_json(key)},
            {"bytes", bytes},
            {"verdict", "nominate"},
            {"of", name_json(of)}}
           .dump());
}

void PlanLines::along(std::string_view target, std::uint64_t rows) {
  line(Json{{"job", job_}, {"store", store_}, {"target", target}, {"rows", rows}, {"verdict", "along"}}.dump());
}

void PlanLines::finish() {
  if (std::fflush(file_) != 0 || broken_) throw Failure("plan file", "cannot be written; is the disk full?");
}

}  // namespace winnow
