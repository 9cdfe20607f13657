#include "core/plan/plan_file.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/base/encoding.h"
#include "core/base/failure.h"
#include "core/base/output.h"
#include "core/safety/form.h"
#include "winnow/copy.hpp"

namespace winnow {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int kVersion = 2;
constexpr OutputKind kPlanKind{"a plan file", "{\"winnow_plan\":"};
constexpr const char* kAgain = "make it again with: winnow plan -o FILE";

std::ifstream open_to_read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Failure(file.string(), "cannot be read", "make it with: winnow plan -o FILE");
  return in;
}

/// Calls `visit` with each line after the first.
template <class Visit>
void each_line(const fs::path& part, const Visit& visit) {
  std::ifstream in = open_to_read(part);
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) visit(line);
}

std::string bytes_of(const Json& name) {
  return name_in(name).value();
}

PlanEntry entry_of(const Json& json) {
  PlanEntry out;
  out.job = json.at("job");
  out.form = {json.at("form").dump(), json.at("fingerprint"), json.at("definition")};
  out.inputs = json.at("inputs");
  if (!json.at("cutoff").is_null()) out.cutoff = parse_time(json.at("cutoff").get<std::string>(), Zone{});
  if (!json.at("total").is_null()) out.tally.total = json.at("total").get<std::uint64_t>();
  const Json& limits = json.at("limits");
  out.judgement.used = limits.at("used");
  out.judgement.limit = limits.at("over");
  out.judgement.words = limits.at("words");
  if (out.form.fingerprint != fingerprint_of(out.form.json))
    throw Failure("", "a fingerprint does not fit its form");
  return out;
}

PlanFile header_of(const fs::path& file, const std::string& line, std::string& lines_digest) {
  const Json json = Json::parse(line);
  if (json.at("winnow_plan") != kVersion) throw Failure("", "it is of another version of winnow");
  PlanFile out;
  out.path = file;
  out.run = json.at("run");
  out.as_of = parse_time(json.at("as_of").get<std::string>(), Zone{}).value();
  for (const Json& job : json.at("jobs")) out.jobs.push_back(entry_of(job));
  lines_digest = json.at("digest");
  return out;
}

void count_nominated(Tally& tally, const Json& json) {
  ++tally.nominated;
  count(tally.reasons, json.at("reason"));
  if (json.at("time").is_null()) return;
  const Time time = parse_time(json.at("time").get<std::string>(), Zone{}).value();
  tally.oldest = std::min(tally.oldest.value_or(time), time);
  tally.newest = std::max(tally.newest.value_or(time), time);
}

/// Counts an item's line, and lists it if it is one of `job` that goes.
void take_line(PlanFile& plan, const std::string& line, const std::string& job, PlanList* list) {
  const Json json = Json::parse(line);
  const std::string verdict = json.at("verdict");
  const std::string owner = json.at("job");
  const auto entry =
      std::find_if(plan.jobs.begin(), plan.jobs.end(), [&](const auto& e) { return e.job == owner; });
  if (entry == plan.jobs.end()) throw Failure("", "it is of a job that the header does not name");
  Tally& tally = entry->tally;
  if (verdict == "along") {
    entry->along += json.at("rows").get<std::uint64_t>();
    return;
  }
  if (verdict != "nominate") return count(verdict == "refuse" ? tally.refused : tally.kept, json.at("reason"));
  tally.bytes += json.at("bytes").get<std::uint64_t>();
  if (json.contains("of")) {
    ++tally.files;
    return;
  }
  count_nominated(tally, json);
  if (list != nullptr && owner == job) list->add(bytes_of(json.at("key")), bytes_of(json.at("version")));
}

}  // namespace

std::string inputs_of(const Setup& setup) {
  Sha256 digest;
  const Limits& limits = setup.job->limits;
  for (const std::string& part : {setup.form.json, std::string(WINNOW_VERSION), setup.rule.version,
                                  setup.store->plugin, std::to_string(limits.max_deletes), limits.window.text,
                                  std::to_string(limits.max_share.value_or(0)), std::to_string(limits.max_growth),
                                  std::to_string(limits.max_shrink), std::to_string(limits.pace.value_or(0))}) {
    digest.add_field(part);
  }
  for (const Fact& fact : setup.facts) {
    digest.add_field(std::to_string(fact.kind) + " " + std::to_string(fact.type));
    digest.add_field(fact.name);
    digest.add_field(fact.detail);
  }
  return "sha256:" + digest.hex();
}

