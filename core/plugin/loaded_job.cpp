#include "core/plugin/instance.h"
#include "core/plugin/loaded.h"

namespace winnow {
namespace {

class LoadedJob final : public Job {
 public:
  LoadedJob(const winnow_plugin* plugin, const std::vector<Value>& config, Host& host)
      : instance_(plugin, config, host), table_(*plugin->job) {}

  std::optional<Selection> plan(const Selection& base, std::span<const Fact> facts) override {
    std::vector<winnow_fact> lent;
    for (const Fact& fact : facts) {
      lent.push_back(
          {fact.kind, fact.type, borrow(std::string_view{fact.name}), borrow(std::string_view{fact.detail})});
    }
    std::optional<Selection> answer;
    using Answer = Call<std::optional<Selection>&>;
    Answer call{answer};
    const winnow_selection_sink sink{&call, [](void* ctx, const winnow_selection* selection) noexcept {
                                       return Answer::run(ctx, [&](std::optional<Selection>& out) {
                                         if (out) throw Error(WINNOW_BROKEN, "the job answered two selections");
                                         out = Selection::copy(*selection);
                                         return 0;
                                       });
                                     }};
    winnow_error error{};
    const winnow_code code =
        table_.plan(instance_.self(), LentSelection(base).get(), lent.data(), lent.size(), &sink, &error);
    finish(code, error, call.thrown);
    return answer;
  }

  bool reviews() const override { return table_.review != nullptr; }

  void review(const Selection& selection, std::span<const winnow_item> items,
              std::span<winnow_verdict> verdicts) override {
    winnow_error error{};
    finish(table_.review(instance_.self(), LentSelection(selection).get(), items.data(), items.size(),
                         verdicts.data(), &error),
           error);
  }

 private:
  Instance instance_;
  const winnow_job& table_;
};

}  // namespace

std::unique_ptr<Job> make_job(const LoadedPlugin& plugin, const std::vector<Value>& config, Host& host) {
  return std::make_unique<LoadedJob>(plugin.table, config, host);
}

}  // namespace winnow
