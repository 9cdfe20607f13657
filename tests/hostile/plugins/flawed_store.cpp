/// A store of six items in memory that keeps every rule but the one that its option `flaw` names.
#include <strings.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <thread>
#include <winnow/export.hpp>
#include <winnow/page.hpp>

namespace {

using namespace winnow;

const Options kOptions = {option("flaw", WINNOW_TEXT).fallback("\"none\"").help("which rule it breaks")};

/// Sinks that the C++ face keeps to itself and a store in C sees, and a bin: for who calls them as the program
/// ends.
struct AtEnd {
  std::optional<border::BinProxy> bin;
  const winnow_dependants_sink* dependants = nullptr;
  const winnow_referrer_sink* referrers = nullptr;
  ~AtEnd() {
    constexpr winnow_dependants kNone{};
    constexpr winnow_referrer kNobody{};
    if (bin) bin->refuse(0, "too late");
    if (dependants != nullptr) dependants->dependants(dependants->ctx, &kNone);
    if (referrers != nullptr) referrers->referrer(referrers->ctx, &kNobody);
  }
} at_end;

class FlawedStore final : public Store {
 public:
  FlawedStore(const OptionValues& options, Host& host) : host_(host), flaw_(options.text("flaw")) {
    for (const char* const key : {"a", "b", "c", "d", "e", "f"}) there_[key] = "1";
  }

  ~FlawedStore() override {
    if (kept_) kept_({});
    if (flaw_ != "leaves a thread that asks for the time") return;
    std::thread([host = static_cast<const border::HostProxy&>(host_)] {
      for (;; std::this_thread::yield()) host.now();
    }).detach();
  }

  std::string identity() override {
    static int instances = 0;
    if (flaw_ == "is another in each process") return "flawed:" + std::to_string(::getpid());
    return flaw_ == "is another each time" ? "flawed:" + std::to_string(++instances) : "flawed:1";
  }
  std::vector<Fact> inspect(std::string_view) override {
    return {{WINNOW_FACT_KEY, WINNOW_TEXT, "key", ""},    {WINNOW_FACT_FIELD, WINNOW_TEXT, "name", ""},
            {WINNOW_FACT_FIELD, WINNOW_INT, "size", ""},  {WINNOW_FACT_FIELD, WINNOW_BOOL, "done", ""},
            {WINNOW_FACT_FIELD, WINNOW_BYTES, "raw", ""}, {WINNOW_FACT_FIELD, WINNOW_OTHER, "shape", ""}};
  }
  std::optional<std::uint64_t> total(std::string_view) override {
    return there_.size() + (flaw_ == "counts one too many" ? 1 : 0);
  }
  void scan(const Selection& selection, const ItemSink& out) override {
    if (flaw_ == "minds its thread" && thread_ != std::this_thread::get_id())
      throw Error(WINNOW_BROKEN, "another thread made me");
    if (flaw_ == "keeps a sink of items") kept_ = out;
    std::vector<std::string> asked;
    selection.scope.collect_fields(asked);
    const std::string field = asked.empty() ? "" : asked.front();
    if (flaw_ == "shows less than meets a filter" && field == selection.time_field) return;
    Pages pages(selection, out);
    for (const auto& [key, version] : there_) {
      if (!field.empty() && leaves_out(selection.scope, field, key)) continue;
      show(pages, selection, key, version);
      if (flaw_ == "shows one twice in small pages" && selection.page == 1 && key == "b")
        show(pages, selection, key, version);
    }
    pages.finish();
  }
  void fetch(const Selection& selection, std::span<const std::string_view> keys, const ItemSink& out) override {
    Pages pages(selection, out);
    for (const std::string_view key : keys) {
      const auto at = there_.find(key);
      if (at != there_.end()) show(pages, selection, key, at->second);
      if (at == there_.end() && flaw_ == "fetches what is not there") show(pages, selection, key, "1");
    }
    pages.finish();
  }

