/// The same job as job.c, through the C++ face of version 1.0.
#include <winnow/export.hpp>

namespace {

using namespace winnow;

const Options kOptions = {option("floor", WINNOW_INT).fallback("3").between(1, 100).help("fewest attempts")};

class GoldenJob final : public Job {
 public:
  GoldenJob(const OptionValues& options, Host& host) : host_(host), floor_(options.integer("floor")) {}

  std::optional<Selection> plan(const Selection& base, std::span<const Fact>) override {
    Selection mine = base;
    mine.fields = {"attempts"};
    return mine;
  }
  bool reviews() const override { return true; }
  void review(const Selection&, std::span<const winnow_item> items, std::span<winnow_verdict> verdicts) override {
    for (std::size_t i = 0; i < items.size(); ++i) {
      const winnow_value& attempts = items[i].fields[0];
      verdicts[i] = {attempts.type == WINNOW_INT && attempts.as.i >= floor_, host_.reason("attempts enough")};
    }
  }

 private:
  Host& host_;
  std::int64_t floor_;
};

}  // namespace

WINNOW_LIBRARY(winnow::plugin<GoldenJob>({.id = "golden-job",
                                          .version = "1.0.0",
                                          .summary = "a job of 1.0",
                                          .options = kOptions,
                                          .column = "created_at"}))
