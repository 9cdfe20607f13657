#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/unit/policy/try_policy.h"

using namespace winnow;
using Json = nlohmann::json;

namespace {

/// "1y2m3d3h", in which m is a month, as winnow writes it.
std::string duration_of(std::string text) {
  if (const auto month = text.find('m'); month != std::string::npos) text.insert(month + 1, "o");
  return text;
}

/// "WithinMonthly" as "within_monthly".
std::string rule_name(const std::string& name) {
  std::string out;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z' && !out.empty()) out += '_';
    out += static_cast<char>(std::tolower(c));
  }
  return out;
}

std::string rules_of(const Json& test) {
  std::string out;
  for (const auto& [name, count] : test["counts"].items()) out += rule_name(name) + " = " + count.dump() + ", ";
  for (const auto& [name, length] : test["within"].items()) {
    out += rule_name(name) + " = '" + duration_of(length) + "', ";
  }
  return out;
}

/// A policy for one case: the rotation by ctx.keep, the tags, which it knows nothing of, in Lua beside it.
std::string policy_of(const Json& test) {
  const std::string rules = rules_of(test);
  std::string wanted;
  for (const Json& tags : test["keep_tags"]) {
    for (const Json& tag : tags) wanted += "'" + tag.get<std::string>() + "', ";
  }
  return "local wanted = { " + wanted + "}\n" +
         "return { about = 'x', fields = { 'host', 'made', 'tags' }, group_by = { 'host' }, time = 'made',\n"
         "decide_group = function(items, p, ctx)\n"
         "  local verdicts = {}\n" +
         (rules.empty() ? "  for i in ipairs(items) do verdicts[i] = { true } end\n"
                        : "  verdicts = ctx.keep(items, { " + rules + "})\n") +
         "  for i, item in ipairs(items) do\n"
         "    for _, tag in ipairs(wanted) do\n"
         "      if ctx.contains(item.tags, ',' .. tag .. ',') then\n"
         "        verdicts[i] = { false, 'has tags [' .. tag .. ']' }\n"
         "      end\n"
         "    end\n"
         "  end\n"
         "  return verdicts\nend }";
}

std::vector<TestItem> items_of(const Json& snapshots) {
  std::vector<TestItem> out;
  for (const Json& snapshot : snapshots) {
    std::string tags = ",";
    for (const Json& tag : snapshot["tags"]) tags += tag.get<std::string>() + ",";
    const std::int64_t time = micros_of(at(snapshot["time"].get<std::string>().c_str()));
    out.push_back({std::to_string(out.size()), {Value::of_text("h"), Value::null(), Value::of_text(tags)}, time});
  }
  return out;
}

/// "last snapshot", "within 1m14d" in winnow's words, in the order in which it says them.
std::string words_of(const Json& reasons) {
  std::vector<std::string> words;
  for (std::string reason : reasons) {
    if (reason.ends_with(" snapshot")) reason.resize(reason.size() - 9);
    const auto within = reason.find("within ");
    if (within != std::string::npos) reason = reason.substr(0, within + 7) + duration_of(reason.substr(within + 7));
    words.push_back(reason);
  }
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

}  // namespace

TEST_CASE("rotation: the golden cases of restic's forget") {
  std::ifstream file(WINNOW_TEST_DATA "/vectors/rotation-cases.json");
  const Json golden = Json::parse(file);
  const std::vector<TestItem> items = items_of(golden["snapshots"]);
  REQUIRE(items.size() == 103);
  REQUIRE(golden["cases"].size() == 12);
  for (const Json& test : golden["cases"]) {
    CAPTURE(test["n"].get<int>(), rules_of(test));
    TriedPolicy policy(policy_of(test));
    const std::vector<Verdict> verdicts = policy.review(items);
    std::vector<std::size_t> kept;
    std::vector<std::string> reasons;
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
      if (verdicts[i].nominate) continue;
      kept.push_back(i);
      reasons.push_back(verdicts[i].reason);
    }
    CHECK(kept == test["keep"].get<std::vector<std::size_t>>());
    REQUIRE(reasons.size() == test["reasons"].size());
    for (std::size_t i = 0; i < reasons.size(); ++i) {
      CHECK(reasons[i] == words_of(test["reasons"][i]));
    }
  }
}
