#include "core/report/json.h"

#include "core/base/times.h"
#include "winnow/copy.hpp"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

/// Puts each field into an object.
class FieldsOfObject {
 public:
  explicit FieldsOfObject(Json& out) : out_(out) {}

  template <class T>
  void operator()(const char* name, const T& value) {
    out_[name] = json(value);
  }
  /// A part that is an object of its own: describe(face) of its fields.
  template <class Describe>
  void object(const char* name, const Describe& describe) {
    Json part = Json::object();
    FieldsOfObject writer(part);
    describe(writer);
    out_[name] = part;
  }
  template <class T, class Describe>
  void list(const char* name, std::vector<T>& values, const Describe& describe) {
    Json parts = Json::array();
    for (T& value : values) {
      Json part = Json::object();
      FieldsOfObject writer(part);
      describe(writer, value);
      parts.push_back(std::move(part));
    }
    out_[name] = std::move(parts);
  }
  /// The bytes of a key.
  void key(const char* name, const std::string& bytes) { out_[name] = name_json(bytes); }

 private:
  template <class T>
  static Json json(const T& value) {
    return value;
  }
  static Json json(JobStatus status) { return word_of(status); }
  static Json json(const Time& time) { return iso(time); }
  static Json json(const Duration& duration) { return duration.text; }
  static Json json(const Span& span) { return static_cast<double>(span.count()) / 1e6; }
  static Json json(const Reasons& counts) {
    Json out = Json::object();
    for (const auto& [reason, count] : counts) out[reason] = count;
    return out;
  }
  template <class T>
  static Json json(const std::optional<T>& value) {
    return value ? json(*value) : Json();
  }

  Json& out_;
};

/// Takes each field out of an object, where it is there. Throws nlohmann's exception for one of another type.
class Reader {
 public:
  explicit Reader(const Json& in) : in_(in) {}

  template <class T>
  void operator()(const char* name, T& value) {
    if (const auto at = in_.find(name); at != in_.end()) take(*at, value);
  }
  template <class Describe>
  void object(const char* name, const Describe& describe) {
    if (const auto at = in_.find(name); at != in_.end()) {
      Reader reader(*at);
      describe(reader);
    }
  }
  template <class T, class Describe>
  void list(const char* name, std::vector<T>& values, const Describe& describe) {
    const auto at = in_.find(name);
    if (at == in_.end()) return;
    for (const Json& part : *at) {
      Reader reader(part);
      describe(reader, values.emplace_back());
    }
  }
  void key(const char* name, std::string& bytes) {
    const Json& value = in_.at(name);
    bytes = name_in(value).value();
  }

 private:
  template <class T>
  static void take(const Json& from, T& value) {
    value = from.get<T>();
  }
  static void take(const Json& from, JobStatus& status) { status = job_status(from.get<std::string>()); }
  static void take(const Json& from, Time& time) { time = parse_time(from.get<std::string>(), Zone()).value(); }
  static void take(const Json& from, Duration& duration) { duration.text = from.get<std::string>(); }
  static void take(const Json& from, Span& span) {
    span = std::chrono::duration_cast<Span>(std::chrono::duration<double>(from.get<double>()));
  }
  static void take(const Json& from, Reasons& counts) {
    for (const auto& [reason, count] : from.items()) counts[reason] = count.get<std::uint64_t>();
  }
  template <class T>
  static void take(const Json& from, std::optional<T>& value) {
    if (from.is_null()) return value.reset();
    take(from, value.emplace());
  }

  const Json& in_;
};

/// A time of an item, which may be none.
template <class Face>
void describe_time(Face& face, std::int64_t& micros) {
  const bool timed = micros != WINNOW_TIME_NONE && micros != WINNOW_TIME_UNREADABLE;
  std::optional<Time> time;
  if (timed) time = time_of(micros);
  face("time", time);
  if (timed) micros = time ? micros_of(*time) : WINNOW_TIME_NONE;
}

template <class Face>
void describe(Face& face, AgeStep& step) {
  face("older_than", step.older_than);
  face("items", step.items);
  face("bytes", step.bytes);
}

template <class Face>
void describe(Face& face, Sample& sample) {
  face.key("key", sample.key);
  describe_time(face, sample.time);
  face("reason", sample.reason);
}

