/// The same store as store.c, through the C++ face of version 1.0.
#include <map>
#include <string>
#include <winnow/export.hpp>

namespace {

using namespace winnow;

const Options kOptions;

class GoldenStore final : public Store {
 public:
  GoldenStore(const OptionValues&, Host&) {}

  std::string identity() override { return "golden:1"; }
  std::vector<Fact> inspect(std::string_view) override { return {{WINNOW_FACT_KEY, WINNOW_TEXT, "id", ""}}; }
  std::optional<std::uint64_t> total(std::string_view) override { return there_.size(); }
  void scan(const Selection&, const ItemSink& out) override {
    for (const auto& [key, time] : there_) show(key, time, out);
  }
  void fetch(const Selection&, std::span<const std::string_view> keys, const ItemSink& out) override {
    for (const std::string_view key : keys) {
      if (const auto at = there_.find(key); at != there_.end()) show(at->first, at->second, out);
    }
  }
  void remove(const winnow_permit& permit, const Selection& selection, std::span<const winnow_item> items, Bin& bin,
              std::span<winnow_outcome> outcomes) override {
    std::vector<std::string_view> keys;
    for (const winnow_item& item : items) keys.push_back(view(item.key));
    check_permit(permit, WINNOW_REMOVE, keys);
    bin.open(selection.target, "{}");
    for (std::size_t i = 0; i < items.size(); ++i) {
      outcomes[i] = there_.contains(keys[i]) ? WINNOW_REFUSED : WINNOW_GONE;
      if (outcomes[i] == WINNOW_GONE) continue;
      winnow_piece piece{};
      piece.item = i;
      piece.target = borrow(std::string_view{selection.target});
      piece.key = items[i].key;
      piece.time = items[i].time;
      piece.content = borrow(std::string_view{"[1]"});
      bin.put(piece);
    }
    std::vector<std::uint8_t> take(items.size(), 0);
    bin.seal(take);
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (take[i] != 1 || outcomes[i] != WINNOW_REFUSED) continue;
      there_.erase(there_.find(keys[i]));
      outcomes[i] = WINNOW_DONE;
    }
  }
  void restore(const winnow_permit&, std::span<const winnow_header>, std::span<const winnow_piece> pieces,
               std::span<winnow_outcome> outcomes) override {
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      there_.emplace(view(pieces[i].key), pieces[i].time);
      outcomes[i] = WINNOW_DONE;
    }
  }
  void purge(const winnow_permit&, std::span<const winnow_piece>, std::span<winnow_outcome>) override {
    throw Error(WINNOW_UNSUPPORTED, "nothing is parked here");
  }
  void settle(const winnow_permit&, std::span<const winnow_header>, std::span<const winnow_piece> pieces,
              std::span<winnow_outcome> outcomes) override {
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      outcomes[i] = there_.contains(view(pieces[i].key)) ? WINNOW_SAME : WINNOW_DONE;
    }
  }
  void lock(std::string_view) override {}

 private:
  static void show(const std::string& key, std::int64_t time, const ItemSink& out) {
    winnow_item item{};
    item.key = borrow(std::string_view{key});
    item.time = time;
    item.bytes = 10;
    out({&item, 1});
  }

  std::map<std::string, std::int64_t, std::less<>> there_ = {{"a", 1'000'000}, {"b", 2'000'000}, {"c", 3'000'000}};
};

}  // namespace

WINNOW_LIBRARY(winnow::plugin<GoldenStore>(
    {.id = "golden-store", .version = "1.0.0", .summary = "a store of 1.0", .options = kOptions}))
