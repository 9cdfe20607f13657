/// The suite that every plugin passes, on a bucket that keeps versions and on one that does not.
#include "sdk/conformance/conformance.h"
#include "support.h"

using namespace winnow;
using namespace winnow::s3;
using namespace winnow::conformance;

namespace {

std::vector<std::string> failed(const Box& box) {
  const Settings settings = Box::settings(box.bucket->name());
  Subject subject{.file = WINNOW_PLUGIN_DIR "/s3.so",
                  .target = "t/",
                  .time_field = "modified",
                  .options = {{"bucket", settings.bucket},
                              {"endpoint", settings.server.endpoint},
                              {"access_key", settings.server.keys().access_key},
                              {"secret_key", settings.server.keys().secret_key}}};
  if (settings.write_once) subject.options["keys"] = "write-once";
  std::vector<std::string> out;
  for (const Finding& finding : check_plugin(subject)) {
    if (finding.result != Result::failed) continue;
    UNSCOPED_INFO(finding.check << ": " << finding.words);
    out.push_back(finding.check);
  }
  return out;
}

void fill(const Box& box) {
  for (int i = 0; i < 25; ++i) box.put("t/" + std::to_string(i), "content " + std::to_string(i));
}

}  // namespace

TEST_CASE("s3 conformance: all holds but the time of what is brought back, which is the server's to set") {
  const auto kind = GENERATE(Box::Kind::plain, Box::Kind::versioned);
  Box box(kind);
  fill(box);
  const auto before = box.scan("t/");
  for (const std::string& flaw : failed(box)) {
    CHECK((flaw == "restores_the_same" || flaw == "settles_truly" || flaw == "settles_after_death"));
  }
  const auto after = box.scan("t/");
  REQUIRE(after.size() == before.size());
  for (const Seen& seen : after) CHECK(box.get(seen.key) == "content " + seen.key.substr(2));
  // Without versions, what the killed removals had copied stays in the bin, while its objects live.
  if (kind == Box::Kind::versioned) CHECK(box.in_bin() == 0);
}