/// Every field of a job's report, in the order of the page.
template <class Face>
void describe(Face& face, JobReport& report) {
  Tally& tally = report.tally;
  face("job", report.job);
  face("rule", report.rule);
  face("store", report.store);
  face("target", report.target);
  face("status", report.status);
  face("message", report.message);
  face("fingerprint", report.fingerprint);
  face("approved", report.approved);
  face("cutoff", report.cutoff);
  face("total", tally.total);
  face("scanned", tally.scanned);
  face("nominated", tally.nominated);
  face("removed", tally.removed);
  face("kept", tally.kept);
  face("refused", tally.refused);
  face("reasons", tally.reasons);
  face("long_overdue", tally.long_overdue);
  face("groups", tally.groups);
  face("singletons", tally.singletons);
  face("changed", tally.changed);
  face("gone", tally.gone);
  face("shared", tally.shared);
  face("failed", tally.failed);
  face("files", tally.files);
  face("dependants", tally.dependants);
  face("dependants_changed", tally.dependants_changed);
  face("bytes", tally.bytes);
  face("removed_files", tally.removed_files);
  face("removed_bytes", tally.removed_bytes);
  face("removed_along", tally.removed_along);
  face("oldest", tally.oldest);
  face("newest", tally.newest);
  face.list("ages", tally.ages, [](auto& part, AgeStep& step) { describe(part, step); });
  face.object("limits", [&](auto& part) {
    part("max_deletes", report.limits.max_deletes);
    part("window", report.limits.window);
    part("used", report.judgement.used);
    // "ok", so that a script need not know what limits there are.
    std::string verdict = report.judgement.over() ? report.judgement.limit : "ok";
    part("verdict", verdict);
    report.judgement.limit = verdict == "ok" ? "" : verdict;
    part("words", report.judgement.words);
  });
  face.list("samples", tally.samples, [](auto& part, Sample& sample) { describe(part, sample); });
  face.list("attention", report.attention, [](auto& part, Attention& attention) {
    part("name", attention.name);
    part("words", attention.words);
  });
  face.list("findings", report.findings, [](auto& part, Finding& finding) {
    part("name", finding.name);
    part("value", finding.value);
    part("fine", finding.fine);
    part("words", finding.words);
  });
  face.list("gates", report.gates, [](auto& part, GateFinding& gate) {
    part("gate", gate.gate);
    bool open = gate.state == GateState::open;
    part("open", open);
    gate.state = open ? GateState::open : GateState::closed;
    part("found", gate.found);
    part("wanted", gate.wanted);
  });
  face("notes", tally.notes);
  face("errors", tally.errors);
  face("seconds", report.took);
  face("ledger_head", report.ledger_head);
}

template <class Part>
Json written(Part part) {
  Json out = Json::object();
  FieldsOfObject writer(out);
  describe(writer, part);
  return out;
}

}  // namespace

Json to_json(const JobReport& report) {
  return written(report);
}

Json to_json(const AgeStep& step) {
  return written(step);
}

Json to_json(const Sample& sample) {
  return written(sample);
}

std::optional<JobReport> read_job_report(const std::string& text) {
  try {
    const Json json = Json::parse(text);
    if (!json.is_object() || !json.contains("job")) return std::nullopt;
    JobReport out;
    Reader reader(json);
    describe(reader, out);
    return out;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

Json to_json(const RunReport& report) {
  Json jobs = Json::array();
  for (const JobReport& job : report.jobs) jobs.push_back(to_json(job));
  Json out = {{"winnow", WINNOW_VERSION}, {"run", report.run},
              {"mode", report.mode},      {"as_of", iso(report.as_of)},
              {"status", report.status},  {"operator", report.who},
              {"host", report.host},      {"ledger_head", report.ledger_head}};
  if (!report.config.empty()) out["config"] = report.config;
  if (!report.trash.empty()) {
    out["trash"] = {{"path", report.trash}, {"frees", report.frees ? Json(iso(*report.frees)) : Json()}};
  }
  if (!report.plan_file.empty()) out["plan_file"] = report.plan_file;
  out["jobs"] = std::move(jobs);
  return out;
}

std::string one_line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace winnow
