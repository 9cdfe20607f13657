#include "plugins/stores/s3/settings.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "plugins/stores/s3/credentials.h"
#include "tests/unit/temporary_folder.h"

using namespace winnow;
using namespace winnow::s3;

namespace {

/// Without what the machine's own environment and files hold.
class CleanEnvironment {
 public:
  CleanEnvironment() {
    for (const char* name : {"AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
                             "AWS_SESSION_TOKEN", "AWS_PROFILE"}) {
      unsetenv(name);
    }
    setenv("AWS_SHARED_CREDENTIALS_FILE", file().c_str(), 1);
  }
  ~CleanEnvironment() { unsetenv("AWS_SHARED_CREDENTIALS_FILE"); }
  CleanEnvironment(const CleanEnvironment&) = delete;
  CleanEnvironment& operator=(const CleanEnvironment&) = delete;

  std::string file() const { return (folder_.path() / "credentials").string(); }

 private:
  TemporaryFolder folder_;
};

Settings settings(std::map<std::string, Value> given) {
  given.try_emplace("bucket", Value::of_text("backups"));
  given.try_emplace("access_key", Value::of_text("key"));
  given.try_emplace("secret_key", Value::of_text("hush"));
  given.try_emplace("connections", Value::integer(8));
  const Value none;
  std::vector<winnow_value> lent;
  for (const OptionRow& option : kOptions) {
    const auto at = given.find(option.row().name);
    lent.push_back(borrow(at == given.end() ? none : at->second));
  }
  return read_settings(OptionValues(kOptions, lent));
}

}  // namespace

TEST_CASE("settings: AWS is the server unless another is named") {
  const CleanEnvironment clean;
  const Settings aws = settings({{"region", Value::of_text("eu-central-1")}});
  CHECK(aws.server.endpoint == "https://backups.s3.eu-central-1.amazonaws.com");
  CHECK(aws.addressing == Bucket::Addressing::host);
  CHECK(aws.identity == "s3:aws/backups");
  const Settings own = settings({{"endpoint", Value::of_text("http://Store.example:9000/")}});
  CHECK(own.server.endpoint == "http://store.example:9000");
  CHECK(own.addressing == Bucket::Addressing::path);
  CHECK(own.identity == "s3:store.example:9000/backups");
  CHECK(own.server.region == "us-east-1");
}

TEST_CASE("settings: one server is one identity, however its endpoint is written") {
  const CleanEnvironment clean;
  const auto identity = [](const char* endpoint) {
    return settings({{"endpoint", Value::of_text(endpoint)}}).identity;
  };
  CHECK(identity("https://s3.example.com") == identity("https://S3.example.com:443/"));
  CHECK(identity("http://s3.example.com") == identity("http://s3.example.com:80"));
  CHECK(identity("https://s3.us-west-2.amazonaws.com") == "s3:aws/backups");
  CHECK(identity("https://s3.amazonaws.com.example.com") != "s3:aws/backups");
}

TEST_CASE("settings: a name with dots stands in the path") {
  const CleanEnvironment clean;
  CHECK(settings({{"bucket", Value::of_text("my.backups")}}).server.endpoint ==
        "https://s3.us-east-1.amazonaws.com");
  CHECK(settings({{"endpoint", Value::of_text("http://h:1")}, {"path_style", Value::boolean(false)}})
            .server.endpoint == "http://backups.h:1");
}

TEST_CASE("settings: what holds nothing is refused") {
  const CleanEnvironment clean;
  CHECK_THROWS_AS(settings({{"bucket", Value::of_text("a/b")}}), Error);
  CHECK_THROWS_AS(settings({{"bucket", Value::of_text("ab")}}), Error);
  CHECK_THROWS_AS(settings({{"keys", Value::of_text("often")}}), Error);
  CHECK_THROWS_AS(settings({{"secret_key", Value::of_text("")}}), Error);
}

TEST_CASE("credentials: the options, then the environment, then a profile") {
  const CleanEnvironment clean;
  std::ofstream(clean.file())
      << "# a comment\n[default]\naws_access_key_id = from-file\naws_secret_access_key=hush1\n"
         "[other]\naws_access_key_id=other-key\naws_secret_access_key=hush2\naws_session_token = t\n";
  CHECK(find_credentials({"given", "hush", ""}, "").access_key == "given");
  CHECK(find_credentials({}, "").access_key == "from-file");
  CHECK(find_credentials({}, "other").session_token == "t");
  setenv("AWS_PROFILE", "other", 1);
  CHECK(find_credentials({}, "").access_key == "other-key");
  setenv("AWS_ACCESS_KEY_ID", "from-environment", 1);
  setenv("AWS_SECRET_ACCESS_KEY", "hush3", 1);
  CHECK(find_credentials({}, "").access_key == "from-environment");
  CHECK(find_credentials({}, "other").access_key == "other-key");
}

TEST_CASE("credentials: half of a pair and none at all are named without a key in the message") {
  const CleanEnvironment clean;
  std::ofstream(clean.file()) << "[half]\naws_secret_access_key = hush1\n";
  for (const char* profile : {"half", "missing", ""}) {
    try {
      find_credentials({}, profile);
      FAIL("there are none");
    } catch (const Error& error) {
      CHECK(error.code() == WINNOW_BAD_CONFIG);
      CHECK(std::string(error.what()).find("hush1") == std::string::npos);
    }
  }
}
