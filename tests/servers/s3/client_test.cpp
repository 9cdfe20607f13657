#include "plugins/stores/s3/client.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <ctime>

#include "winnow/value.hpp"

using namespace winnow;
using namespace winnow::s3;

namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  REQUIRE(value != nullptr);
  return value;
}

std::string now() {
  const std::time_t seconds = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[20];
  std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &parts);
  return text;
}

Client connect(const std::string& secret = environment("WINNOW_TEST_S3_SECRET_KEY")) {
  return {
      environment("WINNOW_TEST_S3_ENDPOINT"), "us-east-1", {environment("WINNOW_TEST_S3_ACCESS_KEY"), secret, ""}};
}

Request request(std::string method, const std::string& path, std::string body = "") {
  return {std::move(method), "", "/" + encode_path(path), {}, {}, std::move(body)};
}

}  // namespace

TEST_CASE("client: an object with an odd key is put, read and deleted") {
  Client client = connect();
  const long made = client.send(request("PUT", "odd-keys"), now()).status;
  REQUIRE((made == 200 || made == 409));
  const std::string key =
      GENERATE("plain", "a//b", "x/../y", "with space", "plus+and&and=", "a%2fb", "\xc3\xa4\xe2\x82\xac",
               "quote'\"(1)!*", "~tilde;semi:colon", "deep/er/still", "question?mark#hash");
  CAPTURE(key);
  REQUIRE(client.send(request("PUT", "odd-keys/" + key, "of " + key), now()).status == 200);
  const Answer read = client.send(request("GET", "odd-keys/" + key), now());
  CHECK(read.status == 200);
  CHECK(read.body == "of " + key);
  const Answer head = client.send(request("HEAD", "odd-keys/" + key), now());
  CHECK(head.status == 200);
  CHECK(head.body.empty());
  CHECK(head.headers.at("content-length") == std::to_string(read.body.size()));
  CHECK(head.headers.at("etag") == read.headers.at("etag"));
  CHECK(client.send(request("DELETE", "odd-keys/" + key), now()).status == 204);
  CHECK(client.send(request("GET", "odd-keys/" + key), now()).status == 404);
}

TEST_CASE("client: a query is signed as it is sent") {
  Client client = connect();
  client.send(request("PUT", "queries"), now());
  REQUIRE(client.send(request("PUT", "queries/a b/c", "1"), now()).status == 200);
  REQUIRE(client.send(request("PUT", "queries/a-b/c", "1"), now()).status == 200);
  Request list = request("GET", "queries");
  list.query = {
      {"prefix", "a b/"}, {"list-type", "2"}, {"max-keys", "1"}, {"delimiter", "/"}, {"encoding-type", "url"}};
  const Answer answer = client.send(list, now());
  CHECK(answer.status == 200);
  CHECK(answer.body.find("<KeyCount>1</KeyCount>") != std::string::npos);
  Request versioning = request("GET", "queries");
  versioning.query = {{"versioning", ""}};
  CHECK(client.send(versioning, now()).status == 200);
}

TEST_CASE("client: a wrong secret is refused, and stands in no answer") {
  Client client = connect("not-the-secret");
  const Answer answer = client.send(request("GET", ""), now());
  CHECK(answer.status == 403);
  CHECK(answer.body.find("not-the-secret") == std::string::npos);
}

TEST_CASE("client: a server that is not there is unavailable") {
  Client nobody("http://127.0.0.1:1", "us-east-1", {"key", "not-the-secret", ""});
  try {
    nobody.send(request("GET", ""), now());
    FAIL("nobody answered");
  } catch (const Error& error) {
    CHECK(error.code() == WINNOW_UNAVAILABLE);
    CHECK(std::string(error.what()).find("not-the-secret") == std::string::npos);
  }
}

TEST_CASE("client: an endpoint is a scheme and a host") {
  const char* endpoint = GENERATE("", "host", "ftp://host", "https://", "https://host/path", "https://me:pw@host");
  CHECK_THROWS_AS(Client(endpoint, "us-east-1", {}), Error);
}
