#include <catch2/catch.hpp>
#include <filesystem>

#include "core/base/failure.h"
#include "core/base/file.h"
#include "core/policy/case_runner.h"
#include "tests/unit/policy/try_policy.h"

using namespace winnow;

namespace {

/// A policy and its cases in a folder of their own.
class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("winnow-cases-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string write(const char* name, const std::string& text) const {
    const std::filesystem::path file = path_ / name;
    replace_file(file, text);
    return file.string();
  }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

const char kPolicy[] =
    "return { about = 'x', fields = { 'status', 'closed_at' },\n"
    "where = function() return { status = { ne = 'open' } } end,\n"
    "decide = function(item, p, ctx)\n"
    "  return ctx.age(item.closed_at, 'd') > 90, 'old' end }\n";

struct Outcome {
  int status;
  std::string text;
};

Outcome run(const std::vector<std::string>& files, const std::string& junit = "") {
  const SystemClock clock;
  std::vector<SuiteResult> results;
  for (const std::string& file : files) results.push_back(run_policy_cases(file, clock));
  if (!junit.empty()) replace_file(junit, junit_of(results));
  return {all_passed(results) ? 0 : 1, text_of(results)};
}

}  // namespace

TEST_CASE("policy test: prints what passed, what differs and where") {
  const Folder folder;
  const std::string policy = folder.write("a.lua", kPolicy);
  folder.write(
      "a.cases.toml",
      "now = 2026-11-21T00:00:00Z\n"
      "[[case]]\nname = 'goes'\nitem = { status = 'closed', closed_at = '2026-01-01' }\nexpect = 'remove'\n"
      "[[case]]\nname = 'differs'\nitem = { status = 'closed', closed_at = '2026-01-01' }\nexpect = 'keep'\n"
      "reason = 'young'\n"
      "[[case]]\nname = 'open'\nitem = { status = 'open' }\nexpect = 'keep'\nreason = 'not matched by where'\n"
      "[[case]]\nname = 'fails'\nitem = { status = 'closed' }\nexpect = 'keep'\n");
  const Outcome outcome = run({policy}, folder.path() + "/junit.xml");
  const std::string dir = folder.path();
  CHECK(outcome.status == 1);
  CHECK(outcome.text == dir + "/a.lua\n" +
                            "  ok    goes\n"
                            "  FAIL  differs\n"
                            "        " +
                            dir + "/a.cases.toml:6:1\n" +
                            "        expected keep, \"young\"; got remove, \"old\"\n"
                            "  ok    open\n"
                            "  FAIL  fails\n"
                            "        " +
                            dir + "/a.cases.toml:16:1\n" + "        " + dir +
                            "/a.lua:4: ctx.age of nil (NULL): it has no age; item 1 (read "
                            "closed_at = NULL)\n"
                            "2 passed, 2 failed\n");
  const std::string junit = read_file(folder.path() + "/junit.xml");
  CHECK_THAT(junit, Catch::Contains("tests=\"4\" failures=\"2\" errors=\"0\" skipped=\"0\"") &&
                        Catch::Contains("<testcase classname=\"" + dir + "/a.lua\" name=\"goes\"/>") &&
                        Catch::Contains("got remove, &quot;old&quot;"));
}

TEST_CASE("policy test: a policy without cases is named and is no failure") {
  const Folder folder;
  const Outcome outcome = run({folder.write("a.lua", kPolicy)});
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.text, Catch::Contains("no cases: write them in " + folder.path() + "/a.cases.toml"));
}

TEST_CASE("policy test: what is no policy fails, also without cases") {
  const char* const text = GENERATE("return { about = 'x', fields = {} ", "# Words\n", "[[case]]\nname = 'a'\n",
                                    "return { about = 'x', fields = {} }", "return { about = 'x', feilds = {} }");
  const Folder folder;
  const Outcome outcome = run({folder.write("a.lua", text)});
  CHECK(outcome.status == 1);
  CHECK_THAT(outcome.text, !Catch::Contains("no cases"));
}

