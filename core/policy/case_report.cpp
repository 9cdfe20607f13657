#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/policy/case_runner.h"
#include "core/policy/cases.h"

namespace winnow {
namespace {

/// Text for XML 1.0, in which control characters may not stand even escaped.
std::string xml(std::string_view text) {
  std::string out;
  for (const char c : is_utf8(text) ? std::string(text) : printable(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\n': out += "&#10;"; break;
      default: out += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    }
  }
  return out;
}

std::size_t failures_of(const SuiteResult& suite) {
  std::size_t out = suite.error.empty() ? 0 : 1;
  for (const CaseResult& test : suite.cases) out += test.differences.empty() ? 0 : 1;
  return out;
}

struct Sums {
  std::size_t passed = 0;
  std::size_t failed = 0;
};

/// "policy" or "plugin".
const char* word_of(Subjects of) {
  return of == Subjects::policies ? "policy" : "plugin";
}

/// A policy that cannot be read counts as one that failed.
Sums sums_of(std::span<const SuiteResult> results) {
  Sums out;
  for (const SuiteResult& suite : results) {
    const std::size_t failed = failures_of(suite);
    out.failed += failed;
    out.passed += suite.cases.size() + (suite.error.empty() ? 0 : 1) - failed;
  }
  return out;
}

std::string lines(const std::vector<std::string>& differences, std::string_view before) {
  std::string out;
  for (const std::string& difference : differences) out += std::string(before) + difference + "\n";
  return out;
}

std::string junit_case(const SuiteResult& suite, const CaseResult& test) {
  const std::string head = "    <testcase classname=\"" + xml(suite.subject) + "\" name=\"" + xml(test.name) + "\"";
  if (test.differences.empty()) return head + "/>\n";
  return head + ">\n      <failure message=\"" + xml(test.differences.front()) + "\">" +
         xml(test.place + "\n" + lines(test.differences, "")) + "</failure>\n    </testcase>\n";
}

std::string junit_suite(const SuiteResult& suite, Subjects of) {
  const bool broken = !suite.error.empty();
  const std::size_t tests = suite.cases.size() + (broken || suite.without_cases ? 1 : 0);
  std::string out = "  <testsuite name=\"" + xml(suite.subject) + "\" tests=\"" + std::to_string(tests) +
                    "\" failures=\"" + std::to_string(failures_of(suite) - (broken ? 1 : 0)) + "\" errors=\"" +
                    (broken ? "1" : "0") + "\" skipped=\"" + (suite.without_cases ? "1" : "0") + "\">\n";
  const std::string whole = "    <testcase classname=\"" + xml(suite.subject) + "\" name=\"cases\">";
  if (broken) out += whole + "<error message=\"" + xml(suite.error) + "\"/></testcase>\n";
  if (suite.without_cases)
    out += whole + "<skipped message=\"the " + word_of(of) + " has no cases\"/></testcase>\n";
  for (const CaseResult& test : suite.cases) out += junit_case(suite, test);
  return out + "  </testsuite>\n";
}

}  // namespace

std::string junit_of(std::span<const SuiteResult> results, Subjects of) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"winnow " +
                    std::string(word_of(of)) + " test\">\n";
  for (const SuiteResult& suite : results) out += junit_suite(suite, of);
  return out + "</testsuites>\n";
}

std::string text_of(std::span<const SuiteResult> results) {
  std::string out;
  std::size_t without = 0;
  for (const SuiteResult& suite : results) {
    out += suite.subject + "\n";
    if (!suite.error.empty()) out += "  FAIL  " + suite.error + "\n";
    if (suite.without_cases) out += "  no cases: write them in " + cases_file_of(suite.subject) + "\n";
    for (const CaseResult& test : suite.cases) {
      out += (test.differences.empty() ? "  ok    " : "  FAIL  ") + printable(test.name) + "\n";
      if (test.differences.empty()) continue;
      out += "        " + test.place + "\n" + lines(test.differences, "        ");
    }
    without += suite.without_cases ? 1 : 0;
  }
  const Sums sums = sums_of(results);
  out += std::to_string(sums.passed) + " passed, " + std::to_string(sums.failed) + " failed";
  return out + (without == 0 ? "" : ", " + std::to_string(without) + " without cases") + "\n";
}

std::string json_of(std::span<const SuiteResult> results, Subjects of) {
  using Json = nlohmann::ordered_json;
  Json suites = Json::array();
  for (const SuiteResult& suite : results) {
    Json cases = Json::array();
    for (const CaseResult& test : suite.cases) {
      cases.push_back({{"name", printable(test.name)},
                       {"place", test.place},
                       {"passed", test.differences.empty()},
                       {"differences", test.differences}});
    }
    suites.push_back({{word_of(of), suite.subject},
                      {"error", suite.error.empty() ? Json() : Json(suite.error)},
                      {"cases", std::move(cases)}});
  }
  const Sums sums = sums_of(results);
  const Json out = {{"status", all_passed(results) ? 0 : 1},
                    {"passed", sums.passed},
                    {"failed", sums.failed},
                    {of == Subjects::policies ? "policies" : "plugins", std::move(suites)}};
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace winnow
