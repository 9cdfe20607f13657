/// keep-sample-cpp: of what is past its keep time, one item in so many stays as a sample. Which ones is decided by
/// their keys alone, so that the same ones stay from run to run.
#include <winnow/export.hpp>

namespace {

using namespace winnow;

const Options kOptions = {
    option("keep_one_in", WINNOW_INT).fallback("100").between(2, 1'000'000).help("one item in so many stays")};

/// FNV-1a, 64 bits.
std::uint64_t hash_of(std::string_view key) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

class KeepSample final : public Job {
 public:
  KeepSample(const OptionValues& options, Host& host)
      : host_(host), one_in_(static_cast<std::uint64_t>(options.integer("keep_one_in"))) {
    if (options.integer("keep_one_in") < 2) throw Error(WINNOW_BAD_CONFIG, "keep_one_in must be 2 or more");
  }

  std::optional<Selection> plan(const Selection& base, std::span<const Fact>) override { return base; }

  void review(const Selection&, std::span<const winnow_item> items, std::span<winnow_verdict> verdicts) override {
    const std::uint32_t reason = host_.reason("old, and not in the sample");
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (hash_of(view(items[i].key)) % one_in_ != 0) verdicts[i] = {1, reason};
    }
  }

 private:
  Host& host_;
  std::uint64_t one_in_;
};

}  // namespace

WINNOW_LIBRARY(winnow::plugin<KeepSample>({.id = "keep-sample-cpp",
                                           .version = "1.0.0",
                                           .summary = "keeps one old item in so many as a sample",
                                           .options = kOptions,
                                           .column = "created_at",
                                           .flags = WINNOW_RETENTION_REQUIRED}))
