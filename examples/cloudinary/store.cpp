/// cloudinary: the assets of one Cloudinary account and kind. A target is a beginning of public_ids ("private/",
/// "logo-*"), or one. What goes is downloaded into winnow's bin first, bytes and all that is said of it; undo
/// uploads it again.
#include <algorithm>
#include <winnow/copy.hpp>
#include <winnow/export.hpp>
#include <winnow/page.hpp>

#include "api.h"

namespace {
using namespace winnow;
using cloudinary::Api;
using cloudinary::Asset;
using nlohmann::json;

constexpr std::size_t kMostInOneDeletion = 100;

const Options kOptions = {
    option("cloud_name", WINNOW_TEXT).required().help("the account's name"),
    option("api_key", WINNOW_TEXT).required().secret().help("of an account that may read, delete and upload"),
    option("api_secret", WINNOW_TEXT).required().secret().help("its secret"),
    option("endpoint", WINNOW_TEXT).fallback("\"https://api.cloudinary.com\"").help("another region's address"),
    option("kind", WINNOW_TEXT).fallback("\"image\"").help("image, video or raw"),
    option("max_bytes", WINNOW_INT)
        .fallback("52428800")
        .between(1, 1 << 30)
        .outside_form()
        .help("larger assets stay: they would have to be held in memory")};

/// What a target means.
struct Target {
  std::string prefix;
  bool exact;

  explicit Target(std::string_view text) : prefix(text), exact(!text.ends_with('/') && !text.ends_with('*')) {
    if (text.ends_with('*')) prefix.pop_back();
    if (prefix.empty()) throw Error(WINNOW_BAD_CONFIG, "a target needs a beginning: \"private/\"");
  }
};

std::string text_of(const Asset& asset) {
  return json{{"bytes", asset.bytes},
              {"context", asset.context},
              {"etag", asset.etag},
              {"id", asset.id},
              {"tags", asset.tags},
              {"whole", asset.whole},
              {"uploaded_at", asset.uploaded_at}}
      .dump();
}
std::string version_of(Asset asset) {
  asset.whole = true;  // a listing says less than the asset itself
  const std::string text = text_of(asset);
  const std::string_view views[] = {text};
  return std::to_string(permit_digest(0, {}, {}, views));
}

/// A copy: what text_of() says, and the bytes.
std::string copy_of(const Asset& asset, const std::string& bytes) {
  json out = json::parse(text_of(asset));
  out["base64"] = to_base64(bytes);
  return out.dump();
}
std::pair<Asset, std::string> read_copy(const winnow_piece& piece) {
  const json from = json::parse(view(piece.content), nullptr, false);
  try {
    std::optional<std::string> bytes = from_base64(from.at("base64").get_ref<const std::string&>());
    if (!bytes || from.at("id") != view(piece.key)) throw Error(WINNOW_BROKEN, "a copy that is none");
    return {Asset{from["id"], from.at("etag"), from.at("uploaded_at"), "", from.at("bytes"), from.at("tags"),
                  from.at("context"), from.at("whole")},
            std::move(*bytes)};
  } catch (const json::exception&) {
    throw Error(WINNOW_BROKEN, "a copy that is none");
  }
}

class Cloudinary final : public Store {
 public:
  Cloudinary(const OptionValues& options, Host& host)
      : host_(host),
        name_("cloudinary:" + options.text("endpoint") + "/" + options.text("cloud_name") + "/" +
              options.text("kind")),
        most_(static_cast<std::uint64_t>(options.integer("max_bytes"))),
        api_({options.text("endpoint"), options.text("cloud_name"), options.text("api_key"),
              options.text("api_secret"), options.text("kind")}) {}

