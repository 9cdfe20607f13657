/// A job that breaks one rule, which its option `how` names.
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <winnow/export.hpp>

namespace {

using namespace winnow;

const Options kOptions = {option("how", WINNOW_TEXT).required().outside_form().help("which rule it breaks"),
                          option("token", WINNOW_TEXT).secret().help("what it should not tell")};

class HostileJob final : public Job {
 public:
  HostileJob(const OptionValues& options, Host& host)
      : how_(options.text("how")), token_(options.has("token") ? options.text("token") : ""), host_(host) {
    if (how_ == "exits in create") std::exit(0);
    if (how_ == "throws in create") throw Error(WINNOW_BROKEN, "hostile: create");
  }

  ~HostileJob() override {
    if (how_ == "exits at its end") std::_Exit(0);
  }

  std::optional<Selection> plan(const Selection& base, std::span<const Fact>) override {
    if (how_ == "throws in plan") throw std::runtime_error("hostile: plan");
    if (how_ == "throws its secret") throw std::runtime_error("GET https://host/?key=" + token_ + " failed");
    if (how_ == "throws much") throw std::runtime_error(std::string(498, '.') + token_);
    if (how_ == "throws a number") throw 42;
    if (how_ == "aborts") std::abort();
    if (how_ == "exits with 0") std::_Exit(0);
    if (how_ == "writes where it must not") std::raise(SIGSEGV);
    if (how_ == "never returns") {
      for (;;) ::pause();
    }
    if (how_ == "prints to standard output") std::puts("{\"jobs\": [");
    Selection selection = base;
    if (how_ == "asks for nothing") return std::nullopt;
    if (how_ == "asks for another target") selection.target = "contacts";
    if (how_ == "asks for everything") selection.scope = selection.match = Filter::always();
    if (how_ == "asks for an unknown field") selection.fields.emplace_back("no_such_field");
    if (how_ == "groups by an unfetched field") selection.group_by.emplace_back("message");
    return selection;
  }

  void review(const Selection&, std::span<const winnow_item> items, std::span<winnow_verdict> verdicts) override {
    if (how_ == "finds what is no number") host_.finding("lag", std::nan(""), true, "the mean of nothing");
    const bool other_mind = how_ == "changes its mind" && looks_++ > 0;
    if (how_ == "throws in review") throw std::runtime_error("hostile: review");
    if (how_ == "never returns from review") {
      for (;;) ::pause();
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (how_ == "tells its secret") {
        host_.log(WINNOW_WARN, "logged in with " + token_);
        host_.finding("lag", 1, true, "asked with " + token_);
        verdicts[i] = {1, host_.reason("old, says " + token_)};
        continue;
      }
      verdicts[i] = {how_ == "says 2 for yes" ? 2
                     : other_mind             ? 0
                                              : 1,
                     how_ == "gives an unknown reason" ? 123456u : 0u};
    }
  }

 private:
  std::string how_;
  std::string token_;
  int looks_ = 0;
  Host& host_;
};

}  // namespace

WINNOW_LIBRARY(winnow::plugin<HostileJob>({.id = "hostile-job",
                                           .version = "1.0.0",
                                           .summary = "breaks one rule of jobs",
                                           .options = kOptions,
                                           .column = "created_at",
                                           .flags = WINNOW_RETENTION_REQUIRED}))
