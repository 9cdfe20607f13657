#include "core/plugin/instance.h"
#include "core/plugin/loaded.h"
#include "core/plugin/secrets.h"

namespace winnow {
namespace {

using ItemCall = Call<const ItemSink&>;

std::vector<winnow_text> lent_of(std::span<const std::string_view> texts) {
  std::vector<winnow_text> out;
  for (const std::string_view text : texts) out.push_back(borrow(text));
  return out;
}

winnow_item_sink sink_over(ItemCall& call) {
  return {&call, [](void* ctx, const winnow_item* items, std::size_t n) noexcept {
            return ItemCall::run(ctx, [&](const ItemSink& out) { return out({items, n}) == Next::more ? 0 : 1; });
          }};
}

struct SizedBin {
  Bin& bin;
  std::size_t items;
};
using BinCall = Call<SizedBin>;

winnow_bin bin_over(BinCall& call) {
  winnow_bin out{};
  out.struct_size = sizeof out;
  out.ctx = &call;
  out.open = [](void* ctx, winnow_text target, winnow_text header) noexcept {
    return BinCall::run(ctx, [&](SizedBin& to) { return to.bin.open(view(target), view(header)), 0; });
  };
  out.put = [](void* ctx, const winnow_piece* piece) noexcept {
    return BinCall::run(ctx, [&](SizedBin& to) { return to.bin.put(*piece), 0; });
  };
  out.seal = [](void* ctx, std::uint8_t* take) noexcept {
    return BinCall::run(ctx, [&](SizedBin& to) { return to.bin.seal({take, to.items}), 0; });
  };
  out.refuse = [](void* ctx, std::size_t item, winnow_text reason) noexcept {
    return BinCall::run(ctx, [&](SizedBin& to) { return to.bin.refuse(item, without_secrets(view(reason))), 0; });
  };
  return out;
}

class LoadedStore final : public Store {
 public:
  LoadedStore(const winnow_plugin* plugin, const std::vector<Value>& config, Host& host)
      : instance_(plugin, config, host), table_(*plugin->store) {}

  std::string identity() override {
    const std::vector<std::string> told = texts(
        [&](const winnow_text_sink* sink, winnow_error* error) { return table_.identity(self(), sink, error); });
    if (told.empty() || told.back().empty()) throw Error(WINNOW_BROKEN, "the store does not say what it is");
    return told.back();
  }

  std::vector<Fact> inspect(std::string_view target) override {
    std::vector<Fact> out;
    using Answer = Call<std::vector<Fact>&>;
    Answer call{out};
    const winnow_fact_sink sink{&call, [](void* ctx, const winnow_fact* fact) noexcept {
                                  return Answer::run(ctx, [&](std::vector<Fact>& to) {
                                    to.push_back(fact_of(*fact));
                                    return 0;
                                  });
                                }};
    winnow_error error{};
    finish(table_.inspect(self(), borrow(target), &sink, &error), error, call.thrown);
    return out;
  }

  std::optional<std::uint64_t> total(std::string_view target) override {
    std::uint64_t items = 0;
    winnow_error error{};
    const winnow_code code = table_.total(self(), borrow(target), &items, &error);
    if (code == WINNOW_UNSUPPORTED) return count(target);
    finish(code, error);
    return items;
  }

  /// A store need not know how many items there are. Limits by share hang on it, so they are counted.
  std::uint64_t count(std::string_view target) {
    Selection all;
    all.target = std::string(target);
    std::uint64_t items = 0;
    scan(all, [&items](std::span<const winnow_item> page) {
      items += page.size();
      return Next::more;
    });
    return items;
  }

  void scan(const Selection& selection, const ItemSink& out) override {
    ItemCall call{out};
    const winnow_item_sink sink = sink_over(call);
    winnow_error error{};
    finish(table_.scan(self(), LentSelection(selection).get(), &sink, &error), error, call.thrown);
  }

  void fetch(const Selection& selection, std::span<const std::string_view> keys, const ItemSink& out) override {
    const std::vector<winnow_text> lent = lent_of(keys);
    ItemCall call{out};
    const winnow_item_sink sink = sink_over(call);
    winnow_error error{};
    finish(table_.fetch(self(), LentSelection(selection).get(), lent.data(), lent.size(), &sink, &error), error,
           call.thrown);
  }