  std::string identity() override { return name_; }
  std::vector<Fact> inspect(std::string_view target) override {
    const Target known(target);
    std::vector<Fact> out{{WINNOW_FACT_KEY, WINNOW_TEXT, "key", "public_id"}};
    for (const char* field : {"key", "folder", "name", "tags"})
      out.push_back({WINNOW_FACT_FIELD, WINNOW_TEXT, field, ""});
    out.push_back({WINNOW_FACT_FIELD, WINNOW_INT, "size", "bytes"});
    out.push_back({WINNOW_FACT_FIELD, WINNOW_TIME, "uploaded_at", "when it was uploaded first"});
    return out;
  }
  std::optional<std::uint64_t> total(std::string_view) override { return std::nullopt; }

  void scan(const Selection& selection, const ItemSink& out) override {
    const Target target(selection.target);
    Pages pages(selection, out);
    api_.list(target.prefix, [&](const Asset& asset) {
      if (!target.exact || asset.id == target.prefix) add(pages, selection, asset);
    });
    pages.finish();
  }
  void fetch(const Selection& selection, std::span<const std::string_view> keys, const ItemSink& out) override {
    Pages pages(selection, out);
    for (const std::string_view key : keys) {
      if (const auto asset = api_.find(std::string(key))) add(pages, selection, *asset);
    }
    pages.finish();
  }

