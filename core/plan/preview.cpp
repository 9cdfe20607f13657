#include "core/plan/preview.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/plan/planner.h"

namespace winnow {
namespace {

constexpr const char* kRetention = "retention";

/// The job with another retention.
JobConfig with_retention(JobConfig job, const std::string& value) {
  try {
    job.retention = parse_duration(value);
  } catch (const std::invalid_argument& error) {
    throw configuration_failure("--retention", error.what());
  }
  return job;
}

/// The table in which the rule's own values stand.
toml::table& own_values(JobConfig& job) {
  return job.plugin.empty() ? job.params : job.own;
}

void put(toml::table& table, const std::string& name, const std::string& text) {
  const char* const end = text.data() + text.size();
  std::int64_t number = 0;
  if (const auto [after, error] = std::from_chars(text.data(), end, number); error == std::errc{} && after == end) {
    table.insert_or_assign(name, number);
  } else if (text == "true" || text == "false") {
    table.insert_or_assign(name, text == "true");
  } else {
    table.insert_or_assign(name, text);
  }
}

JobConfig with_value(JobConfig job, const std::string& name, const std::string& value) {
  if (name == kRetention) return with_retention(std::move(job), value);
  put(own_values(job), name, value);
  return job;
}

/// What the TOML says now, as it would be written; nullopt: nothing.
std::optional<std::string> value_today(JobConfig job, const std::string& name) {
  if (name == kRetention) return job.retention ? std::optional(job.retention->text) : std::nullopt;
  const toml::table& table = own_values(job);
  if (const auto text = table[name].value<std::string>(); text && table[name].is_string()) return text;
  if (!table.contains(name)) return std::nullopt;
  std::ostringstream out;
  table[name].visit([&out](const auto& node) { out << node; });
  return out.str();
}

/// The default of what the TOML leaves out; nullopt: there is none, or the job cannot be set up.
std::optional<std::string> value_by_default(const JobConfig& job, World& world, const std::string& name) {
  try {
    const auto form = nlohmann::json::parse(set_up(job, world).form.json);
    const auto& values = job.plugin.empty() ? form.at("options").at("params") : form.at("options");
    const auto value = values.find(name);
    if (value == values.end() || value->is_null()) return std::nullopt;
    return value->is_string() ? value->get<std::string>() : value->dump();
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

/// `place`: where the value was written that makes the job another than the TOML says; empty: it is that one.
PreviewRow plan(const JobConfig& job, World& world, const std::string& value, const std::string& place) {
  PreviewRow row;
  row.value = value;
  try {
    const Setup setup = set_up(job, world);
    Tally tally;
    if (setup.selection) weigh(setup, *setup.selection, world, tally, {});
    row.items = tally.nominated;
    row.bytes = tally.bytes;
  } catch (const Failure& failure) {
    const bool is_of_value = !place.empty() && failure.kind() == FailureKind::configuration;
    row.trouble = is_of_value ? Failure(place, failure.message(), failure.remedy()).what() : failure.what();
  } catch (const std::exception& error) {
    row.trouble = error.what();
  }
  return row;
}

}  // namespace

std::vector<PreviewRow> preview(const JobConfig& job, World& world, const PreviewQuestion& question) {
  std::optional<std::string> today = value_today(job, question.name);
  if (!today && question.name != kRetention) today = value_by_default(job, world, question.name);
  std::vector<std::string> values = question.values;
  if (today && std::find(values.begin(), values.end(), *today) == values.end())
    values.insert(values.begin(), *today);
  std::vector<PreviewRow> out;
  for (const std::string& value : values) {
    const bool is_today = value == today;
    // Today's plan is that of the job as it stands, whatever its value looks like as text.
    out.push_back(is_today ? plan(job, world, value, "")
                           : plan(with_value(job, question.name, value), world, value,
                                  "--set " + question.name + "=" + value));
    out.back().today = is_today;
  }
  return out;
}

}  // namespace winnow