  std::vector<DependantCount> dependants(std::string_view target, std::span<const std::string_view> keys) override {
    std::vector<DependantCount> out;
    if (!WINNOW_HAS(&table_, dependants)) return out;
    const std::vector<winnow_text> lent = lent_of(keys);
    using Answer = Call<std::vector<DependantCount>&>;
    Answer call{out};
    const winnow_dependants_sink sink{
        &call, [](void* ctx, const winnow_dependants* some) noexcept {
          return Answer::run(ctx, [&](std::vector<DependantCount>& to) {
            to.push_back({std::string(view(some->target)), some->gone, some->changed});
            return 0;
          });
        }};
    winnow_error error{};
    finish(table_.dependants(self(), borrow(target), lent.data(), lent.size(), &sink, &error), error, call.thrown);
    return out;
  }

  std::optional<std::vector<DependantRow>> dependant_rows(std::string_view target,
                                                          std::span<const std::string_view> keys) override {
    if (!WINNOW_HAS(&table_, dependant_rows)) return std::nullopt;
    std::vector<DependantRow> out;
    const std::vector<winnow_text> lent = lent_of(keys);
    using Answer = Call<std::vector<DependantRow>&>;
    Answer call{out};
    const winnow_dependant_row_sink sink{
        &call, [](void* ctx, const winnow_dependant_row* one) noexcept {
          return Answer::run(ctx, [&](std::vector<DependantRow>& to) {
            to.push_back({one->index, std::string(view(one->target)), std::string(view(one->key))});
            return 0;
          });
        }};
    winnow_error error{};
    const winnow_code code = table_.dependant_rows(self(), borrow(target), lent.data(), lent.size(), &sink, &error);
    if (code == WINNOW_UNSUPPORTED) return std::nullopt;
    finish(code, error, call.thrown);
    for (const DependantRow& one : out) require_asked(one.index, keys);
    return out;
  }

  static void require_asked(std::size_t index, std::span<const std::string_view> keys) {
    if (index >= keys.size()) throw Error(WINNOW_BROKEN, "the store tells of an item that it was not asked for");
  }

  std::vector<std::string> targets() override {
    if (!WINNOW_HAS(&table_, targets)) return {};
    return texts(
        [&](const winnow_text_sink* sink, winnow_error* error) { return table_.targets(self(), sink, error); });
  }

  std::vector<Referrer> referrers(std::string_view target, std::span<const std::string_view> keys) override {
    std::vector<Referrer> out;
    if (!WINNOW_HAS(&table_, referrers)) return out;
    const std::vector<winnow_text> lent = lent_of(keys);
    using Answer = Call<std::vector<Referrer>&>;
    Answer call{out};
    const winnow_referrer_sink sink{&call, [](void* ctx, const winnow_referrer* one) noexcept {
                                      return Answer::run(ctx, [&](std::vector<Referrer>& to) {
                                        to.push_back({one->index, std::string(view(one->target))});
                                        return 0;
                                      });
                                    }};
    winnow_error error{};
    finish(table_.referrers(self(), borrow(target), lent.data(), lent.size(), &sink, &error), error, call.thrown);
    for (const Referrer& one : out) require_asked(one.index, keys);
    return out;
  }

  void parked(const ParkedSink& out) override {
    if (!WINNOW_HAS(&table_, parked)) return;
    using Answer = Call<const ParkedSink&>;
    Answer call{out};
    const winnow_parked_sink sink{&call, [](void* ctx, const winnow_parked* copy) noexcept {
                                    return Answer::run(ctx, [&](const ParkedSink& to) { return to(*copy), 0; });
                                  }};
    winnow_error error{};
    finish(table_.parked(self(), &sink, &error), error, call.thrown);
  }

  void expect(std::string_view target, std::span<const std::string_view> keys) override {
    if (!WINNOW_HAS(&table_, expect)) return;
    const std::vector<winnow_text> lent = lent_of(keys);
    winnow_error error{};
    finish(table_.expect(self(), borrow(target), lent.data(), lent.size(), &error), error);
  }

