/// @NAME@: files that are past their keep time and at least so large.
#include <winnow/export.hpp>

namespace {

using namespace winnow;

const Options kOptions = {
    option("smallest", WINNOW_INT).fallback("1").between(0, INT64_MAX).help("bytes; smaller files stay")};

class @CLASS@ final : public Job {
 public:
  @CLASS@(const OptionValues& options, Host& host) : host_(host), smallest_(options.integer("smallest")) {}

  /// What to look at. `base` is what the TOML says: its target, its where, and "older than retention".
  std::optional<Selection> plan(const Selection& base, std::span<const Fact>) override {
    Selection selection = base;
    selection.fields = {"size"};
    return selection;
  }

  /// A second look at each item; a job whose plan() says it all needs none. Verdicts arrive as "keep".
  bool reviews() const override { return true; }
  void review(const Selection&, std::span<const winnow_item> items, std::span<winnow_verdict> verdicts) override {
    for (std::size_t i = 0; i < items.size(); ++i) {
      const winnow_value& size = items[i].fields[0];
      if (size.type != WINNOW_INT || size.as.i < smallest_) continue;
      verdicts[i] = {1, host_.reason("old, and of " + std::to_string(smallest_) + " bytes or more")};
    }
  }

 private:
  Host& host_;
  std::int64_t smallest_;
};

}  // namespace

WINNOW_LIBRARY(winnow::plugin<@CLASS@>({.id = "@NAME@",
                                        .version = "0.1.0",
                                        .summary = "old files of some size",
                                        .options = kOptions,
                                        .column = "modified",
                                        .flags = WINNOW_RETENTION_REQUIRED}))
