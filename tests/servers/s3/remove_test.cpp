#include "support.h"

using namespace winnow;
using namespace winnow::s3;

using Outcomes = std::vector<winnow_outcome>;

TEST_CASE("s3 remove: a copy with a meta file is in the bin, and the object is gone") {
  Box box;
  box.put("t/a b+c", "hello");
  box.put("t/stays", "x");
  TestBin bin;
  CHECK(box.remove({"t/a b+c"}, bin) == Outcomes{WINNOW_DONE});
  CHECK(box.get(kPlace + "/t/a b+c") == "hello");
  CHECK_FALSE(box.get("t/a b+c"));
  CHECK(box.get("t/stays") == "x");
  const std::string meta = box.get(kPlace + "/t/a b+c.trashmeta.json").value();
  CHECK(meta.find("\"originalKey\": \"t/a b+c\"") != std::string::npos);
  CHECK(meta.find("\"deletedAt\": \"2026-06-19T22:31:00.000Z\"") != std::string::npos);
  CHECK(meta.find("\"reason\": \"older than 30d\"") != std::string::npos);
  CHECK(box.in_bin() == 2);
  REQUIRE(bin.puts.size() == 1);
  CHECK(bin.puts[0].content.starts_with("{\"parked\":\"" + kPlace + "/t/a b+c\""));
}

TEST_CASE("s3 remove: what the seal does not name stays, and its copy is taken back") {
  Box box;
  box.put("t/a");
  box.put("t/b");
  TestBin bin;
  bin.keep = {"t/a"};
  CHECK(box.remove({"t/a", "t/b"}, bin) == Outcomes{WINNOW_REFUSED, WINNOW_DONE});
  CHECK(box.keys() == std::set<std::string>{"t/a", kPlace + "/t/b", kPlace + "/t/b.trashmeta.json"});
}

TEST_CASE("s3 remove: where the seal fails nothing goes and nothing is left in the bin") {
  Box box;
  box.put("t/a");
  TestBin bin;
  bin.on_seal = [] { throw Error(WINNOW_STOPPED, "no"); };
  CHECK_THROWS_AS(box.remove({"t/a"}, bin), Error);
  CHECK(box.keys() == std::set<std::string>{"t/a"});
}

TEST_CASE("s3 remove: one that was written again after its copy was made stays") {
  Box box;
  box.put("t/a", "old");
  box.put("t/b", "old");
  TestBin bin;
  bin.on_seal = [&] { box.put("t/a", "new"); };
  CHECK(box.remove({"t/a", "t/b"}, bin) == Outcomes{WINNOW_CHANGED, WINNOW_DONE});
  CHECK(box.get("t/a") == "new");
  CHECK(box.in_bin() == 2);
}

TEST_CASE("s3 remove: another version than the planned one, and one that is gone") {
  Box box;
  box.put("t/a");
  TestBin bin;
  CHECK(box.remove({"t/a", "t/none"}, bin, "another") == Outcomes{WINNOW_CHANGED, WINNOW_GONE});
  CHECK(bin.puts.empty());
  CHECK(box.keys() == std::set<std::string>{"t/a"});
}

TEST_CASE("s3 remove: a key that the server takes for another is refused, and that other lives") {
  Box box;
  box.put("t/y", "real");
  TestBin bin;
  CHECK(box.remove({"t/x/../y", "t//y", "t/./y", ".trash/2026-06-19T22-31-00-000Z/t/y", "t/y.trashmeta.json"},
                   bin) == Outcomes(5, WINNOW_REFUSED));
  CHECK(box.keys() == std::set<std::string>{"t/y"});
}

TEST_CASE("s3 remove: what lies in its place of the bin is not written over") {
  Box box;
  box.put("t/a", "mine");
  box.put(kPlace + "/t/a", "another's");
  TestBin bin;
  CHECK(box.remove({"t/a"}, bin) == Outcomes{WINNOW_FAILED});
  CHECK(box.get("t/a") == "mine");
  CHECK(box.get(kPlace + "/t/a") == "another's");
}