  void remove(const winnow_permit& permit, const Selection& selection, std::span<const winnow_item> items, Bin& bin,
              std::span<winnow_outcome> outcomes) override {
    BinCall call{{bin, items.size()}};
    const winnow_bin table = bin_over(call);
    winnow_error error{};
    finish(table_.remove(self(), &permit, LentSelection(selection).get(), items.data(), items.size(), &table,
                         outcomes.data(), &error),
           error, call.thrown);
  }

  void restore(const winnow_permit& permit, std::span<const winnow_header> headers,
               std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) override {
    winnow_error error{};
    finish(table_.restore(self(), &permit, headers.data(), headers.size(), pieces.data(), pieces.size(),
                          outcomes.data(), &error),
           error);
  }

  void purge(const winnow_permit& permit, std::span<const winnow_piece> pieces,
             std::span<winnow_outcome> outcomes) override {
    if (table_.purge == nullptr) throw Error(WINNOW_UNSUPPORTED, "this store parks nothing");
    winnow_error error{};
    finish(table_.purge(self(), &permit, pieces.data(), pieces.size(), outcomes.data(), &error), error);
  }

  void settle(const winnow_permit& permit, std::span<const winnow_header> headers,
              std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) override {
    winnow_error error{};
    finish(table_.settle(self(), &permit, headers.data(), headers.size(), pieces.data(), pieces.size(),
                         outcomes.data(), &error),
           error);
  }

  bool keeps_files() const override {
    return WINNOW_HAS(&table_, put_file) && WINNOW_HAS(&table_, get_file) && WINNOW_HAS(&table_, list_files) &&
           WINNOW_HAS(&table_, drop_file);
  }

  void put_file(std::string_view name, std::string_view content) override {
    if (!keeps_files()) return Store::put_file(name, content);
    winnow_error error{};
    finish(table_.put_file(self(), borrow(name), borrow(content), &error), error);
  }

  std::optional<std::string> get_file(std::string_view name) override {
    if (!keeps_files()) return Store::get_file(name);
    std::vector<std::string> shown = texts([&](const winnow_text_sink* sink, winnow_error* error) {
      return table_.get_file(self(), borrow(name), sink, error);
    });
    return shown.empty() ? std::nullopt : std::optional(std::move(shown.back()));
  }

  std::vector<std::string> list_files(std::string_view folder) override {
    if (!keeps_files()) return Store::list_files(folder);
    return texts([&](const winnow_text_sink* sink, winnow_error* error) {
      return table_.list_files(self(), borrow(folder), sink, error);
    });
  }

  void drop_file(std::string_view name) override {
    if (!keeps_files()) return Store::drop_file(name);
    winnow_error error{};
    finish(table_.drop_file(self(), borrow(name), &error), error);
  }

  bool rehearses() const override { return (table_.flags & WINNOW_REHEARSES) != 0; }
  bool asks_witnesses() const override { return (table_.flags & WINNOW_ASKS_WITNESSES) != 0; }

  void lock(std::string_view target) override {
    if (!WINNOW_HAS(&table_, lock)) return;
    winnow_error error{};
    finish(table_.lock(self(), borrow(target), &error), error);
  }

 private:
  Instance::Asked self() const { return instance_.self(); }

  /// What a call shows to a sink of texts.
  template <class Ask>
  static std::vector<std::string> texts(const Ask& ask) {
    std::vector<std::string> out;
    using Answer = Call<std::vector<std::string>&>;
    Answer call{out};
    const winnow_text_sink sink{
        &call, [](void* ctx, winnow_text text) noexcept {
          return Answer::run(ctx, [&](std::vector<std::string>& to) { return to.emplace_back(view(text)), 0; });
        }};
    winnow_error error{};
    finish(ask(&sink, &error), error, call.thrown);
    return out;
  }

  Instance instance_;
  const winnow_store& table_;
};

}  // namespace

std::unique_ptr<Store> make_store(const LoadedPlugin& plugin, const std::vector<Value>& config, Host& host) {
  return std::make_unique<LoadedStore>(plugin.table, config, host);
}

}  // namespace winnow