std::string plan_part_header(const Setup& setup) {
  return Json{{"job", setup.job->name},
              {"rule", setup.rule.version},
              {"store", setup.job->store},
              {"identity", setup.store->identity},
              {"target", setup.job->target},
              {"cutoff", setup.cutoff ? Json(iso(*setup.cutoff)) : Json()},
              {"fingerprint", setup.form.fingerprint},
              {"inputs", inputs_of(setup)},
              {"form", Json::parse(setup.form.json)},
              {"definition", setup.form.definition}}
      .dump();
}

void check_plan_output(const fs::path& file) {
  const OutputFile unused(file, kPlanKind, 0600);
}

void write_plan_file(const fs::path& file, const std::string& run, Time as_of, const std::vector<PlanPart>& parts) {
  Json jobs = Json::array();
  Sha256 digest;
  for (const auto& [part, total, judgement] : parts) {
    std::ifstream in = open_to_read(part);
    std::string header;
    std::getline(in, header);
    Json& job = jobs.emplace_back(Json::parse(header));
    job["total"] = total ? Json(*total) : Json();
    job["limits"] = {{"used", judgement.used}, {"over", judgement.limit}, {"words", judgement.words}};
    each_line(part, [&digest](const std::string& line) { digest.add(line + "\n"); });
  }
  const Json header = {{"winnow_plan", kVersion},
                       {"winnow", WINNOW_VERSION},
                       {"run", run},
                       {"as_of", iso(as_of)},
                       {"jobs", jobs},
                       {"digest", "sha256:" + digest.hex()}};
  // Keys stand in it: it is the owner's alone.
  OutputFile out(file, kPlanKind, 0600);
  out.write(header.dump() + "\n");
  for (const PlanPart& part : parts) {
    std::string block;
    each_line(part.path, [&](const std::string& line) {
      block += line + "\n";
      if (block.size() < 65536) return;
      out.write(block);
      block.clear();
    });
    out.write(block);
  }
  out.commit();
}

const PlanEntry& PlanFile::entry(const std::string& job) const {
  for (const PlanEntry& entry : jobs) {
    if (entry.job == job) return entry;
  }
  throw Failure(path.string(), "it plans nothing for job \"" + job + "\"", kAgain);
}

PlanList::PlanList()
    : db_({}, Database::Open::temporary),
      filling_((db_.script("CREATE TABLE items(key BLOB PRIMARY KEY, version BLOB) WITHOUT ROWID"), db_)),
      insert_(db_.query("INSERT OR REPLACE INTO items VALUES(?, ?)")),
      find_(db_.query("SELECT version FROM items WHERE key = ?")) {}

void PlanList::add(std::string_view key, std::string_view version) {
  insert_.again(key, version);
}

bool PlanList::has(const winnow_item& item) {
  find_.restart(view(item.key));
  return find_.next() && find_.text(0) == view(item.version);
}

PlanFile read_plan_file(const fs::path& file, const std::string& job, PlanList* list) {
  std::ifstream in = open_to_read(file);
  std::size_t number = 1;
  try {
    std::string line;
    if (!std::getline(in, line)) throw Failure("", "it is empty");
    std::string wanted;
    PlanFile out = header_of(file, line, wanted);
    Sha256 whole;
    Sha256 lines;
    whole.add(line + "\n");
    while (std::getline(in, line)) {
      ++number;
      whole.add(line + "\n");
      lines.add(line + "\n");
      take_line(out, line, job, list);
    }
    if ("sha256:" + lines.hex() != wanted) throw Failure("", "its lines are not those that were planned");
    out.digest = "sha256:" + whole.hex();
    return out;
  } catch (const Failure& failure) {
    throw Failure(file.string() + ":" + std::to_string(number), failure.what(), kAgain);
  } catch (const std::exception&) {
    throw Failure(file.string() + ":" + std::to_string(number), "it is not a plan file, or was changed", kAgain);
  }
}

}  // namespace winnow
