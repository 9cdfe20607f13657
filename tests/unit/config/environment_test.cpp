#include "core/config/environment.h"

#include <unistd.h>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <optional>

#include "core/base/failure.h"

using namespace winnow;
namespace fs = std::filesystem;

namespace {

/// A variable of the process while the object lives.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { ::unsetenv(name_); }

 private:
  const char* name_;
};

class EnvFile {
 public:
  explicit EnvFile(std::string_view content)
      : path_(fs::temp_directory_path() / ("winnow-env-" + std::to_string(::getpid()))) {
    std::ofstream(path_) << content;
  }
  EnvFile(const EnvFile&) = delete;
  EnvFile& operator=(const EnvFile&) = delete;
  ~EnvFile() { fs::remove(path_); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string fill(const char* text) {
  return Environment({}).fill(text, "here");
}

std::optional<FailureKind> kind_of_failure(const char* text) {
  try {
    fill(text);
  } catch (const Failure& failure) {
    return failure.kind();
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("environment: names are filled in, everything else is literal") {
  const Variable one("WINNOW_T1", "a b");
  const Variable two("WINNOW_T2", "${WINNOW_T1}");
  CHECK(fill("") == "");
  CHECK(fill("plain $WINNOW_T1 $ $$ {x} }") == "plain $WINNOW_T1 $ $$ {x} }");
  CHECK(fill("<${WINNOW_T1}>") == "<a b>");
  CHECK(fill("${WINNOW_T1}${WINNOW_T1}") == "a ba b");
  CHECK(fill("${WINNOW_T2}") == "${WINNOW_T1}");  // what is filled in is not read again
}

TEST_CASE("environment: a value inside a longer URL is percent-encoded, a whole URL is not") {
  const Variable password("WINNOW_PW", "p@ss/w:rd%20é~-._");
  const Variable url("WINNOW_URL", "postgresql://u:p@host/db");
  CHECK(fill("mysql://user:${WINNOW_PW}@127.0.0.1/app") ==
        "mysql://user:p%40ss%2Fw%3Ard%2520%C3%A9~-._@127.0.0.1/app");
  CHECK(fill("${WINNOW_PW}") == "p@ss/w:rd%20é~-._");
  CHECK(fill("${WINNOW_URL}") == "postgresql://u:p@host/db");
}

TEST_CASE("environment: an unset or empty name fails the job, naming it") {
  ::unsetenv("WINNOW_NONE");
  const Variable empty("WINNOW_EMPTY", "");
  CHECK_THROWS_WITH(
      fill("pw=topsecret ${WINNOW_NONE}"),
      "here: ${WINNOW_NONE} is not set, or empty; set it in the environment or in a file of env_files");
  CHECK(kind_of_failure("${WINNOW_NONE}") == FailureKind::job);
  CHECK(kind_of_failure("${WINNOW_EMPTY}") == FailureKind::job);
}

TEST_CASE("environment: a broken reference is a mistake of the file, and shows nothing of the text") {
  const char* const text = GENERATE("${", "topsecret ${A", "${}", "${A-B}", "${1A}", "${ A }", "${topsecret!}");
  CHECK(kind_of_failure(text) == FailureKind::configuration);
  CHECK_THROWS_WITH(fill(text), Catch::StartsWith("here: \"${") && !Catch::Contains("topsecret"));
  CHECK_THROWS_AS(check_references(text, "here"), Failure);
}

TEST_CASE("environment: files give what the environment does not") {
  const EnvFile file(
      "# comment\n\nWINNOW_T1=from file\r\n export WINNOW_T3 = \"quo'ted\" \nWINNOW_T4='a=b'\nWINNOW_T5=\"x\n"
      "WINNOW_T6=1\nWINNOW_T6=2");
  const Variable one("WINNOW_T1", "from environment");
  const Environment environment({file.path()});
  const auto filled = [&](const char* text) { return environment.fill(text, "here"); };
  CHECK(filled("${WINNOW_T1}") == "from environment");
  CHECK(filled("${WINNOW_T3}") == "quo'ted");
  CHECK(filled("${WINNOW_T4}") == "a=b");
  CHECK(filled("${WINNOW_T5}") == "\"x");
  CHECK(filled("${WINNOW_T6}") == "2");

  const Variable empty("WINNOW_T3", "");
  CHECK_THROWS_AS(filled("${WINNOW_T3}"), Failure);
}

TEST_CASE("environment: a file that is not readable or not of that form is refused without its content") {
  CHECK_THROWS_WITH(Environment({"/nonexistent/env"}), Catch::Contains("/nonexistent/env"));
  const EnvFile file("A=1\ntopsecret\n");
  CHECK_THROWS_WITH(Environment({file.path()}),
                    file.path().string() + ":2: not a line of an env file; write NAME=value");
}
