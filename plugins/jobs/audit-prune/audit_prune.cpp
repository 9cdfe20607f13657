/// audit-prune: audit rows older than `retention` go, unless a `keep` filter names them.
#include <winnow/export.hpp>

namespace {

using namespace winnow;

const Options kOptions = {
    option("minimum", WINNOW_SPAN).keep_floor().fallback("\"90d\"").help("a shorter retention is refused"),
    option("keep", WINNOW_LIST).of(WINNOW_FILTER).fallback("[]").help("rows that stay, as `where` tables"),
};

class AuditPrune final : public Job {
 public:
  AuditPrune(const OptionValues& options, Host&) : keep_(options.filters("keep")) {}

  std::optional<Selection> plan(const Selection& base, std::span<const Fact>) override {
    Selection selection = base;
    // Only what surely matches no `keep` goes: where a comparison is unknown, NOT is unknown too, and that keeps.
    std::vector<Filter> match = {base.match};
    for (const Filter& keep : keep_) {
      match.push_back(Filter::negate(keep));
      keep.collect_fields(selection.fields);
    }
    selection.match = Filter::all_of(match);
    return selection;
  }

 private:
  std::vector<Filter> keep_;
};

}  // namespace

WINNOW_LIBRARY(winnow::plugin<AuditPrune>({.id = "audit-prune",
                                           .version = "1.0.0",
                                           .summary = "Prunes audit rows past their retention",
                                           .options = kOptions,
                                           .column = "created_at",
                                           .flags = WINNOW_RETENTION_REQUIRED}))
