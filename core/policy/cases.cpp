#include "core/policy/cases.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/config/entry.h"
#include "core/config/parse.h"

namespace winnow {
namespace {

const std::vector<std::string> kFileKeys = {"now", "timezone", "retention", "column", "case"};
const std::vector<std::string> kCaseKeys = {"name", "now",   "retention", "column", "params",
                                            "item", "items", "expect",    "reason"};
const std::vector<std::string> kExpectations = {"keep", "remove"};
constexpr std::size_t kShortestTime = 10;  // "2026-11-21"

Time read_time(const Entry& entry, const Zone& zone) {
  if (!entry.node().is_string()) return entry.time(zone);
  const auto time = parse_time(entry.text(), zone);
  if (!time) entry.fail("is not a time", "write it as in \"2026-11-21T00:00:00Z\"");
  return *time;
}

Value read_value(const Entry& entry, const Zone& zone) {
  const toml::node& node = entry.node();
  if (const auto* text = node.as_string()) {
    const auto time = text->get().size() < kShortestTime ? std::nullopt : parse_time(text->get(), zone);
    return time ? Value::time(*time) : Value::of_text(text->get());
  }
  if (node.is_integer()) return Value::integer(entry.integer());
  if (node.is_floating_point()) return Value::real(entry.real());
  if (node.is_boolean()) return Value::boolean(entry.boolean());
  return Value::time(entry.time(zone));
}

CaseItem read_item(const Section& section, const Zone& zone, std::size_t position) {
  CaseItem out;
  out.key = std::to_string(position);
  for (const Entry& entry : section.entries_as_written()) {
    if (entry.name() == "key") out.key = entry.text();
    if (entry.name() == "refers") {
      for (const Entry& count : entry.section("refers").entries()) {
        out.fields.emplace_back("refers." + count.name(), Value::integer(count.integer()));
      }
      continue;
    }
    out.fields.emplace_back(entry.name(), read_value(entry, zone));
  }
  return out;
}

/// One text for one item, or a list with one for each.
std::vector<Entry> for_each_item(const Entry& entry, const PolicyCase& of) {
  if (of.one_item) return {entry};
  std::vector<Entry> out = entry.elements();
  if (out.size() != of.items.size()) {
    entry.fail("has " + count_of(out.size(), "entry", "entries") + " for " +
               count_of(of.items.size(), "item", "items"));
  }
  return out;
}

void read_keys_of_job(const Section& section, PolicyCase& out) {
  if (const auto retention = section.find("retention")) out.retention = retention->duration();
  if (const auto column = section.find("column")) out.column = column->text();
}

/// `as_above`: what the top of the file says for all cases.
PolicyCase read_case(const Section& section, const Zone& zone, const std::optional<Time>& now,
                     const PolicyCase& as_above) {
  section.refuse_others(kCaseKeys);
  PolicyCase out = as_above;
  read_keys_of_job(section, out);
  out.place = section.place();
  out.name = section.need("name", "a sentence that says what must hold").text();
  const auto own_now = section.find("now");
  if (!own_now && !now) section.fail("needs \"now\", here or at the top of the file");
  out.now = own_now ? read_time(*own_now, zone) : *now;
  if (const auto params = section.find("params")) out.params = params->section("params").table();
  const auto item = section.find("item");
  const auto items = section.find("items");
  if (item.has_value() == items.has_value()) section.fail("has either item, a table, or items, a list of tables");
  out.one_item = item.has_value();
  if (item) out.items.push_back(read_item(item->section("item"), zone, 1));
  if (items) {
    for (const Section& row : items->rows()) out.items.push_back(read_item(row, zone, out.items.size() + 1));
    if (out.items.empty()) items->fail("must not be empty");
  }
  const Entry expect = section.need("expect", "keep or remove");
  const std::vector<Entry> expected = for_each_item(expect, out);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    out.items[i].removed = expected[i].one_of(kExpectations) == "remove";
  }
  if (const auto reason = section.find("reason")) {
    const std::vector<Entry> reasons = for_each_item(*reason, out);
    for (std::size_t i = 0; i < reasons.size(); ++i) out.items[i].reason = reasons[i].text();
  }
  return out;
}

}  // namespace

std::string cases_file_of(const std::string& policy_file) {
  return std::filesystem::path(policy_file).replace_extension(".cases.toml").string();
}

std::optional<PolicyCases> read_cases(const std::string& file) {
  if (!std::filesystem::exists(file)) return std::nullopt;
  const Place place{file, 1, 1};
  const toml::table table = parse_toml(read_file(file), place);
  const Section section(table, place);
  section.refuse_others(kFileKeys);
  PolicyCases out;
  out.file = file;
  if (const auto zone = section.find("timezone")) out.zone = Zone(zone->text());
  std::optional<Time> now;
  if (const auto entry = section.find("now")) now = read_time(*entry, out.zone);
  PolicyCase as_above;
  read_keys_of_job(section, as_above);
  if (const auto rows = section.find("case")) {
    for (const Section& row : rows->rows()) out.cases.push_back(read_case(row, out.zone, now, as_above));
  }
  return out;
}

std::vector<std::string> other_booleans(const PolicyCases& cases, std::span<const Fact> facts,
                                        const std::string& where) {
  std::vector<std::string> out;
  std::set<std::string> told;
  const auto words = [](bool is_boolean) { return is_boolean ? "a boolean" : "no boolean"; };
  for (const PolicyCase& test : cases.cases) {
    for (const CaseItem& item : test.items) {
      for (const auto& [name, value] : item.fields) {
        const auto fact = std::ranges::find_if(
            facts, [&](const Fact& one) { return one.kind == WINNOW_FACT_FIELD && one.name == name; });
        if (fact == facts.end() || fact->type == WINNOW_NULL) continue;
        const bool here = value.type == WINNOW_BOOL, there = fact->type == WINNOW_BOOL;
        if (here == there || !told.insert(name).second) continue;
        out.push_back(test.place.text() + ": " + name + " is " + words(here) + " in this case, " + words(there) +
                      " in " + where + "; `policy test` says nothing of what the policy does there");
      }
    }
  }
  return out;
}

}  // namespace winnow
