/// A store of three old rows that breaks one rule, which its option `how` names. Its rows are the files of a
/// folder, so that a test sees what is left after the process has gone.
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <winnow/export.hpp>

namespace {

using namespace winnow;
namespace fs = std::filesystem;

const Options kOptions = {option("how", WINNOW_TEXT).required().outside_form().help("which rule it breaks"),
                          option("folder", WINNOW_TEXT).path().required().help("where its rows are")};

class HostileStore final : public Store {
 public:
  HostileStore(const OptionValues& options, Host&) : how_(options.text("how")), folder_(options.text("folder")) {}

  std::string identity() override { return how_ == "has no identity" ? "" : "hostile:" + folder_.string(); }
  std::vector<Fact> inspect(std::string_view) override {
    return {{WINNOW_FACT_FIELD, WINNOW_TIME, "created_at", ""}};
  }
  std::optional<std::uint64_t> total(std::string_view) override { return 3; }

  void scan(const Selection&, const ItemSink& out) override {
    if (how_ == "fails half-way") {
      show("one", out);
      throw Error(WINNOW_UNAVAILABLE, "hostile: half a listing");
    }
    for (const auto& entry : fs::directory_iterator(folder_)) show(entry.path().filename().string(), out);
    if (how_ == "shows what is not there") show("phantom", out);
    if (how_ == "shows an item twice") show("one", out);
    if (how_ == "shows items without keys") show("", out);
  }

  void fetch(const Selection&, std::span<const std::string_view> keys, const ItemSink& out) override {
    for (const std::string_view key : keys) show(std::string(key), out);
  }

  void remove(const winnow_permit& permit, const Selection& selection, std::span<const winnow_item> items, Bin& bin,
              std::span<winnow_outcome> outcomes) override {
    std::vector<std::string_view> keys;
    for (const winnow_item& item : items) keys.push_back(view(item.key));
    check_permit(permit, WINNOW_REMOVE, keys);
    if (how_ == "puts before it opens") put(selection, items[0].key, 0, bin);
    bin.open(selection.target, how_ == "heads a part with two lines" ? "{\n}" : "{}");
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!fs::exists(folder_ / keys[i])) {
        outcomes[i] = WINNOW_GONE;
        continue;
      }
      if (how_ == "puts a key never scanned") {
        put(selection, borrow(std::string_view{"phantom"}), i, bin);
        continue;
      }
      put(selection, items[i].key, how_ == "puts a number of no item" ? items.size() + 99 : i, bin);
    }
    std::vector<std::uint8_t> take(items.size(), 0);
    if (how_ == "prints to standard output") std::puts("{\"jobs\": [");
    bin.seal(take);
    if (how_ == "seals twice") bin.seal(take);
    if (how_ == "aborts after the seal") std::abort();
    if (how_ == "exits after the seal") std::_Exit(0);
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (take[i] != 1) continue;
      fs::remove(folder_ / keys[i]);
      if (how_ != "says nothing of what it took") outcomes[i] = WINNOW_DONE;
      if (how_ == "aborts in the middle" && i == 0) std::abort();
    }
  }

  void restore(const winnow_permit&, std::span<const winnow_header>, std::span<const winnow_piece>,
               std::span<winnow_outcome>) override {
    if (how_ == "exits when it is to bring back") std::exit(0);
    if (how_ == "is gone when it is to bring back") std::_Exit(0);
    if (how_ == "aborts when it is to bring back") std::abort();
    throw Error(WINNOW_UNSUPPORTED, "hostile: restores nothing");
  }
  void purge(const winnow_permit&, std::span<const winnow_piece>, std::span<winnow_outcome>) override {
    throw Error(WINNOW_UNSUPPORTED, "hostile: purges nothing");
  }
  void settle(const winnow_permit&, std::span<const winnow_header>, std::span<const winnow_piece> pieces,
              std::span<winnow_outcome> outcomes) override {
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      outcomes[i] = fs::exists(folder_ / view(pieces[i].key)) ? WINNOW_SAME : WINNOW_DONE;
    }
  }
  void lock(std::string_view) override {}

 private:
  void show(const std::string& key, const ItemSink& out) const {
    winnow_item item{};
    item.key = borrow(std::string_view{key});
    item.time = 1'500'000'000'000'000;
    item.bytes = 1;
    out({&item, 1});
  }

  static void put(const Selection& selection, winnow_text key, std::size_t number, Bin& bin) {
    winnow_piece piece{};
    piece.item = number;
    piece.target = borrow(std::string_view{selection.target});
    piece.key = key;
    piece.time = 1'500'000'000'000'000;
    piece.content = borrow(std::string_view{"[]"});
    bin.put(piece);
  }

  std::string how_;
  fs::path folder_;
};

}  // namespace

WINNOW_LIBRARY(winnow::plugin<HostileStore>(
    {.id = "hostile-store", .version = "1.0.0", .summary = "breaks one rule of stores", .options = kOptions}))
