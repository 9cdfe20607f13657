/// A job that keeps every rule but the one that its option `flaw` names: for the checks of sdk/conformance.
#include <optional>
#include <thread>
#include <winnow/export.hpp>

namespace {

using namespace winnow;

#ifndef WINNOW_TEST_OPTION
#define WINNOW_TEST_OPTION "floor"
#endif
#ifndef WINNOW_TEST_DEFAULT
#define WINNOW_TEST_DEFAULT "3"
#endif

const Options kOptions = {
    option("flaw", WINNOW_TEXT).fallback("\"none\"").help("which rule it breaks"),
    option(WINNOW_TEST_OPTION, WINNOW_INT).fallback(WINNOW_TEST_DEFAULT).between(1, 100).help("fewest attempts")};

/// The host as one plugin in the wild would still hold it: beyond its instance.
using Kept = border::HostProxy;

/// Logs as the program ends, if an instance has left it a host.
struct AtEnd {
  std::optional<Kept> host;
  ~AtEnd() {
    if (host) host->log(WINNOW_INFO, "the end");
  }
} at_end;

class FlawedJob final : public Job {
 public:
  FlawedJob(const OptionValues& options, Host& host) : host_(host), flaw_(options.text("flaw")) {
    if (flaw_ == "crashes without an option" && !options.has(WINNOW_TEST_OPTION)) __builtin_trap();
    if (flaw_ == "logs as the program ends") at_end.host = static_cast<const Kept&>(host);
    if (flaw_ == "refuses without a word" && !options.has(WINNOW_TEST_OPTION)) throw Error(WINNOW_BAD_CONFIG, "");
  }

  ~FlawedJob() override {
    if (flaw_ != "leaves a thread that logs") return;
    std::thread([host = static_cast<const Kept&>(host_)]() mutable {
      for (;; std::this_thread::yield()) host.log(WINNOW_INFO, "still here");
    }).detach();
  }

  std::optional<Selection> plan(const Selection& base, std::span<const Fact>) override {
    Selection selection = base;
    selection.fields = {"attempts", "kind"};
    if (flaw_ == "plans by turns") selection.reason = std::to_string(++turns_);
    if (flaw_ == "asks for another target") selection.target = "others";
    if (flaw_ == "groups by what it does not fetch") selection.group_by = {"customer"};
    return selection;
  }
  void review(const Selection&, std::span<const winnow_item> items, std::span<winnow_verdict> verdicts) override {
    if (flaw_ == "cannot review nothing" && items.empty()) __builtin_trap();
    for (std::size_t i = 0; i < items.size(); ++i) {
      verdicts[i] = {items[i].fields[0].type == WINNOW_INT, host_.reason("counted")};
      if (flaw_ == "keeps the first of a page" && i == 0) verdicts[i].nominate = 0;
      if (flaw_ == "reads a field that it did not ask for")
        verdicts[i].nominate = items[i].fields[2].type == WINNOW_INT;
    }
  }

 private:
  Host& host_;
  std::string flaw_;
  int turns_ = 0;
};

}  // namespace

#ifdef WINNOW_TEST_SHARED
/// As tables are in a plugin that is built without -fvisibility=hidden: one for all libraries of a process.
inline __attribute__((visibility("default"), used)) int winnow_test_shared = 0;
#endif

#ifdef WINNOW_TEST_SYMBOL
extern "C" WINNOW_EXPORT void winnow_test_symbol_too_many() {}
#endif

WINNOW_LIBRARY(winnow::plugin<FlawedJob>({.id = WINNOW_TEST_ID,
                                          .version = "1.0.0",
                                          .summary = "breaks one rule of jobs",
                                          .options = kOptions,
                                          .column = "created_at"}))