  void remove(const winnow_permit& permit, const Selection& selection, std::span<const winnow_item> items, Bin& bin,
              std::span<winnow_outcome> outcomes) override {
    if (flaw_ != "heeds no permit") check_permit(permit, WINNOW_REMOVE, keys_of(items));
    bin.open(selection.target, flaw_ == "heads a part with two lines" ? "{\n}" : "{}");
    if (flaw_ == "keeps its bin") at_end.bin = static_cast<const border::BinProxy&>(bin);
    std::vector<std::uint8_t> take(items.size(), 0);
    for (std::size_t i = 0; i < items.size(); ++i) {
      const auto at = there_.find(view(items[i].key));
      const bool other = at != there_.end() && at->second != view(items[i].version) && flaw_ != "minds no version";
      outcomes[i] = at == there_.end() ? WINNOW_GONE : other ? WINNOW_CHANGED : WINNOW_REFUSED;
      if (at == there_.end() && flaw_ == "removes what is gone") outcomes[i] = WINNOW_DONE;
      if (outcomes[i] != WINNOW_REFUSED) continue;
      bin.put({i, borrow(std::string_view{selection.target}), items[i].key, nullptr, WINNOW_TIME_NONE,
               borrow(std::string_view{"[1]"})});
      if (flaw_ == "puts one twice" && i == 0)
        bin.put({i, borrow(std::string_view{selection.target}), items[i].key, nullptr, WINNOW_TIME_NONE,
                 borrow(std::string_view{"[1]"})});
    }
    try {
      bin.seal(take);
    } catch (const Error&) {
      if (flaw_ != "minds no failed seal") throw;
      std::fill(take.begin(), take.end(), std::uint8_t{1});
    }
    const bool none = std::count(take.begin(), take.end(), 1) == 0;
    if (none && flaw_ == "takes nothing for everything") std::fill(take.begin(), take.end(), std::uint8_t{1});
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (take[i] != 1 || outcomes[i] != WINNOW_REFUSED) continue;
      has_removed_ = true;
      there_.erase(there_.find(view(items[i].key)));
      outcomes[i] = WINNOW_DONE;
    }
  }
  void restore(const winnow_permit& permit, std::span<const winnow_header>, std::span<const winnow_piece> pieces,
               std::span<winnow_outcome> outcomes) override {
    check_permit(permit, WINNOW_RESTORE, keys_of(pieces));
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const bool fresh = there_.emplace(view(pieces[i].key), "1").second;
      outcomes[i] = fresh || flaw_ != "restores once only" ? WINNOW_DONE : WINNOW_OCCUPIED;
    }
  }
  void purge(const winnow_permit&, std::span<const winnow_piece>, std::span<winnow_outcome>) override {
    throw Error(WINNOW_UNSUPPORTED, "nothing is parked here");
  }
  void settle(const winnow_permit& permit, std::span<const winnow_header>, std::span<const winnow_piece> pieces,
              std::span<winnow_outcome> outcomes) override {
    check_permit(permit, WINNOW_SETTLE, keys_of(pieces));
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const bool guesses = flaw_ == "settles by guess" || (flaw_ == "settles only its own" && !has_removed_);
      const bool lives = there_.contains(view(pieces[i].key)) && !guesses;
      outcomes[i] = lives ? WINNOW_SAME : WINNOW_DONE;
    }
  }
  void lock(std::string_view) override {}
  const std::string& flaw() const { return flaw_; }

  void put_file(std::string_view name, std::string_view content) override {
    const auto [at, fresh] = files().emplace(name, content);
    if (!fresh && at->second != content && flaw_ != "keeps the first of two files")
      throw Error(WINNOW_BROKEN, "it is there");
  }
  std::optional<std::string> get_file(std::string_view name) override {
    const auto at = files().find(name);
    return at == files().end() ? std::nullopt : std::optional(at->second);
  }
  std::vector<std::string> list_files(std::string_view) override {
    std::vector<std::string> out;
    for (const auto& [name, content] : files()) out.push_back(name);
    return out;
  }
  void drop_file(std::string_view name) override {
    if (const auto at = files().find(name); at != files().end() && flaw_ != "drops no file") files().erase(at);
  }

 private:
  /// Values of an item; "f" has none of them, and "nothing" is none of any.
  static winnow_value field_of(std::string_view key, std::string_view field) {
    const int index = key.front() - 'a';
    if (key == "f" || field == "nothing") return null_value();
    if (field == "name") return scalar(WINNOW_TEXT, borrow(index % 2 == 0 ? std::string_view("Paid") : "paid"));
    if (field == "size") return scalar(WINNOW_INT, std::int64_t{index * 5});
    if (field == "raw") return scalar(WINNOW_BYTES, borrow(index % 2 == 0 ? std::string_view("\xff") : "\xfe"));
    if (field == "shape") return scalar(WINNOW_OTHER, borrow(index % 2 == 0 ? std::string_view("(1,2)") : "(3,4)"));
    return scalar(WINNOW_BOOL, std::int64_t{index % 2});
  }

  /// Whether a filter on a field meets the flaw that this store has there. One that it has not, shows everything.
  bool leaves_out(const Filter& scope, const std::string& field, std::string_view key) const {
    const winnow_value value = field_of(key, field);
    if (scope.op == WINNOW_IS_NULL) return flaw_ == "finds nothing that is null" && value.type == WINNOW_NULL;
    if (value.type == WINNOW_NULL || scope.values.empty()) return false;
    const Value& wanted = scope.values.front();
    if (flaw_ == "takes upper case for lower" && scope.op == WINNOW_NE && field == "name")
      return ::strncasecmp(value.as.text.data, wanted.text.c_str(), value.as.text.size + 1) == 0;
    if (flaw_ == "compares numbers as texts" && scope.op == WINNOW_LT && wanted.type == WINNOW_INT)
      return std::to_string(value.as.i) >= std::to_string(wanted.i);
    if (flaw_ == "ends bytes at a zero" && scope.op == WINNOW_LT && wanted.type == WINNOW_BYTES)
      return std::strcmp(value.as.text.data, wanted.text.c_str()) >= 0;
    if (flaw_ == "finds no value of another type" && scope.op == WINNOW_EQ && wanted.type == WINNOW_OTHER)
      return true;
    return flaw_ == "takes false for nothing" && scope.op == WINNOW_EQ && field == "done" && value.as.i == 0;
  }

  static void show(Pages& pages, const Selection& selection, std::string_view key, std::string_view version) {
    const Page::Place at = pages.add();
    const bool known = key.size() == 1 && key.front() >= 'a' && key.front() <= 'f';
    for (std::size_t i = 0; known && i < at.fields.size(); ++i) at.fields[i] = field_of(key, selection.fields[i]);
    at.item.key = pages.keep(key);
    at.item.version = pages.keep(version);
    at.item.time = 1'000'000;
  }

  /// Of all instances, as a server would have them.
  static std::map<std::string, std::string, std::less<>>& files() {
    static std::map<std::string, std::string, std::less<>> all;
    return all;
  }

  Host& host_;
  std::string flaw_;
  ItemSink kept_;
  bool has_removed_ = false;
  const std::thread::id thread_ = std::this_thread::get_id();
  std::map<std::string, std::string, std::less<>> there_;
};

}  // namespace