TEST_CASE("s3 remove: metadata and tags come along, and come back") {
  Box box;
  box.put("t/a", "hello",
          {{"content-type", "text/x-odd"},
           {"cache-control", "max-age=5"},
           {"x-amz-meta-owner", "me"},
           {"x-amz-tagging", "retention=5y"}});
  const Head before = box.bucket->head("t/a").value();
  TestBin bin;
  REQUIRE(box.remove({"t/a"}, bin) == Outcomes{WINNOW_DONE});
  CHECK(box.restore(bin) == Outcomes{WINNOW_DONE});
  const Head after = box.bucket->head("t/a").value();
  for (const char* name : {"content-type", "cache-control", "x-amz-meta-owner", "etag", "content-length"}) {
    CHECK(after.header(name) == before.header(name));
  }
  CHECK(box.bucket->tags("t/a") == std::map<std::string, std::string>{{"retention", "5y"}});
  CHECK(box.in_bin() == 0);
}

TEST_CASE("s3 remove: an object on which others have rights stays, where a server knows such things") {
  Box box;
  box.put("t/a");
  box.put("t/shared", "x", {{"x-amz-acl", "public-read"}});
  const auto acl = box.bucket->configuration("acl", "t/shared");
  TestBin bin;
  const Outcomes outcomes = box.remove({"t/a", "t/shared"}, bin);
  CHECK(outcomes[0] == WINNOW_DONE);
  if (!acl) return;
  CHECK(outcomes[1] == WINNOW_REFUSED);
  CHECK(bin.refused == std::map<std::size_t, std::string>{{1, "own_acl"}});
  CHECK(box.get("t/shared") == "x");
}

TEST_CASE("s3 remove: a permit that is over touches nothing") {
  Box box;
  box.put("t/a");
  box.not_after = 1;
  TestBin bin;
  CHECK_THROWS_AS(box.remove({"t/a"}, bin), Error);
  CHECK(box.keys() == std::set<std::string>{"t/a"});
}

TEST_CASE("s3 remove: an object that was uploaded in parts is proved by its content") {
  Box box;
  const std::string part(std::size_t{5} << 20, 'p');
  const auto upload = [&](const std::string& key) {
    const Answer begun = box.ask("POST", key, "", {{"x-amz-meta-owner", "me"}}, {{"uploads", ""}});
    const std::string id = read_element(begun.body, "UploadId");
    std::string parts;
    for (int i = 1; i <= 2; ++i) {
      const Answer done =
          box.ask("PUT", key, i == 1 ? part : "tail", {}, {{"partNumber", std::to_string(i)}, {"uploadId", id}});
      parts += "<Part><PartNumber>" + std::to_string(i) + "</PartNumber><ETag>" + escaped(done.headers.at("etag")) +
               "</ETag></Part>";
    }
    box.ask("POST", key, "<CompleteMultipartUpload>" + parts + "</CompleteMultipartUpload>", {},
            {{"uploadId", id}});
  };
  upload("t/big");
  TestBin bin;
  REQUIRE(box.remove({"t/big"}, bin) == Outcomes{WINNOW_DONE});
  CHECK(box.settle(bin) == Outcomes{WINNOW_DONE});
  const std::string etag = box.bucket->head(kPlace + "/t/big")->facts.etag;
  CHECK(box.restore(bin) == Outcomes{WINNOW_DONE});
  CHECK((box.get("t/big") == part + "tail"));
  CHECK(box.in_bin() == 0);
  // Ceph's copy keeps an ETag that tells nothing of the content; what is written anew has another.
  const bool tells = etag.find('-') == etag.npos;
  CHECK(box.settle(bin) == Outcomes{tells ? WINNOW_SAME : WINNOW_CHANGED});
}

TEST_CASE("s3 copy: beyond a size in parts, with everything that belongs to it") {
  Box box;
  const std::string content = std::string(std::size_t{11} << 20, 'x') + "end";
  box.put("t/big", content,
          {{"content-type", "text/x-odd"}, {"x-amz-meta-owner", "me"}, {"x-amz-tagging", "a=b%20c"}});
  const CopySizes sizes{0, 1 << 20, 5 << 20};
  const Head copy = copy_object(*box.bucket, box.bucket->head("t/big").value(), "t/copy", sizes);
  CHECK(copy.facts.size == content.size());
  CHECK(copy.header("content-type") == "text/x-odd");
  CHECK(copy.header("x-amz-meta-owner") == "me");
  CHECK(box.bucket->tags("t/copy") == std::map<std::string, std::string>{{"a", "b c"}});
  CHECK(box.get("t/copy") == content);
}