TEST_CASE("policy test: mistakes in the cases are said with their place") {
  const auto [text, message] = GENERATE(table<const char*, const char*>({
      {"[[case]]\nname = 'a'\nitem = {}\nexpect = 'keep'\n", "needs \"now\""},
      {"now = '2026-11-21'\n[[case]]\nname = 'a'\nitem = {}\nexpect = 'gone'\n", "a.cases.toml:5:1"},
      {"now = '2026-11-21'\n[[case]]\nname = 'a'\nitems = [{}, {}]\nexpect = ['keep']\n", "1 entry for 2 items"},
      {"now = '2026-11-21'\n[[case]]\nname = 'a'\nexpect = 'keep'\n", "has either item"},
      {"now = '2026-11-21'\n[[case]]\nname = 'a'\nitem = { statsu = 1 }\nexpect = 'keep'\n",
       "the rule reads no field \"statsu\"; did you mean \"status\"?"},
      {"now = '2026-11-21'\n[[case]]\nname = 'a'\nparams = { day = 1 }\nitem = {}\nexpect = 'keep'\n",
       "unknown param \"day\""},
      {"now = '2026-11-21'\n[[cases]]\n", "cases"},
  }));
  const Folder folder;
  const std::string policy = folder.write("a.lua", kPolicy);
  folder.write("a.cases.toml", text);
  const Outcome outcome = run({policy});
  CHECK(outcome.status == 1);
  CHECK_THAT(outcome.text, Catch::Contains(message));
}

TEST_CASE("policy test: one broken policy leaves the others their results") {
  const Folder folder;
  const std::string broken = folder.write("b.lua", "return {");
  folder.write("b.cases.toml", "now = '2026-11-21'\n[[case]]\nname = 'a'\nitem = {}\nexpect = 'keep'\n");
  const std::string fine = folder.write("a.lua", kPolicy);
  folder.write("a.cases.toml",
               "now = '2026-11-21'\n[[case]]\nname = 'fine'\nitem = { status = 'open' }\nexpect = 'keep'\n");
  const Outcome outcome = run({broken, fine, folder.path() + "/absent.lua"});
  CHECK(outcome.status == 1);
  CHECK_THAT(outcome.text, Catch::Contains("b.lua:1: unexpected symbol near") && Catch::Contains("ok    fine") &&
                               Catch::Contains("absent.lua"));
}

TEST_CASE("cases that take for a boolean what the store does not, or the other way round, are told of") {
  const Folder folder;
  const std::string file = folder.write("a.cases.toml",
                                        "now = '2026-11-21'\n"
                                        "[[case]]\nname = 'a'\nexpect = 'keep'\n"
                                        "item = { hold = 1, done = true, open = true, size = 5, other = 'x' }\n");
  const std::vector<Fact> facts = {{WINNOW_FACT_FIELD, WINNOW_BOOL, "hold", ""},
                                   {WINNOW_FACT_FIELD, WINNOW_INT, "done", ""},
                                   {WINNOW_FACT_FIELD, WINNOW_BOOL, "open", ""},
                                   {WINNOW_FACT_FIELD, WINNOW_TEXT, "size", ""}};
  const std::vector<std::string> told = winnow::other_booleans(*winnow::read_cases(file), facts, "app/docs");
  REQUIRE(told.size() == 2);
  CHECK_THAT(told[0], Catch::Contains("done is a boolean in this case, no boolean in app/docs") ||
                          Catch::Contains("hold is no boolean in this case, a boolean in app/docs"));
  CHECK_THAT(told[0], Catch::StartsWith(file + ":2:1: "));
}

TEST_CASE("what is no policy at all is told as what it is") {
  const Folder folder;
  const auto failure = [](const std::string& file) {
    try {
      winnow::read_policy(file);
    } catch (const winnow::Failure& found) {
      return std::string(found.what());
    }
    return std::string("it was read");
  };
  CHECK_THAT(failure(folder.write("mark.lua", "\xEF\xBB\xBFreturn {}")), Catch::Contains("byte order mark"));
  CHECK_THAT(failure(folder.write("program.lua", "#!/usr/bin/lua\nreturn {}")), Catch::Contains("leave the line"));
  CHECK_THAT(failure(folder.path()), Catch::Contains("it is no file"));
}