extern "C" WINNOW_EXPORT const winnow_library* winnow_library_v1(std::uint32_t) WINNOW_NOEXCEPT {
  const winnow_plugin& from =
      *winnow::plugin<FlawedStore>(
           {.id = "flawed-store", .version = "1.0.0", .summary = "breaks one rule of stores", .options = kOptions})
           .table();
  static winnow_store store = *from.store;
  store.dependants = [](void* self, winnow_text, const winnow_text*, std::size_t, const winnow_dependants_sink* out,
                        winnow_error*) noexcept -> winnow_code {
    if (border::object<FlawedStore>(self).flaw() == "keeps a sink of dependants") at_end.dependants = out;
    return WINNOW_OK;
  };
  store.referrers = [](void* self, winnow_text, const winnow_text*, std::size_t, const winnow_referrer_sink* out,
                       winnow_error*) noexcept -> winnow_code {
    if (border::object<FlawedStore>(self).flaw() == "keeps a sink of referrers") at_end.referrers = out;
    return WINNOW_OK;
  };
  static winnow_plugin plugin = from;
  plugin.store = &store;
  static const winnow_plugin* const plugins[] = {&plugin, nullptr};
  static const winnow_library library{sizeof library, WINNOW_ABI_MINOR, plugins};
  return &library;
}