  void remove(const winnow_permit& permit, const Selection& selection, std::span<const winnow_item> items, Bin& bin,
              std::span<winnow_outcome> outcomes) override {
    check_permit(permit, WINNOW_REMOVE, keys_of(items));
    bin.open(selection.target, "{}");
    std::vector<std::optional<Asset>> copied(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) outcomes[i] = put(selection, items[i], i, bin, copied[i]);
    std::vector<std::uint8_t> take(items.size(), 0);
    bin.seal(take);  // from here on the copies are safe; take says which assets may go
    std::vector<std::size_t> batch;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (take[i] == 1 && copied[i]) batch.push_back(i);
      if (batch.size() == kMostInOneDeletion || i + 1 == items.size()) {
        require_in_time(permit);
        destroy(batch, copied, outcomes);
        batch.clear();
      }
    }
  }
  void restore(const winnow_permit& permit, std::span<const winnow_header>, std::span<const winnow_piece> pieces,
               std::span<winnow_outcome> outcomes) override {
    check_permit(permit, WINNOW_RESTORE, keys_of(pieces));
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const auto [asset, bytes] = read_copy(pieces[i]);
      std::optional<Asset> now = api_.find(asset.id);
      require_in_time(permit);
      if (!now && api_.upload(asset, bytes)) {
        now = api_.find(asset.id);
        outcomes[i] = now && *now == asset ? WINNOW_DONE : WINNOW_FAILED;
      } else {
        if (!now) now = api_.find(asset.id);  // somebody was faster
        outcomes[i] = now && *now == asset ? WINNOW_DONE : WINNOW_OCCUPIED;
      }
    }
  }
  void settle(const winnow_permit& permit, std::span<const winnow_header>, std::span<const winnow_piece> pieces,
              std::span<winnow_outcome> outcomes) override {
    check_permit(permit, WINNOW_SETTLE, keys_of(pieces));
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const std::optional<Asset> now = api_.find(std::string(view(pieces[i].key)));
      outcomes[i] = !now ? WINNOW_DONE : *now == read_copy(pieces[i]).first ? WINNOW_SAME : WINNOW_CHANGED;
    }
  }
  void purge(const winnow_permit&, std::span<const winnow_piece>, std::span<winnow_outcome>) override {
    throw Error(WINNOW_UNSUPPORTED, "copies lie in the host's bin");
  }
  void lock(std::string_view) override {}

 private:
  /// Puts the copy of an item, if it is as it was and could come back; answers what is true of it before anything
  /// goes.
  winnow_outcome put(const Selection& selection, const winnow_item& item, std::size_t i, Bin& bin,
                     std::optional<Asset>& copied) {
    const std::optional<Asset> asset = api_.find(std::string(view(item.key)));
    if (!asset) return WINNOW_GONE;
    if (version_of(*asset) != view(item.version)) return WINNOW_CHANGED;
    if (!asset->whole || asset->bytes > most_) {
      bin.refuse(i, asset->whole ? "larger than max_bytes" : "it would not come back as it is");
      return WINNOW_REFUSED;
    }
    const std::string content = copy_of(*asset, api_.download(*asset));
    Page now(selection.fields.size());
    add(now, selection, *asset);
    const winnow_item& shown = now.items()[0];
    bin.put({i, borrow(std::string_view{selection.target}), item.key, shown.fields, shown.time,
             borrow(std::string_view{content})});
    copied = asset;
    return WINNOW_REFUSED;  // unless the seal takes it
  }

  /// Each is looked at once more right before: Cloudinary deletes without a condition. After a lost answer, what is
  /// not there went.
  void destroy(const std::vector<std::size_t>& batch, const std::vector<std::optional<Asset>>& copied,
               std::span<winnow_outcome> outcomes) {
    std::vector<std::size_t> same;
    std::vector<std::string> ids;
    for (const std::size_t i : batch) {
      const std::optional<Asset> now = api_.find(copied[i]->id);
      outcomes[i] = !now ? WINNOW_GONE : *now == *copied[i] ? WINNOW_IN_DOUBT : WINNOW_CHANGED;
      if (outcomes[i] != WINNOW_IN_DOUBT) continue;
      same.push_back(i);
      ids.push_back(copied[i]->id);
    }
    if (ids.empty()) return;
    try {
      std::map<std::string, std::string> said = api_.destroy(ids);
      for (std::size_t n = 0; n < ids.size(); ++n) {
        const std::string& word = said[ids[n]];
        outcomes[same[n]] = word == "deleted" ? WINNOW_DONE : word == "not_found" ? WINNOW_GONE : WINNOW_FAILED;
      }
    } catch (const Error& error) {
      for (std::size_t n = 0; n < ids.size(); ++n)
        outcomes[same[n]] = api_.find(ids[n]) ? WINNOW_FAILED : WINNOW_DONE;
      host_.log(WINNOW_WARN, std::string("a deletion was not answered, and looked after: ") + error.what());
    }
  }

  void add(auto& page, const Selection& selection, const Asset& asset) const {
    const Page::Place at = page.add();
    at.item.key = page.keep(asset.id);
    at.item.version = page.keep(version_of(asset));
    at.item.bytes = asset.bytes;
    if (selection.time_field == "uploaded_at") at.item.time = host_.read_time(asset.uploaded_at);
    const std::size_t slash = asset.id.rfind('/');
    for (std::size_t i = 0; i < at.fields.size(); ++i) {
      const std::string& field = selection.fields[i];
      if (field == "key") at.fields[i] = name_value(at.item.key);
      if (field == "name") at.fields[i] = name_value(page.keep(asset.id.substr(slash + 1)));
      if (field == "folder")
        at.fields[i] = name_value(page.keep(asset.id.substr(0, slash == asset.id.npos ? 0 : slash)));
      if (field == "size") at.fields[i] = scalar(WINNOW_INT, static_cast<std::int64_t>(asset.bytes));
      if (field == "uploaded_at") at.fields[i] = time_value(host_.read_time(asset.uploaded_at));
      if (field == "tags") {
        std::string words;
        for (const std::string& tag : asset.tags) words += (words.empty() ? "" : " ") + tag;
        at.fields[i] = scalar(WINNOW_TEXT, page.keep(words));
      }
    }
  }

  Host& host_;
  const std::string name_;
  const std::uint64_t most_;
  Api api_;
};
}  // namespace

WINNOW_LIBRARY(winnow::plugin<Cloudinary>({.id = "cloudinary",
                                           .version = "0.1.0",
                                           .summary = "assets of a Cloudinary account",
                                           .options = kOptions,
                                           .flags = WINNOW_KEYED_BY_NAME}))
