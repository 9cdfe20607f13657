#include "plugins/stores/s3/signature.h"

#include <catch2/catch.hpp>

using namespace winnow::s3;

namespace {

// The examples that AWS publishes with its description of the algorithm.
const Credentials kExample{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", ""};
constexpr const char* kHost = "examplebucket.s3.amazonaws.com";
constexpr const char* kNow = "20130524T000000Z";

std::string signature_of(const Request& request) {
  const std::string header = sign(request, kExample, "us-east-1", kNow).at("authorization");
  return header.substr(header.rfind('=') + 1);
}

}  // namespace

TEST_CASE("signature: AWS's example of a GET with a range") {
  const Request request{"GET", kHost, "/test.txt", {}, {{"range", "bytes=0-9"}}, ""};
  CHECK(sign(request, kExample, "us-east-1", kNow).at("authorization") ==
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
        "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST_CASE("signature: AWS's example of a PUT") {
  const Request request{"PUT",
                        kHost,
                        "/" + encode_path("test$file.text"),
                        {},
                        {{"date", "Fri, 24 May 2013 00:00:00 GMT"}, {"x-amz-storage-class", "REDUCED_REDUNDANCY"}},
                        "Welcome to Amazon S3."};
  CHECK(signature_of(request) == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
}

TEST_CASE("signature: AWS's example of a parameter without a value") {
  CHECK(signature_of({"GET", kHost, "/", {{"lifecycle", ""}}, {}, ""}) ==
        "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
}

TEST_CASE("signature: AWS's example of a listing, whatever the order of its parameters") {
  const std::string expected = "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7";
  CHECK(signature_of({"GET", kHost, "/", {{"max-keys", "2"}, {"prefix", "J"}}, {}, ""}) == expected);
  CHECK(signature_of({"GET", kHost, "/", {{"prefix", "J"}, {"max-keys", "2"}}, {}, ""}) == expected);
}

TEST_CASE("signature: keys are encoded once and not normalised") {
  CHECK(encode_path("a//b/x/../y") == "a//b/x/../y");
  CHECK(encode_path("a%2fb c+d~") == "a%252fb%20c%2Bd~");
  CHECK(encode_path("\xc3\xa4\xff") == "%C3%A4%FF");
  CHECK(encode("a/b=c&d") == "a%2Fb%3Dc%26d");
}

TEST_CASE("signature: the query is sorted by what is sent, a name before one that it begins") {
  CHECK(query_text({"GET", kHost, "/", {{"b", "1"}, {"a-b", "2"}, {"a", "4"}, {"a", "3"}}, {}, ""}) ==
        "a=3&a=4&a-b=2&b=1");
}

TEST_CASE("signature: blanks of a header's value count once") {
  const Request one{"GET", kHost, "/", {}, {{"x-amz-meta-a", "  b   c "}}, ""};
  const Request other{"GET", kHost, "/", {}, {{"x-amz-meta-a", "b c"}}, ""};
  CHECK(signature_of(one) == signature_of(other));
}

TEST_CASE("signature: a session token is sent and signed") {
  Credentials session = kExample;
  session.session_token = "token";
  const auto headers = sign({"GET", kHost, "/", {}, {}, ""}, session, "us-east-1", kNow);
  CHECK(headers.at("x-amz-security-token") == "token");
  CHECK(headers.at("authorization").find(";x-amz-security-token,") != std::string::npos);
  CHECK(headers.at("authorization").find(session.secret_key) == std::string::npos);
}
