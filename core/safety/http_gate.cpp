/// http: the status of an answer, and one value of its JSON.
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/failure.h"
#include "core/base/http.h"
#include "core/base/text.h"
#include "core/safety/gate_kinds.h"

namespace winnow {
namespace {

using Json = nlohmann::json;

const std::vector<std::string> kHttpKeys = {"url", "status", "pointer", "equals", "headers", "timeout"};
constexpr std::size_t kMostShown = 80;

/// A value of the answer, for people.
std::string shown(const Json& value) {
  if (value.is_structured()) return value.is_object() ? "an object" : "a list";
  const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  return printable(text.size() > kMostShown ? text.substr(0, kMostShown) + "..." : text);
}

struct HttpRule {
  std::string url;
  std::int64_t status = 200;
  std::string pointer;  ///< RFC 6901; empty: the body is not looked at
  Json equals;
  std::vector<std::pair<std::string, std::string>> headers;
  Span limit = std::chrono::seconds(10);
};

class Http final : public Gate {
 public:
  explicit Http(HttpRule rule) : rule_(std::move(rule)) {}
  std::string name() const override { return "http " + shown_url(rule_.url); }
  std::string wanted() const override {
    const std::string status = "status " + std::to_string(rule_.status);
    return rule_.pointer.empty() ? status : status + " and " + rule_.pointer + " = " + shown(rule_.equals);
  }

  GateFinding judge(const GateWorld& world) const override {
    HttpRequest request;
    request.url = world.environment.fill(rule_.url, "gate url");
    request.limit = rule_.limit;
    for (const auto& [header, value] : rule_.headers) {
      request.headers.push_back(header + ": " + world.environment.fill(value, "gate header " + header));
    }
    const HttpAnswer answer = send(request);
    std::string found = "status " + std::to_string(answer.status);
    GateState state = answer.status == rule_.status ? GateState::open : GateState::closed;
    if (state == GateState::open && !rule_.pointer.empty()) {
      const Json body = Json::parse(answer.body, nullptr, false);
      const Json::json_pointer pointer(rule_.pointer);
      if (body.is_discarded() || !body.contains(pointer)) {
        found += body.is_discarded() ? " and a body that is not JSON" : " and no " + rule_.pointer;
        state = GateState::closed;
      } else {
        found += " and " + rule_.pointer + " = " + shown(body.at(pointer));
        if (body.at(pointer) != rule_.equals) state = GateState::closed;
      }
    }
    return {name(), state, found, wanted()};
  }

 private:
  HttpRule rule_;
};

Json read_scalar(const Entry& entry) {
  if (const auto* text = entry.node().as_string()) return text->get();
  if (const auto* number = entry.node().as_integer()) return number->get();
  if (const auto* yes = entry.node().as_boolean()) return yes->get();
  if (entry.node().is_floating_point()) return entry.real();
  entry.fail("must be a text, a number, true or false, not " + std::string(kind_of(entry.node())));
}

void check_header(const Entry& entry) {
  const std::string text = entry.name() + entry.text();
  if (text.find_first_of("\r\n") != std::string::npos || entry.name().find(':') != std::string::npos) {
    entry.fail("is not a header", "one line, as in headers = { Authorization = \"Bearer ${TOKEN}\" }");
  }
}

void read_pointer(const Section& row, HttpRule& rule) {
  const auto pointer = row.find("pointer");
  const auto equals = row.find("equals");
  if (pointer.has_value() != equals.has_value()) {
    (pointer ? *pointer : *equals)
        .fail("\"pointer\" and \"equals\" belong together", "for example pointer = \"/size\", equals = 0");
  }
  if (!pointer) return;
  rule.pointer = pointer->text();
  rule.equals = read_scalar(*equals);
  try {
    const Json::json_pointer checked(rule.pointer);
  } catch (const Json::exception&) {
    pointer->fail("is not a JSON pointer", "it begins with a slash, as in \"/last_run_status\"");
  }
}

}  // namespace

std::unique_ptr<Gate> make_http(const Section& row, const std::filesystem::path&) {
  row.refuse_others(kHttpKeys);
  HttpRule rule;
  const Entry url = row.need("url", "what to ask");
  rule.url = url.text();
  check_references(rule.url, url.place().text() + ": url");
  const bool web = rule.url.starts_with("http://") || rule.url.starts_with("https://");
  if (!web && !rule.url.starts_with("${")) url.fail("must begin with http:// or https://");
  if (const auto status = row.find("status")) {
    rule.status = status->integer();
    if (rule.status < 100 || rule.status > 599) status->fail("is not a status of HTTP", "for example 200");
  }
  read_pointer(row, rule);
  if (const auto headers = row.find("headers")) {
    for (const Entry& header : headers->section("headers").entries_as_written()) {
      check_header(header);
      rule.headers.emplace_back(header.name(), header.text());
    }
  }
  if (const auto timeout = row.find("timeout")) rule.limit = timeout->duration().about();
  return std::make_unique<Http>(std::move(rule));
}

}  // namespace winnow
